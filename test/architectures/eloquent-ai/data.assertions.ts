import {
  admitted,
  all,
  containerOf,
  everywhere,
  exists,
  secretsOf,
  setting,
  that,
  variable,
  variableOf,
} from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";

const CLUSTER = "data/database";
const CAPACITY = "serverlessv2_scaling_configuration";
const SECRETS = { OPENAI_API_KEY: "openai", PINECONE_API_KEY: "pinecone", JWT_SECRET: "jwt" } as const;

/** Aurora, secrets, buckets, images, the second region. */
export const data: Record<string, Assertion> = {
  "EQ-005": that(
    (s) => {
      const secrets = secretsOf(s, "api", "api");
      for (const [name, role] of Object.entries(SECRETS)) {
        expect(s.follow(secrets[name]).id).toBe(s.one("aws_secretsmanager_secret", role).id);
      }
      expect(s.follow(secrets["DATABASE_CREDENTIALS"]).name).toMatch(/^database_(cluster|login_secret)$/);
    },
    ...[...Object.keys(SECRETS), "DATABASE_CREDENTIALS"].map((name): Change => (e) => {
      e.container("api", "api", (each) => {
        for (const secret of each["secrets"] as Record<string, string>[]) {
          if (secret["name"] === name) secret["valueFrom"] = "arn:aws:secretsmanager:elsewhere";
        }
      });
    }),
  ),
  "EQ-021": all(
    setting("aws_rds_cluster", CLUSTER, "engine", "aurora-postgresql"),
    setting("aws_rds_cluster", CLUSTER, "engine_mode", "provisioned"),
  ),
  "EQ-022": everywhere("aws_rds_cluster_instance", undefined, "instance_class", "db.serverless"),
  "EQ-023": setting("aws_rds_cluster", CLUSTER, `${CAPACITY}.min_capacity`, 0.5),
  "EQ-024": all(
    exists("aws_rds_cluster_instance", CLUSTER, 2),
    that(
      (s) => {
        const group = s.follow(s.one("aws_rds_cluster", CLUSTER).get("db_subnet_group_name"));
        const zones = (group.get("subnet_ids") as string[]).map((id) => s.follow(id).get("availability_zone"));
        expect(new Set(zones).size).toBeGreaterThanOrEqual(2);
        const placed = s.all("aws_rds_cluster_instance", CLUSTER).map((each) => each.get("availability_zone"));
        expect(new Set(placed).size).toBe(2);
      },
      (e) => e.set("aws_rds_cluster_instance", CLUSTER, "availability_zone", "us-east-1a"),
      (e) => e.set("aws_subnet", "foundation/private-b", "availability_zone", "us-east-1a"),
    ),
  ),
  "EQ-025": setting("aws_rds_cluster", CLUSTER, "backup_retention_period", 7),
  "EQ-026": all(
    everywhere("aws_rds_cluster", undefined, "storage_encrypted", true),
    that(
      (s) => {
        for (const cluster of s.all("aws_rds_cluster")) {
          expect(s.follow(cluster.get("kms_key_id")).id).toMatch(/\/aws_kms_key\.key$/);
        }
      },
      (e) => e.set("aws_rds_cluster", undefined, "kms_key_id", undefined),
    ),
  ),
  "EQ-027": all(
    everywhere("aws_rds_cluster_instance", undefined, "publicly_accessible", false),
    that(
      (s) => {
        const groups = s.all("aws_db_subnet_group");
        expect(groups.length).toBeGreaterThan(0);
        for (const group of groups) {
          for (const id of group.get("subnet_ids") as string[]) expect(s.follow(id).name).toMatch(/^network_private-/);
        }
      },
      (e) => e.remove("aws_db_subnet_group"),
      (e) => e.set("aws_db_subnet_group", "data/database", "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
    ),
  ),
  "EQ-028": variable("api", "api", "PINECONE_INDEX", expect.stringMatching(/^eloquent-ai-/)),
  "EQ-029": variable("api", "api", "EMBEDDING_DIMENSIONS", "1536"),
  "EQ-037": that(
    (s) => {
      expect(admitted(s, CLUSTER)).toEqual([[s.one("aws_security_group", "api").ref("id"), 5432, 5432]]);
      expect(s.one("aws_rds_cluster", CLUSTER).get("vpc_security_group_ids")).toEqual([
        s.one("aws_security_group", CLUSTER).ref("id"),
      ]);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-database-5432", "to_port", 65_535),
    (e) => e.set("aws_rds_cluster", CLUSTER, "vpc_security_group_ids", ["sg-1"]),
  ),
  "EQ-043": secret("openai"),
  "EQ-044": secret("pinecone"),
  "EQ-045": that(
    (s) => {
      const cluster = s.one("aws_rds_cluster", CLUSTER);
      expect(cluster.get("master_password")).toBeUndefined();
      if (cluster.get("global_cluster_identifier") === undefined) {
        expect(cluster.get("manage_master_user_password")).toBe(true);
        expect(s.follow(cluster.get("master_user_secret_kms_key_id")).id).toMatch(/\/aws_kms_key\./);
        return;
      }
      // RDS can't keep the password of a global database: it is handed on without being stored.
      expect(cluster.get("manage_master_user_password")).toBeUndefined();
      expect(cluster.get("master_password_wo")).toMatch(/^\$\{jsondecode\(ephemeral\./);
      const value = s.one("aws_secretsmanager_secret_version");
      expect(s.follow(value.get("secret_id")).id).toBe(s.one("aws_secretsmanager_secret", "login").id);
      expect(value.get("secret_string")).toBeUndefined();
      expect(value.get("secret_string_wo")).toMatch(/ephemeral\.aws_secretsmanager_random_password\./);
      expect(value.get("secret_string_wo_version")).toBe(cluster.get("master_password_wo_version"));
    },
    (e) => e.set("aws_rds_cluster", CLUSTER, "master_password", "secret"),
    (e) => e.set("aws_rds_cluster", CLUSTER, "global_cluster_identifier", undefined),
    (e) => e.set("aws_rds_cluster", CLUSTER, "master_password_wo", "${var.password}-"),
    (e) => e.set("aws_secretsmanager_secret_version", undefined, "secret_string", "secret"),
    (e) => e.set("aws_secretsmanager_secret_version", undefined, "secret_string_wo_version", 2),
  ),
  "EQ-046": secret("jwt"),
  "EQ-047": that(
    (s) => {
      for (const [name, value] of Object.entries(secretsOf(s, "api", "api"))) {
        expect(name).toMatch(/^[A-Z_]+$/);
        expect(s.follow(value).id).toMatch(/\/aws_(secretsmanager_secret|rds_cluster)\./);
      }
      const plain = (containerOf(s, "api", "api")?.["environment"] ?? []) as { name: string }[];
      expect(plain.filter(({ name }) => /KEY|PASSWORD|JWT|TOKEN/.test(name))).toEqual([]);
      expect(Object.keys(secretsOf(s, "api", "api"))).toHaveLength(4);
    },
    (e) =>
      e.container("api", "api", (each) => {
        (each["environment"] as object[]).push({ name: "OPENAI_API_KEY", value: "sk" });
      }),
    (e) =>
      e.container("api", "api", (each) => {
        (each["secrets"] as Record<string, string>[])[0] = { name: "JWT_SECRET", valueFrom: "plain" };
      }),
  ),
  "EQ-080": that(
    (s) => {
      for (const role of ["edge/frontend", "data/documents"]) {
        const rules = s.one("aws_s3_bucket_lifecycle_configuration", role).list("rule");
        const moved = rules.flatMap((rule) => rule["noncurrent_version_transition"] ?? []);
        expect(moved).toEqual([{ noncurrent_days: 30, storage_class: "GLACIER_IR" }]);
        // What is current stays where it is.
        expect(rules.flatMap((rule) => rule["transition"] ?? [])).toEqual([]);
      }
    },
    (e) =>
      e.edit("aws_s3_bucket_lifecycle_configuration", "edge/frontend", (each) => {
        for (const rule of each["rule"] as Record<string, unknown>[]) {
          Reflect.deleteProperty(rule, "noncurrent_version_transition");
        }
      }),
    (e) =>
      e.edit("aws_s3_bucket_lifecycle_configuration", "data/documents", (each) => {
        for (const rule of each["rule"] as Record<string, unknown>[]) {
          rule["transition"] = [{ days: 30, storage_class: "GLACIER" }];
        }
      }),
  ),
  "EQ-084": that(
    (s) => {
      const cluster = s.one("aws_rds_cluster", CLUSTER);
      expect(cluster.get("backup_retention_period")).toBeGreaterThanOrEqual(1);
      expect(s.follow(cluster.get("global_cluster_identifier")).id).toBe(s.one("aws_rds_global_cluster").id);
    },
    (e) => e.set("aws_rds_cluster", CLUSTER, "backup_retention_period", 0),
    (e) => e.set("aws_rds_cluster", CLUSTER, "global_cluster_identifier", "other"),
  ),
  "EQ-085": setting("aws_rds_cluster", CLUSTER, "preferred_backup_window", "03:00-04:00"),
  "EQ-087": all(
    setting("aws_rds_cluster", CLUSTER, "skip_final_snapshot", false),
    setting("aws_rds_cluster", CLUSTER, "deletion_protection", true),
    setting("aws_rds_cluster", CLUSTER, "lifecycle.prevent_destroy", true),
    setting("aws_rds_global_cluster", undefined, "deletion_protection", true),
    that(
      (s) => expect(s.one("aws_rds_cluster", CLUSTER).get("final_snapshot_identifier")).toMatch(/-final$/),
      (e) => e.set("aws_rds_cluster", CLUSTER, "final_snapshot_identifier", "x"),
    ),
  ),
  "EQ-088": that(
    (s) => {
      const [original, copy] = ["data/database", "recovery/database"].map((role) => s.one("aws_rds_cluster", role));
      const global = s.one("aws_rds_global_cluster");
      expect(s.follow(original?.get("global_cluster_identifier")).id).toBe(global.id);
      expect(copy?.get("global_cluster_identifier")).toBe(global.get("global_cluster_identifier"));
      const [here, there] = [original, copy].map((each) => s.providers(each?.stack ?? "")[0]?.["region"]);
      expect(there).toBe("us-west-2");
      expect(there).not.toBe(here);
      expect(copy?.get("master_username")).toBeUndefined();
      expect(s.all("aws_rds_cluster_instance", "recovery/database").length).toBeGreaterThan(0);
    },
    (e) => e.remove("aws_rds_cluster", "recovery/database"),
    (e) => e.set("aws_rds_cluster", "recovery/database", "global_cluster_identifier", "other"),
    (e) => e.remove("aws_rds_cluster_instance", "recovery/database"),
    (e) => {
      e.providers((provider) => {
        provider["region"] = "us-east-1";
      });
    },
  ),
  "EQ-089": all(
    that(
      (s) => {
        const [policy] = s.all("aws_ecr_lifecycle_policy");
        const { rules } = policy?.json("policy") as {
          rules: { selection: { countType: string; countNumber: number } }[];
        };
        expect(rules.map(({ selection }) => selection.countType)).toEqual(["imageCountMoreThan"]);
        expect(rules[0]?.selection.countNumber).toBeGreaterThanOrEqual(10);
        expect(s.all("aws_ecr_repository", "data/registry")).toHaveLength(1);
      },
      (e) => e.remove("aws_ecr_repository", "data/registry"),
      (e) =>
        e.edit("aws_ecr_lifecycle_policy", undefined, (each) => {
          each["policy"] = String(each["policy"]).replace(/"countNumber":\d+/, '"countNumber":1');
        }),
    ),
  ),
  "EQ-091": that(
    (s) => {
      for (const bucket of s.all("aws_s3_bucket")) {
        const versioning = s.all("aws_s3_bucket_versioning").filter((each) => each.get("bucket") === bucket.ref("id"));
        expect(versioning.map((each) => each.get("versioning_configuration.status"))).toEqual(["Enabled"]);
      }
      expect(s.all("aws_s3_bucket", "edge/frontend")).toHaveLength(1);
      expect(s.all("aws_s3_bucket", "data/documents")).toHaveLength(1);
    },
    (e) => e.set("aws_s3_bucket_versioning", "edge/frontend", "versioning_configuration.status", "Suspended"),
    (e) => e.remove("aws_s3_bucket_versioning", "data/documents"),
  ),
  "EQ-092": that(
    (s) => {
      const replication = s.one("aws_s3_bucket_replication_configuration");
      expect(replication.get("rule.status")).toBe("Enabled");
      expect(s.follow(replication.get("bucket")).id).toBe(s.one("aws_s3_bucket", "data/documents").id);
      const target = s.follow(replication.get("rule.destination.bucket"));
      expect(target.id).toBe(s.one("aws_s3_bucket", "recovery/documents").id);
      expect(s.providers(target.stack)[0]?.["region"]).toBe("us-west-2");
      const key = s.follow(replication.get("rule.destination.encryption_configuration.replica_kms_key_id"));
      expect(key.stack).toBe(target.stack);
      const images = s.one("aws_ecr_replication_configuration");
      expect(images.get("replication_configuration.rule.destination.region")).toBe("us-west-2");
    },
    (e) => e.set("aws_s3_bucket_replication_configuration", undefined, "rule.0.status", "Disabled"),
    (e) => e.set("aws_s3_bucket_replication_configuration", undefined, "rule.0.destination.bucket", "arn:aws:s3:::x"),
    (e) => e.remove("aws_ecr_replication_configuration"),
  ),
  "EQ-096": setting("aws_rds_cluster", CLUSTER, `${CAPACITY}.max_capacity`, 16),
  "EQ-097": all(
    exists("aws_rds_cluster_instance", CLUSTER, 2),
    that(
      (s) => {
        expect(s.outputs("eloquent-ai-prod-data")).toHaveProperty("database_reader_endpoint");
        expect(s.follow(variableOf(s, "api", "api", "DATABASE_READER_HOST") ?? null).id).toBe(
          s.one("aws_rds_cluster", CLUSTER).id,
        );
      },
      (e) => {
        for (const { name, json } of e.stacks) if (name.endsWith("-data")) Reflect.deleteProperty(json, "output");
      },
    ),
  ),
  "EQ-102": all(
    that(
      (s) => {
        for (const instance of s.all("aws_rds_cluster_instance")) {
          expect(instance.get("monitoring_interval")).toBeGreaterThan(0);
          const role = s.follow(instance.get("monitoring_role_arn"));
          const [trust] = role.statements("assume_role_policy");
          expect(trust?.principal).toEqual({ Service: "monitoring.rds.amazonaws.com" });
        }
      },
      (e) => e.set("aws_rds_cluster_instance", "data/instance-2", "monitoring_interval", 0),
      (e) => e.set("aws_rds_cluster_instance", "data/instance-1", "monitoring_role_arn", "x"),
    ),
    everywhere("aws_rds_cluster_instance", undefined, "performance_insights_enabled", true),
  ),
  "EQ-107": setting("aws_rds_cluster", CLUSTER, `${CAPACITY}.max_capacity`, 1),
  "EQ-115": that(
    (s) => {
      const repository = s.one("aws_ecr_repository", "data/registry");
      expect(s.outputs(repository.stack)["ecr_repository_url"]).toBe(repository.ref("repository_url"));
    },
    (e) => {
      for (const { json } of e.stacks) Reflect.deleteProperty(json, "output");
    },
  ),
  "EQ-116": everywhere("aws_ecr_repository", undefined, "name", "eloquent-backend"),
  "EQ-117": all(
    everywhere("aws_ecr_repository", undefined, "image_tag_mutability", "IMMUTABLE"),
    that(
      (s) => {
        const image = String(containerOf(s, "api", "api")?.["image"]);
        expect(image).toMatch(/:[\w.-]+$/);
        expect(image).not.toMatch(/:latest$/);
      },
      (e) =>
        e.container("api", "api", (each) => {
          each["image"] = String(each["image"]).replace(/:[\w.-]+$/, ":latest");
        }),
    ),
  ),
  "EQ-124": everywhere("aws_rds_cluster_instance", undefined, "performance_insights_enabled", true),
};

/** A secret is there, and nothing says its value. */
function secret(role: string): Assertion {
  return that(
    (s) => {
      const found = s.one("aws_secretsmanager_secret", role);
      expect(found.get("name")).toMatch(/^eloquent-ai\/\w+\/[A-Z_]+$/);
      const values = s
        .all("aws_secretsmanager_secret_version")
        .filter((each) => each.references("secret_id").includes(found.id));
      expect(values).toEqual([]);
    },
    (e) => e.remove("aws_secretsmanager_secret", role),
    (e) =>
      e.add("data", "aws_secretsmanager_secret_version", "value", {
        secret_id: `\${aws_secretsmanager_secret.${role}_secret.arn}`,
        secret_string: "sk",
      }),
  );
}
