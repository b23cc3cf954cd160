import { containerOf, valueIn } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const VOLUME = "volume.efs_volume_configuration";
const DEFAULT_ENCRYPTION = "rule.apply_server_side_encryption_by_default";

/** Services > Storage and Services > Database. */
export const data: Record<string, Assertion> = {
  "VA-031": {
    holds: (s) => expect(s.one("aws_s3_bucket", "documents").get("bucket")).toMatch(/documents/),
    breaks: (e) => e.remove("aws_s3_bucket", "documents"),
  },
  "VA-032": {
    holds: (s) => {
      const encryption = s.one("aws_s3_bucket_server_side_encryption_configuration", "documents");
      expect(encryption.get("bucket")).toBe(s.one("aws_s3_bucket", "documents").ref("id"));
      expect(encryption.get(`${DEFAULT_ENCRYPTION}.sse_algorithm`)).toBe("aws:kms");
      expect(encryption.get(`${DEFAULT_ENCRYPTION}.kms_master_key_id`)).toBeDefined();
      expect(encryption.get("rule.bucket_key_enabled")).toBe(true);
    },
    breaks: [
      (e) =>
        e.set(
          "aws_s3_bucket_server_side_encryption_configuration",
          "documents",
          `${DEFAULT_ENCRYPTION}.sse_algorithm`,
          "AES256",
        ),
      (e) =>
        e.set(
          "aws_s3_bucket_server_side_encryption_configuration",
          "documents",
          `${DEFAULT_ENCRYPTION}.kms_master_key_id`,
          undefined,
        ),
      (e) => e.set("aws_s3_bucket_server_side_encryption_configuration", "documents", "rule.bucket_key_enabled", false),
    ],
  },
  "VA-033": {
    holds: (s) => {
      const files = s.one("aws_efs_file_system");
      expect(files.get("encrypted")).toBe(true);
      expect(files.references("kms_key_id")).toEqual([
        s.one("aws_dynamodb_table", "chat").references("server_side_encryption.kms_key_arn")[0],
      ]);
    },
    breaks: [
      (e) => e.set("aws_efs_file_system", undefined, "encrypted", false),
      (e) => e.set("aws_efs_file_system", undefined, "kms_key_id", undefined),
    ],
  },
  "VA-034": {
    holds: (s) => {
      const subnets = s.one("aws_ecs_service").get("network_configuration.subnets") as string[];
      const targets = s.all("aws_efs_mount_target");
      expect(targets.map((target) => target.get("subnet_id")).sort()).toEqual([...subnets].sort());
      for (const target of targets) expect(target.get("file_system_id")).toBe(s.one("aws_efs_file_system").ref("id"));
    },
    breaks: (e) => e.remove("aws_efs_mount_target", "mount-b"),
  },
  "VA-035": {
    holds: (s) =>
      expect(s.one("aws_ecs_task_definition", "api").get(`${VOLUME}.file_system_id`)).toBe(
        s.one("aws_efs_file_system").ref("id"),
      ),
    breaks: (e) => e.set("aws_ecs_task_definition", "api", `${VOLUME}.file_system_id`, "fs-1"),
  },
  "VA-036": {
    holds: (s) => {
      for (const task of s.all("aws_ecs_task_definition"))
        expect(task.get(`${VOLUME}.transit_encryption`)).toBe("ENABLED");
      expect(s.one("aws_efs_file_system_policy").statements()).toContainEqual(
        expect.objectContaining({ effect: "Deny", conditions: { Bool: { "aws:SecureTransport": "false" } } }),
      );
    },
    breaks: [
      (e) => e.set("aws_ecs_task_definition", "ingest", `${VOLUME}.transit_encryption`, "DISABLED"),
      (e) => e.remove("aws_efs_file_system_policy"),
    ],
  },
  "VA-037": {
    holds: (s) => {
      const task = s.one("aws_ecs_task_definition", "api");
      expect(task.get(`${VOLUME}.authorization_config.iam`)).toBe("ENABLED");
      expect(task.get(`${VOLUME}.authorization_config.access_point_id`)).toBe(s.one("aws_efs_access_point").ref("id"));
    },
    breaks: [
      (e) => e.set("aws_ecs_task_definition", "api", `${VOLUME}.authorization_config.iam`, "DISABLED"),
      (e) => e.set("aws_ecs_task_definition", "api", `${VOLUME}.authorization_config.access_point_id`, "fsap-1"),
    ],
  },
  "VA-038": {
    holds: (s) => {
      const group = s.one("aws_security_group", "chroma");
      for (const target of s.all("aws_efs_mount_target"))
        expect(target.get("security_groups")).toEqual([group.ref("id")]);
      const rules = s
        .all("aws_vpc_security_group_ingress_rule")
        .filter((rule) => rule.get("security_group_id") === group.ref("id"));
      const tasks = [
        s.one("aws_security_group", "api").ref("id"),
        s.one("aws_security_group", "ingest-security-group").ref("id"),
      ];
      expect(rules.map((rule) => rule.get("referenced_security_group_id")).sort()).toEqual(tasks.sort());
      for (const rule of rules) expect([rule.get("from_port"), rule.get("to_port")]).toEqual([2049, 2049]);
    },
    breaks: [
      (e) =>
        e.edit("aws_vpc_security_group_ingress_rule", "into-chroma-2049", (rule) => {
          delete rule["referenced_security_group_id"];
          rule["cidr_ipv4"] = "10.0.0.0/8";
        }),
      (e) => e.set("aws_vpc_security_group_ingress_rule", "into-chroma-2049", "to_port", 65535),
      (e) => e.set("aws_efs_mount_target", "mount-a", "security_groups", ["sg-1"]),
    ],
  },
  "VA-039": {
    holds: (s) => {
      const access = (task: string) => {
        const app = containerOf(s, task, "app");
        const mounts = app?.["mountPoints"] as { containerPath: string; readOnly: boolean }[];
        const statements = s.one("aws_iam_role_policy", `${task} task-role`).statements();
        return {
          mountIsReadOnly: mounts.find(({ containerPath }) => containerPath === valueIn(app, "CHROMA_PATH"))?.readOnly,
          roleMayWrite: statements.some(({ actions }) => actions.includes("elasticfilesystem:ClientWrite")),
        };
      };
      expect(s.all("aws_efs_access_point")).toHaveLength(1);
      expect(access("api")).toEqual({ mountIsReadOnly: true, roleMayWrite: false });
      expect(access("ingest")).toEqual({ mountIsReadOnly: false, roleMayWrite: true });
    },
    breaks: [
      (e) =>
        e.statements("aws_iam_role_policy", "api task-role", (statements) => {
          for (const each of statements)
            if (each["Sid"] === "MountFileSystem")
              each["Action"] = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];
        }),
      (e) =>
        e.container("api", "app", (app) => {
          for (const mount of app["mountPoints"] as { readOnly: boolean }[]) mount.readOnly = false;
        }),
      (e) =>
        e.container("ingest", "app", (app) => {
          for (const mount of app["mountPoints"] as { readOnly: boolean }[]) mount.readOnly = true;
        }),
    ],
  },
  "VA-040": {
    holds: (s) => {
      const backup = s.one("aws_efs_backup_policy");
      expect(backup.get("file_system_id")).toBe(s.one("aws_efs_file_system").ref("id"));
      expect(backup.get("backup_policy.status")).toBe("ENABLED");
    },
    breaks: (e) => e.set("aws_efs_backup_policy", undefined, "backup_policy.status", "DISABLED"),
  },
  "VA-041": {
    holds: (s) => expect(archiveRule(s)?.["transition"]).toEqual([{ days: 0, storage_class: "INTELLIGENT_TIERING" }]),
    breaks: [
      (e) => e.set("aws_s3_bucket_lifecycle_configuration", "documents", "rule.transition.storage_class", "GLACIER"),
      (e) => e.set("aws_s3_bucket_lifecycle_configuration", "documents", "rule.transition", undefined),
    ],
  },
  "VA-042": {
    holds: (s) => {
      expect(archiveRule(s)?.["filter"]).toEqual([{ prefix: "archive/" }]);
      const tiering = s
        .one("aws_s3_bucket_lifecycle_configuration", "documents")
        .list("rule")
        .filter((rule) => rule["transition"]);
      expect(tiering).toHaveLength(1);
    },
    breaks: (e) => e.set("aws_s3_bucket_lifecycle_configuration", "documents", "rule.filter.prefix", ""),
  },
  "VA-043": {
    holds: (s) => expect(s.one("aws_dynamodb_table", "sessions").get("name")).toMatch(/sessions/),
    breaks: (e) => e.remove("aws_dynamodb_table", "sessions"),
  },
  "VA-044": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      const table = s.one("aws_dynamodb_table", "sessions");
      expect(valueIn(app, "SESSIONS_TABLE")).toBe(table.ref("name"));
      const allowed = s
        .one("aws_iam_role_policy", "api task-role")
        .statements()
        .filter(({ resources }) => resources.includes(table.ref("arn")));
      expect(allowed.flatMap(({ actions }) => actions)).toEqual(
        expect.arrayContaining(["dynamodb:GetItem", "dynamodb:PutItem"]),
      );
    },
    breaks: (e) =>
      e.statements("aws_iam_role_policy", "api task-role", (statements) => {
        for (const each of statements) if (each["Sid"] === "ReadWriteItems") each["Action"] = "dynamodb:Scan";
      }),
  },
  "VA-045": {
    holds: (s) => {
      const table = s.one("aws_dynamodb_table", "sessions");
      expect(table.get("hash_key")).toBe("session_id");
      expect(table.list("attribute")).toEqual([{ name: "session_id", type: "S" }]);
    },
    breaks: [
      (e) => e.set("aws_dynamodb_table", "sessions", "hash_key", "id"),
      (e) => e.set("aws_dynamodb_table", "sessions", "attribute.type", "N"),
    ],
  },
  "VA-046": {
    holds: (s) => {
      const table = s.one("aws_dynamodb_table", "sessions");
      expect(table.get("ttl.enabled")).toBe(true);
      expect(table.get("ttl.attribute_name")).toMatch(/^\w+$/);
    },
    breaks: [
      (e) => e.set("aws_dynamodb_table", "sessions", "ttl.enabled", false),
      (e) => e.set("aws_dynamodb_table", "sessions", "ttl", undefined),
    ],
  },
  "VA-047": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      expect(valueIn(app, "SESSION_TTL_ATTRIBUTE")).toBe(
        s.one("aws_dynamodb_table", "sessions").get("ttl.attribute_name"),
      );
      expect(valueIn(app, "SESSION_TTL_SECONDS")).toBe("3600");
    },
    breaks: (e) => e.set("aws_dynamodb_table", "sessions", "ttl.attribute_name", "ttl"),
  },
  "VA-048": customerKey("sessions"),
  "VA-049": {
    holds: (s) => {
      expect(s.all("aws_dynamodb_table").length).toBeGreaterThan(0);
      for (const table of s.all("aws_dynamodb_table")) expect(table.get("billing_mode")).toBe("PAY_PER_REQUEST");
    },
    breaks: (e) => e.set("aws_dynamodb_table", "chat", "billing_mode", "PROVISIONED"),
  },
  "VA-050": {
    holds: (s) => {
      const table = s.one("aws_dynamodb_table", "chat");
      expect(table.get("hash_key")).toBe("session_id");
      expect(table.list("attribute").map(({ name }) => name)).toEqual(["session_id", table.get("range_key")]);
    },
    breaks: [
      (e) => e.set("aws_dynamodb_table", "chat", "range_key", undefined),
      (e) => e.remove("aws_dynamodb_table", "chat"),
      (e) => e.set("aws_dynamodb_table", "chat", "hash_key", "turn_id"),
    ],
  },
  "VA-051": customerKey("chat"),
  "VA-052": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      const names = (app?.["secrets"] as { name: string }[]).map(({ name }) => name);
      expect(names).toContain("ENCRYPTION_KEY");
    },
    breaks: (e) => e.container("api", "app", (app) => void (app["secrets"] = [])),
  },
};

function customerKey(role: string): Assertion {
  return {
    holds: (s) => {
      const table = s.one("aws_dynamodb_table", role);
      expect(table.get("server_side_encryption.enabled")).toBe(true);
      expect(s.follow(table.get("server_side_encryption.kms_key_arn")).id).toMatch(/\/aws_kms_key\./);
    },
    breaks: (e) => e.set("aws_dynamodb_table", role, "server_side_encryption.kms_key_arn", undefined),
  };
}

function archiveRule(s: Subject): Record<string, unknown> | undefined {
  return s
    .one("aws_s3_bucket_lifecycle_configuration", "documents")
    .list("rule")
    .find(({ id }) => id === "archive");
}
