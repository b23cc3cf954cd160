import { absent, all, exists, refers, setting, that, variableOf, within } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const FLAGS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
const ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration";
const ALGORITHM = "rule.apply_server_side_encryption_by_default.sse_algorithm";
const INSTANCE = "data/database";

function closed(role: string): Assertion {
  return all(...FLAGS.map((flag) => setting("aws_s3_bucket_public_access_block", role, flag, true)));
}

/** Rules of a bucket's lifecycle that are not the housekeeping of every bucket. */
function ownRules(s: Subject, role: string): Record<string, unknown>[] {
  return s
    .one("aws_s3_bucket_lifecycle_configuration", role)
    .list("rule")
    .filter(({ id }) => id !== "housekeeping");
}

/** Buckets, images, database, copies. */
export const data: Record<string, Assertion> = {
  "SW-005": that(
    (s) => expect(s.all("aws_db_instance", INSTANCE)).toHaveLength(1),
    (e) => e.remove("aws_db_instance", INSTANCE),
  ),
  "SW-006": all(
    exists("aws_s3_bucket", "data/models"),
    exists("aws_s3_bucket", "data/data"),
    exists("aws_s3_bucket", "foundation/logs"),
  ),
  "SW-008": exists("aws_ecr_repository"),
  "SW-009": setting("aws_ecr_repository", undefined, "image_scanning_configuration.scan_on_push", true),
  "SW-010": that(
    (s) => {
      const { rules } = s.one("aws_ecr_lifecycle_policy").json("policy") as { rules: Record<string, object>[] };
      expect(rules).toEqual([
        expect.objectContaining({
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 },
          action: { type: "expire" },
        }),
      ]);
      // A tag can't be overwritten, so a build that is done again pushes no image out.
      expect(s.one("aws_ecr_repository").get("image_tag_mutability")).toBe("IMMUTABLE");
    },
    (e) =>
      e.document(
        "aws_ecr_lifecycle_policy",
        undefined,
        "policy",
        (policy: { rules: { selection: Record<string, unknown> }[] }) => {
          for (const rule of policy.rules) rule.selection["countNumber"] = 5;
        },
      ),
    (e) => e.set("aws_ecr_repository", undefined, "image_tag_mutability", "MUTABLE"),
  ),
  "SW-033": setting("aws_s3_bucket_versioning", "data/models", "versioning_configuration.status", "Enabled"),
  "SW-034": setting(ENCRYPTION, "data/models", ALGORITHM, "aws:kms"),
  "SW-035": all(
    closed("data/models"),
    that(
      (s) => {
        const arn = s.one("aws_s3_bucket", "data/models").ref("arn");
        const policies = s
          .all("aws_iam_role_policy")
          .filter((policy) =>
            policy.statements().some(({ resources }) => resources.some((each) => each.startsWith(arn))),
          );
        // The application, and in production what copies the models to another region.
        const names = policies.map(({ name }) => name);
        expect(
          names.filter((name) => !["dashboard_task_task-role_policy", "models_role_policy"].includes(name)),
        ).toEqual([]);
        expect(names).toContain("dashboard_task_task-role_policy");
        const own = s.one("aws_s3_bucket_policy", "data/models").statements();
        expect(own.filter(({ effect }) => effect === "Allow")).toEqual([]);
      },
      (e) =>
        e.statements("aws_iam_role_policy", "flow-logs", (statements) => {
          statements.push({
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "${student-wellbeing-prod-data/aws_s3_bucket.models_bucket.arn}/*",
          });
        }),
      (e) =>
        e.statements("aws_s3_bucket_policy", "data/models", (statements) => {
          statements.push({ Effect: "Allow", Principal: { AWS: "*" }, Action: "s3:GetObject", Resource: "*" });
        }),
    ),
  ),
  "SW-036": setting("aws_s3_bucket_versioning", "data/data", "versioning_configuration.status", "Enabled"),
  "SW-037": setting(ENCRYPTION, "data/data", ALGORITHM, "aws:kms"),
  "SW-038": all(
    closed("data/data"),
    that(
      (s) =>
        expect(s.follow(variableOf(s, "dashboard", "app", "DATA_BUCKET")).id).toBe(
          s.one("aws_s3_bucket", "data/data").id,
        ),
      (e) => e.container("dashboard", "app", (each) => void (each["environment"] = [])),
    ),
  ),
  "SW-039": all(
    absent("edge", "aws_s3_bucket_website_configuration"),
    that(
      (s) => {
        const [, files] = s.one("aws_cloudfront_distribution").list("origin");
        const control = s.follow(files?.["origin_access_control_id"]);
        expect([control.get("signing_behavior"), control.get("origin_access_control_origin_type")]).toEqual([
          "always",
          "s3",
        ]);
      },
      (e) => e.set("aws_cloudfront_distribution", undefined, "origin.1.origin_access_control_id", undefined),
      (e) => e.set("aws_cloudfront_origin_access_control", undefined, "signing_behavior", "never"),
    ),
  ),
  "SW-040": that(
    (s) => {
      const [rule] = s.one("aws_s3_bucket_cors_configuration", "files").list("cors_rule");
      const aliases = s.one("aws_cloudfront_distribution").get("aliases") as string[];
      expect(rule?.["allowed_origins"]).toEqual(aliases.map((name) => `https://${name}`));
    },
    (e) => e.set("aws_s3_bucket_cors_configuration", "files", "cors_rule.allowed_origins", ["*"]),
  ),
  "SW-041": all(
    closed("edge/files"),
    that(
      (s) => {
        const [allow, ...more] = s
          .one("aws_s3_bucket_policy", "edge/files")
          .statements()
          .filter(({ effect }) => effect === "Allow");
        expect(more).toEqual([]);
        expect(allow?.principal).toEqual({ Service: "cloudfront.amazonaws.com" });
        expect(allow?.conditions).toEqual({
          StringEquals: { "AWS:SourceArn": s.one("aws_cloudfront_distribution").ref("arn") },
        });
      },
      (e) =>
        e.statements("aws_s3_bucket_policy", "edge/files", (statements) => {
          for (const each of statements) if (each["Effect"] === "Allow") each["Condition"] = {};
        }),
      (e) =>
        e.statements("aws_s3_bucket_policy", "edge/files", (statements) => {
          for (const each of statements) if (each["Effect"] === "Allow") each["Principal"] = { AWS: "*" };
        }),
    ),
  ),
  "SW-042": that(
    (s) =>
      expect(ownRules(s, "foundation/logs")[0]?.["transition"]).toEqual([{ days: 30, storage_class: "STANDARD_IA" }]),
    (e) =>
      e.set("aws_s3_bucket_lifecycle_configuration", "foundation/logs", "rule.0.transition", [
        { days: 60, storage_class: "STANDARD_IA" },
      ]),
  ),
  "SW-043": that(
    (s) => {
      const rules = ownRules(s, "foundation/logs");
      expect(rules.map((rule) => [rule["expiration"], rule["filter"]])).toEqual([[[{ days: 90 }], [{ prefix: "" }]]]);
    },
    (e) => e.set("aws_s3_bucket_lifecycle_configuration", "foundation/logs", "rule.0.expiration.days", 30),
  ),
  "SW-044": all(
    setting("aws_lb", undefined, "access_logs.enabled", true),
    that(
      (s) => {
        const policy = s.follow(s.one("aws_lb").get("access_logs.bucket"));
        expect(s.follow(policy.get("bucket")).id).toBe(s.one("aws_s3_bucket", "foundation/logs").id);
        const write = policy.statements().find(({ sid }) => sid === "LoadBalancerLogs");
        expect(write?.principal).toEqual({ Service: "logdelivery.elasticloadbalancing.amazonaws.com" });
        expect(write?.resources[0]).toMatch(/\/alb\/AWSLogs\/\d{12}\/\*$/);
        expect(s.one("aws_lb").get("access_logs.prefix")).toBe("alb");
        expect(s.one(ENCRYPTION, "foundation/logs").get(ALGORITHM)).toBe("AES256");
      },
      (e) => e.set("aws_lb", undefined, "access_logs.bucket", "elsewhere"),
      (e) => e.set("aws_lb", undefined, "access_logs.prefix", "elsewhere"),
      (e) => e.set(ENCRYPTION, "foundation/logs", ALGORITHM, "aws:kms"),
      (e) =>
        e.statements("aws_s3_bucket_policy", "foundation/logs", (statements) => {
          for (const each of statements) if (each["Sid"] === "LoadBalancerLogs") each["Principal"] = { AWS: "*" };
        }),
    ),
  ),
  // The latest minor version of the document's major one: AWS has withdrawn 15.4.
  "SW-050": all(
    setting("aws_db_instance", INSTANCE, "engine", "postgres"),
    setting("aws_db_instance", INSTANCE, "engine_version", "15"),
    setting("aws_db_instance", INSTANCE, "auto_minor_version_upgrade", true),
  ),
  "SW-051": setting("aws_db_instance", INSTANCE, "instance_class", "db.t3.micro"),
  "SW-052": setting("aws_db_instance", INSTANCE, "allocated_storage", 20),
  "SW-053": setting("aws_db_instance", INSTANCE, "max_allocated_storage", 100),
  "SW-054": all(
    setting("aws_db_instance", INSTANCE, "storage_encrypted", true),
    refers("aws_db_instance", INSTANCE, "kms_key_id", "aws_kms_key", "foundation/key"),
  ),
  "SW-055": setting("aws_db_instance", INSTANCE, "backup_retention_period", 7),
  "SW-056": within("dev-database", setting("aws_db_instance", INSTANCE, "backup_retention_period", 1)),
  "SW-057": setting("aws_db_instance", INSTANCE, "multi_az", true),
  "SW-058": all(
    setting("aws_db_instance", INSTANCE, "publicly_accessible", false),
    that(
      (s) => {
        const group = s.follow(s.one("aws_db_instance", INSTANCE).get("db_subnet_group_name"));
        const blocks = (group.get("subnet_ids") as string[]).map((id) => s.follow(id).get("cidr_block"));
        expect(blocks).toEqual(["10.0.10.0/24", "10.0.11.0/24"]);
      },
      (e) => e.set("aws_db_subnet_group", undefined, "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
    ),
  ),
  "SW-073": all(
    setting("aws_db_instance", INSTANCE, "monitoring_interval", 60),
    that(
      (s) => {
        const role = s.follow(s.one("aws_db_instance", INSTANCE).get("monitoring_role_arn"));
        expect(role.statements("assume_role_policy")[0]?.principal).toEqual({
          Service: "monitoring.rds.amazonaws.com",
        });
      },
      (e) => e.set("aws_db_instance", INSTANCE, "monitoring_role_arn", "${aws_iam_role.other.arn}"),
    ),
  ),
  "SW-110": all(
    setting("aws_db_instance", INSTANCE, "manage_master_user_password", true),
    that(
      (s) => expect(s.one("aws_db_instance", INSTANCE).get("password")).toBeUndefined(),
      (e) => e.set("aws_db_instance", INSTANCE, "password", "secret"),
    ),
  ),
  // RDS changes it every seven days.
  "SW-119": setting("aws_db_instance", INSTANCE, "manage_master_user_password", true),
  "SW-120": all(
    setting("aws_db_instance", INSTANCE, "backup_window", "03:00-04:00"),
    setting("aws_db_instance", INSTANCE, "skip_final_snapshot", false),
    setting("aws_db_instance", INSTANCE, "backup_retention_period", 7),
  ),
  "SW-121": that(
    (s) => {
      for (const name of ["models", "data"]) {
        expect(s.one("aws_s3_bucket_versioning", `data/${name}`).get("versioning_configuration.status")).toBe(
          "Enabled",
        );
        const rules = s.one("aws_s3_bucket_lifecycle_configuration", `data/${name}`).list("rule");
        const housekeeping = rules.find(({ id }) => id === "housekeeping");
        const [expiration] = housekeeping?.["noncurrent_version_expiration"] as { noncurrent_days: number }[];
        expect(expiration?.noncurrent_days).toBeGreaterThanOrEqual(30);
      }
    },
    (e) => e.set("aws_s3_bucket_versioning", "data/models", "versioning_configuration.status", "Suspended"),
    (e) =>
      e.set(
        "aws_s3_bucket_lifecycle_configuration",
        "data/models",
        "rule.0.noncurrent_version_expiration.noncurrent_days",
        1,
      ),
  ),
  "SW-126": all(
    setting("aws_s3_bucket_replication_configuration", "models", "rule.status", "Enabled"),
    that(
      (s) => {
        const replication = s.one("aws_s3_bucket_replication_configuration", "models");
        const copy = s.follow(replication.get("rule.destination.bucket"));
        expect(s.providers(copy.stack).map(({ region }) => region)).toEqual(["us-west-2"]);
        // What is encrypted is copied too, under a key of the other region.
        expect(replication.get("rule.source_selection_criteria.sse_kms_encrypted_objects.status")).toBe("Enabled");
        const key = s.follow(replication.get("rule.destination.encryption_configuration.replica_kms_key_id"));
        expect(key.stack).toBe(copy.stack);
      },
      (e) => e.set("aws_s3_bucket_replication_configuration", "models", "rule.source_selection_criteria", undefined),
      (e) =>
        e.set(
          "aws_s3_bucket_replication_configuration",
          "models",
          "rule.destination.bucket",
          "${aws_s3_bucket.models_bucket.arn}",
        ),
    ),
  ),
  "SW-127": within(
    "copy",
    that(
      (s) => {
        const [original, copy] = ["data", "recovery"].map((layer) => s.one("aws_db_instance", `${layer}/database`));
        const source = String(copy?.get("replicate_source_db"));
        expect(source).toBe(`arn:aws:rds:us-east-1:141414141414:db:${String(original?.get("identifier"))}`);
        expect(s.providers(copy?.stack).map(({ region }) => region)).toEqual(["us-west-2"]);
        expect(s.follow(copy?.get("kms_key_id")).stack).toBe(copy?.stack);
        expect([copy?.get("username"), copy?.get("engine")]).toEqual([undefined, undefined]);
      },
      (e) => e.set("aws_db_instance", "recovery/database", "replicate_source_db", "other"),
      (e) => e.set("aws_db_instance", "recovery/database", "kms_key_id", undefined),
    ),
  ),
  "SW-129": that(
    (s) => expect(Number(s.one("aws_db_instance", INSTANCE).get("backup_retention_period"))).toBeGreaterThanOrEqual(1),
    (e) => e.set("aws_db_instance", INSTANCE, "backup_retention_period", 0),
  ),
  "SW-134": within(
    "users1000",
    all(setting("aws_db_instance", INSTANCE, "instance_class", "db.t3.small"), bounds(4, 8)),
  ),
  "SW-135": within(
    "users10000",
    all(
      setting("aws_db_instance", INSTANCE, "instance_class", "db.r5.large"),
      bounds(10, 20),
      exists("aws_elasticache_replication_group"),
    ),
  ),
  "SW-143": all(
    that(
      (s) => {
        const [retain] = ownRules(s, "data/data");
        expect(retain?.["expiration"]).toEqual([{ days: 2190 }]);
        for (const group of s.all("aws_cloudwatch_log_group"))
          expect(Number(group.get("retention_in_days"))).toBeGreaterThan(0);
      },
      (e) => e.set("aws_s3_bucket_lifecycle_configuration", "data/data", "rule.0.expiration", undefined),
      (e) => e.set("aws_cloudwatch_log_group", "service/log group", "retention_in_days", undefined),
    ),
  ),
};

function bounds(min: number, max: number): Assertion {
  return all(
    setting("aws_appautoscaling_target", undefined, "min_capacity", min),
    setting("aws_appautoscaling_target", undefined, "max_capacity", max),
  );
}
