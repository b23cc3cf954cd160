import {
  absent,
  admitted,
  all,
  allowed,
  containerOf,
  everywhere,
  exists,
  refers,
  secretsOf,
  setting,
  that,
  variable,
  variableOf,
} from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const SSE = "aws_s3_bucket_server_side_encryption_configuration";
const BY_DEFAULT = "rule.apply_server_side_encryption_by_default";
const CAPACITY = "serverlessv2_scaling_configuration";

/** Database, cache, buckets, knowledge base, secrets. */
export const data: Record<string, Assertion> = {
  "HH-005": that(
    (s) => {
      const names = s.all("aws_s3_bucket").map(({ name }) => name);
      expect(names.filter((name) => /^(frontend|uploads)_/.test(name))).toHaveLength(2);
      // What is left belongs to AWS's services: access logs, the trail, the pipeline's artifacts.
      const others = names.filter(
        (name) => !/^(frontend|uploads|access_logs|trail_events|pipeline_artifacts)_/.test(name),
      );
      expect(others).toEqual([]);
    },
    (e) => e.remove("aws_s3_bucket", "uploads"),
    (e) => e.add("data", "aws_s3_bucket", "files_bucket", {}),
  ),
  "HH-010": all(
    exists("aws_rds_cluster_instance", undefined, 2),
    that(
      (s) => {
        const zones = s.all("aws_rds_cluster_instance").map((each) => each.get("availability_zone"));
        expect(new Set(zones).size).toBeGreaterThanOrEqual(2);
        expect(s.outputs("health-helper-prod-data")).toHaveProperty("database_reader_endpoint");
      },
      (e) => e.set("aws_rds_cluster_instance", undefined, "availability_zone", "us-east-1a"),
      (e) => {
        for (const { json } of e.stacks) Reflect.deleteProperty(json, "output");
      },
    ),
  ),
  "HH-016": that(
    (s) => {
      const id = variableOf(s, "api", "backend", "BEDROCK_MODEL_ID") ?? "";
      const statements = s
        .one("aws_iam_role_policy", "api task-role")
        .statements()
        .filter(({ actions }) => actions.includes("bedrock:InvokeModel"));
      const resources = statements.flatMap((each) => each.resources);
      expect(resources).toContainEqual(expect.stringMatching(new RegExp(`:inference-profile/${id}$`)));
      const model = id.replace(/^us\./, "");
      for (const resource of resources) {
        expect(resource).toMatch(new RegExp(`(inference-profile/${id}|foundation-model/${model})$`));
      }
      expect(model).toMatch(/^anthropic\.claude-/);
    },
    ...[variable("api", "backend", "BEDROCK_MODEL_ID", "").breaks].flat(),
    (e) =>
      e.statements("aws_iam_role_policy", "api task-role", (statements) => {
        for (const each of statements) if (each["Sid"] === "InvokeModelThroughProfile") each["Resource"] = "*";
      }),
  ),
  "HH-017": all(
    exists("aws_bedrockagent_knowledge_base"),
    setting("aws_bedrockagent_knowledge_base", undefined, "knowledge_base_configuration.type", "VECTOR"),
    refers("aws_bedrockagent_knowledge_base", undefined, "role_arn", "aws_iam_role", "medicine"),
  ),
  "HH-018": all(
    setting("aws_bedrockagent_data_source", undefined, "data_source_configuration.type", "S3"),
    setting("aws_bedrockagent_knowledge_base", undefined, "storage_configuration.type", "RDS"),
    setting("aws_rds_cluster", undefined, "enable_http_endpoint", true),
    that(
      (s) => {
        const source = s
          .one("aws_bedrockagent_data_source")
          .get("data_source_configuration.s3_configuration.bucket_arn");
        expect(s.follow(source).id).toBe(s.one("aws_s3_bucket", "uploads").id);
        const store = s
          .one("aws_bedrockagent_knowledge_base")
          .get("storage_configuration.rds_configuration.resource_arn");
        expect(s.follow(store).id).toBe(s.one("aws_rds_cluster").id);
      },
      (e) =>
        e.set(
          "aws_bedrockagent_data_source",
          undefined,
          "data_source_configuration.0.s3_configuration.0.bucket_arn",
          "x",
        ),
      (e) =>
        e.set(
          "aws_bedrockagent_knowledge_base",
          undefined,
          "storage_configuration.0.rds_configuration.0.resource_arn",
          "x",
        ),
    ),
  ),
  "HH-019": allowed("api task-role", "polly:SynthesizeSpeech", () => ["*"]),
  "HH-020": allowed("api task-role", "transcribe:StartStreamTranscription", () => ["*"]),
  "HH-021": all(
    setting("aws_rds_cluster", undefined, "engine", "aurora-postgresql"),
    everywhere("aws_rds_cluster_instance", undefined, "instance_class", "db.serverless"),
  ),
  "HH-022": exists("aws_s3_bucket", "uploads"),
  "HH-023": all(
    exists("aws_elasticache_replication_group"),
    setting("aws_elasticache_replication_group", undefined, "at_rest_encryption_enabled", "true"),
    setting("aws_elasticache_replication_group", undefined, "transit_encryption_enabled", true),
    that(
      (s) => {
        const users = s.follow((s.one("aws_elasticache_replication_group").get("user_group_ids") as string[])[0]);
        const members = (users.get("user_ids") as string[]).map((id) => s.follow(id));
        expect(members).toHaveLength(2);
        for (const member of members) {
          const isOn = String(member.get("access_string")).startsWith("on ");
          expect(member.get("authentication_mode.type")).toBe(isOn ? "iam" : "no-password-required");
        }
      },
      (e) => e.set("aws_elasticache_user", "user", "authentication_mode.type", "no-password-required"),
      (e) => e.set("aws_elasticache_replication_group", undefined, "user_group_ids", []),
    ),
  ),
  "HH-024": that(
    (s) => {
      expect(admitted(s, "cache")).toEqual([[s.one("aws_security_group", "api").ref("id"), 6379, 6379]]);
      const group = s.one("aws_elasticache_replication_group");
      expect(s.follow((group.get("security_group_ids") as string[])[0]).id).toBe(
        s.one("aws_security_group", "cache").id,
      );
      const subnets = s.follow(group.get("subnet_group_name")).get("subnet_ids") as string[];
      for (const id of subnets) expect(s.follow(id).name).toMatch(/^network_private-/);
      expect(subnets).toHaveLength(2);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-sessions-6379", "to_port", 65_535),
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-sessions-6379", "referenced_security_group_id", "sg-1"),
    (e) => e.set("aws_elasticache_subnet_group", undefined, "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
  ),
  "HH-030": that(
    (s) => expect(s.all("aws_secretsmanager_secret").length).toBeGreaterThanOrEqual(1),
    (e) => e.remove("aws_secretsmanager_secret"),
  ),
  "HH-079": that(
    (s) => {
      const [major = 0, minor = 0] = String(s.one("aws_rds_cluster").get("engine_version")).split(".").map(Number);
      expect(major > 15 || (major === 15 && minor >= 7)).toBe(true);
      expect(s.one("aws_rds_cluster_parameter_group").get("family")).toBe(`aurora-postgresql${major}`);
    },
    (e) => e.set("aws_rds_cluster", undefined, "engine_version", "15.3"),
    (e) => e.set("aws_rds_cluster_parameter_group", undefined, "family", "aurora-postgresql15"),
  ),
  "HH-080": setting("aws_rds_cluster", undefined, `${CAPACITY}.min_capacity`, 0.5),
  "HH-081": setting("aws_rds_cluster", undefined, `${CAPACITY}.max_capacity`, 4),
  "HH-082": all(
    setting("aws_rds_cluster", undefined, `${CAPACITY}.seconds_until_auto_pause`, 300),
    setting("aws_rds_cluster", undefined, `${CAPACITY}.min_capacity`, 0),
  ),
  "HH-084": setting("aws_s3_bucket", "frontend", "bucket", "health-helper-frontend-prod"),
  "HH-085": setting("aws_s3_bucket_versioning", "frontend", "versioning_configuration.status", "Enabled"),
  "HH-086": setting(SSE, "frontend", `${BY_DEFAULT}.sse_algorithm`, "AES256"),
  "HH-088": setting("aws_s3_bucket", "uploads", "bucket", "health-helper-uploads-prod"),
  "HH-089": setting("aws_s3_bucket_versioning", "uploads", "versioning_configuration.status", "Enabled"),
  "HH-090": all(
    setting(SSE, "uploads", `${BY_DEFAULT}.sse_algorithm`, "aws:kms"),
    that(
      (s) =>
        expect(s.follow(s.one(SSE, "uploads").get(`${BY_DEFAULT}.kms_master_key_id`)).id).toMatch(
          /\/aws_kms_key\.key$/,
        ),
      (e) => e.set(SSE, "uploads", `${BY_DEFAULT}.kms_master_key_id`, "alias/aws/s3"),
    ),
  ),
  "HH-091": that(
    (s) => {
      const rules = s.one("aws_s3_bucket_lifecycle_configuration", "uploads").list("rule");
      const expiring = rules.filter((rule) => rule["expiration"] !== undefined);
      expect(expiring).toEqual([
        expect.objectContaining({ status: "Enabled", filter: [{ prefix: "temp/" }], expiration: [{ days: 90 }] }),
      ]);
      expect(rules.some((rule) => rule["noncurrent_version_expiration"] !== undefined)).toBe(true);
    },
    (e) => e.set("aws_s3_bucket_lifecycle_configuration", "uploads", "rule.0.expiration.0.days", 30),
    (e) => e.set("aws_s3_bucket_lifecycle_configuration", "uploads", "rule.0.filter.0.prefix", ""),
    (e) => e.set("aws_s3_bucket_lifecycle_configuration", "uploads", "rule.1.noncurrent_version_expiration", undefined),
  ),
  "HH-092": that(
    (s) => {
      const origins = s
        .one("aws_s3_bucket_cors_configuration", "uploads")
        .list("cors_rule")
        .flatMap((rule) => rule["allowed_origins"]);
      const sites = s
        .all("aws_cloudfront_distribution")
        .map((each) => `https://${(each.get("aliases") as string[])[0]}`);
      const direct = `https://${String(s.one("aws_s3_bucket", "frontend").get("bucket"))}.s3.us-east-1.amazonaws.com`;
      expect(origins).toEqual(sites.length > 0 ? sites : [direct]);
    },
    (e) => e.set("aws_s3_bucket_cors_configuration", "uploads", "cors_rule.0.allowed_origins", ["*"]),
  ),
  "HH-101": that(
    (s) => {
      const { Environment: name } = (s.providers()[0]?.["default_tags"] as [{ tags: Record<string, string> }])[0].tags;
      expect(s.one("aws_secretsmanager_secret", "settings").get("name")).toBe(`health-helper/${name}/env`);
    },
    (e) => e.set("aws_secretsmanager_secret", "settings", "name", "env"),
  ),
  "HH-102": that(
    (s) => expect(Object.keys(secretsOf(s, "api", "backend"))).not.toContain("DEEPGRAM_API_KEY"),
    (e) =>
      e.container("api", "backend", (each) => {
        (each["secrets"] as object[]).push({ name: "DEEPGRAM_API_KEY", valueFrom: "arn:x" });
      }),
  ),
  "HH-103": injected("DATABASE_URL"),
  "HH-104": injected("SESSION_SECRET"),
  "HH-105": absent("data", "aws_secretsmanager_secret_version"),
  "HH-116": all(
    that(
      (s) => {
        expect(s.one("aws_rds_cluster").get(`${CAPACITY}.seconds_until_auto_pause`)).toBeUndefined();
        expect(s.one("aws_rds_cluster").get(`${CAPACITY}.min_capacity`)).toBeGreaterThan(0);
      },
      (e) => e.set("aws_rds_cluster", undefined, `${CAPACITY}.seconds_until_auto_pause`, 300),
      (e) => e.set("aws_rds_cluster", undefined, `${CAPACITY}.min_capacity`, 0),
    ),
  ),
};

/** A variable of the backend is one field of the secret `env`. */
function injected(name: string): Assertion {
  return that(
    (s) => {
      const value = secretsOf(s, "api", "backend")[name];
      expect(value).toMatch(new RegExp(`:${name}::$`));
      expect(s.follow(value).id).toBe(s.one("aws_secretsmanager_secret", "settings").id);
      const plain = (containerOf(s, "api", "backend")?.["environment"] ?? []) as { name: string }[];
      expect(plain.map((each) => each.name)).not.toContain(name);
    },
    (e) =>
      e.container("api", "backend", (each) => {
        for (const secret of each["secrets"] as Record<string, string>[]) {
          if (secret["name"] === name) secret["valueFrom"] = "arn:aws:secretsmanager:x";
        }
      }),
    (e) =>
      e.container("api", "backend", (each) => {
        (each["environment"] as object[]).push({ name, value: "plain" });
      }),
  );
}
