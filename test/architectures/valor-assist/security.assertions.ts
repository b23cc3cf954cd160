import { blockingRules, containerOf, routesOf, statementsOf, valueIn } from "../../support/assertions";
import type { Editor } from "../../support/editor";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

/** Services > Security. */
export const security: Record<string, Assertion> = {
  "VA-053": secretExists("anthropic-api-key"),
  "VA-054": secretExists("voyage-api-key"),
  "VA-055": secretExists("encryption-key"),
  "VA-056": {
    holds: (s) => expect(s.all("aws_secretsmanager_secret_version")).toEqual([]),
    breaks: (e) => e.add("data", "aws_secretsmanager_secret_version", "value", { secret_string: "s" }),
  },
  "VA-057": {
    holds: (s) => {
      const rate = s
        .one("aws_wafv2_web_acl")
        .list("rule")
        .find(({ name }) => name === "rate-limit");
      expect(rate?.["statement"]).toEqual({
        rate_based_statement: { aggregate_key_type: "IP", limit: 30, evaluation_window_sec: 60 },
      });
      expect(rate?.["action"]).toHaveProperty("block");
    },
    breaks: [
      (e) =>
        e.edit("aws_wafv2_web_acl", undefined, (acl) => {
          for (const rule of acl["rule"] as Record<string, unknown>[])
            if (rule["action"]) rule["action"] = { count: {} };
        }),
      (e) =>
        e.edit("aws_wafv2_web_acl", undefined, (acl) => {
          for (const rule of acl["rule"] as { statement: Record<string, Record<string, unknown>> }[]) {
            const rate = rule.statement["rate_based_statement"];
            if (rate) rate["limit"] = 3000;
          }
        }),
    ],
  },
  "VA-058": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      const limits = s
        .one("aws_wafv2_web_acl")
        .list("rule")
        .map((rule) => (rule["statement"] as Record<string, { limit?: number }>)["rate_based_statement"]?.limit);
      expect(limits).toContain(Number(valueIn(app, "RATE_LIMIT_MAX_REQUESTS")));
    },
    breaks: (e) =>
      e.container("api", "app", (app) => {
        for (const each of app["environment"] as Record<string, string>[])
          if (each["name"] === "RATE_LIMIT_MAX_REQUESTS") each["value"] = "31";
      }),
  },
  "VA-059": {
    holds: (s) => expect(blockingRules(s)).toContain("AWSManagedRulesSQLiRuleSet"),
    breaks: (e) =>
      e.edit("aws_wafv2_web_acl", undefined, (acl) => {
        for (const rule of acl["rule"] as Record<string, unknown>[])
          if (rule["override_action"]) rule["override_action"] = { count: {} };
      }),
  },
  "VA-060": {
    holds: (s) => {
      const listener = s.one("aws_lb_listener");
      expect(listener.get("port")).toBe(443);
      expect(listener.get("protocol")).toBe("HTTPS");
      const validation = s.follow(listener.get("certificate_arn"));
      expect(s.follow(validation.get("certificate_arn")).id).toMatch(/\/aws_acm_certificate\./);
    },
    breaks: [
      (e) => e.set("aws_lb_listener", undefined, "port", 8443),
      (e) => e.set("aws_lb_listener", undefined, "protocol", "TLS"),
      (e) => e.set("aws_lb_listener", undefined, "certificate_arn", "arn:aws:iam::1:server-certificate/x"),
    ],
  },
  "VA-061": {
    holds: (s) => expect(s.one("aws_lb_listener").get("ssl_policy")).toMatch(/^ELBSecurityPolicy-TLS13-1-2/),
    breaks: (e) => e.set("aws_lb_listener", undefined, "ssl_policy", "ELBSecurityPolicy-2016-08"),
  },
  "VA-062": {
    holds: (s) => {
      const certificates = s.all("aws_acm_certificate");
      for (const certificate of certificates) expect(certificate.get("validation_method")).toBe("DNS");
      const validated = s.all("aws_acm_certificate_validation").map((each) => each.get("certificate_arn"));
      expect(validated.sort()).toEqual(certificates.map((each) => each.ref("arn")).sort());
      expect(validated.length).toBeGreaterThan(0);
    },
    breaks: [
      (e) => e.set("aws_acm_certificate", undefined, "validation_method", "EMAIL"),
      (e) => e.remove("aws_acm_certificate_validation"),
    ],
  },
  "VA-063": {
    holds: (s) => {
      const service = s.one("aws_ecs_service");
      expect(service.get("network_configuration.assign_public_ip")).toBe(false);
      const subnets = service.get("network_configuration.subnets") as string[];
      for (const id of subnets) expect(s.follow(id).get("map_public_ip_on_launch")).toBe(false);
    },
    breaks: [
      (e) => e.set("aws_ecs_service", undefined, "network_configuration.assign_public_ip", true),
      (e) => e.set("aws_subnet", "private-a", "map_public_ip_on_launch", true),
    ],
  },
  "VA-064": {
    holds: (s) => expect(s.all("aws_nat_gateway").length).toBeGreaterThanOrEqual(1),
    breaks: (e) => e.remove("aws_nat_gateway"),
  },
  "VA-065": {
    holds: (s) => {
      const service = s.one("aws_ecs_service");
      for (const id of service.get("network_configuration.subnets") as string[]) {
        const routes = routesOf(s, id);
        expect(routes.map((route) => route.get("destination_cidr_block"))).toEqual(["0.0.0.0/0"]);
        for (const route of routes) {
          expect(s.follow(route.get("nat_gateway_id")).id).toMatch(/\/aws_nat_gateway\./);
          expect(route.get("gateway_id")).toBeUndefined();
        }
      }
    },
    breaks: [
      (e) =>
        e.edit("aws_route", "private-a-internet", (route) => {
          route["gateway_id"] = route["nat_gateway_id"];
        }),
      (e) => e.remove("aws_route", "private-b-internet"),
    ],
  },
  "VA-066": {
    holds: (s) => {
      const subnets = s.one("aws_lb").get("subnets") as string[];
      expect(subnets.length).toBeGreaterThanOrEqual(2);
      for (const id of subnets) {
        expect(routesOf(s, id).flatMap((route) => route.references("gateway_id"))).toEqual([
          s.one("aws_internet_gateway").id,
        ]);
      }
    },
    breaks: (e) => e.remove("aws_route", "public-internet"),
  },
  "VA-067": {
    holds: (s) => {
      const tasks = s.one("aws_security_group", "api");
      expect(s.one("aws_ecs_service").get("network_configuration.security_groups")).toEqual([tasks.ref("id")]);
      const rules = ingressOf(s, tasks.ref("id"));
      const [port] = containerOf(s, "api", "app")?.["portMappings"] as { containerPort: number }[];
      expect(
        rules.map((rule) => [rule.get("referenced_security_group_id"), rule.get("from_port"), rule.get("to_port")]),
      ).toEqual([[s.one("aws_security_group", "load-balancer").ref("id"), port?.containerPort, port?.containerPort]]);
    },
    breaks: [
      (e) => e.set("aws_vpc_security_group_ingress_rule", "into-api-8000", "to_port", 9000),
      (e) => e.set("aws_vpc_security_group_ingress_rule", "into-api-8000", "referenced_security_group_id", "sg-1"),
      (e) => e.set("aws_ecs_service", undefined, "network_configuration.security_groups", ["sg-1"]),
    ],
  },
  "VA-068": {
    holds: (s) => {
      const [group] = s.one("aws_lb").get("security_groups") as string[];
      const rules = ingressOf(s, group ?? "");
      expect(
        rules.map((rule) => [rule.get("from_port"), rule.get("to_port"), rule.get("cidr_ipv4"), rule.get("cidr_ipv6")]),
      ).toEqual([[443, 443, undefined, undefined]]);
      const list = s.follow(rules[0]?.get("prefix_list_id"));
      expect(list.get("name")).toBe("com.amazonaws.global.cloudfront.origin-facing");
    },
    breaks: [
      (e) =>
        e.add("service", "aws_vpc_security_group_ingress_rule", "open", {
          security_group_id: "${aws_security_group.load-balancer_security-group_group.id}",
          cidr_ipv4: "0.0.0.0/0",
          from_port: 443,
          to_port: 443,
        }),
      (e) => e.set("data.aws_ec2_managed_prefix_list", undefined, "name", "com.amazonaws.us-east-1.s3"),
      (e) => e.set("aws_vpc_security_group_ingress_rule", "from-cloudfront-443", "to_port", 65535),
    ],
  },
  "VA-069": {
    holds: (s) => {
      const bucket = s.one("aws_s3_bucket", "documents");
      const allowed = statementsOf(s, "api task-role").filter(({ actions }) =>
        actions.some((action) => action.startsWith("s3:")),
      );
      expect(allowed.flatMap(({ actions }) => actions).sort()).toEqual([
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
      ]);
      expect(allowed.flatMap(({ resources }) => resources).sort()).toEqual([
        `${bucket.ref("arn")}`,
        `${bucket.ref("arn")}/*`,
      ]);
    },
    breaks: [
      (e) => widen(e, "ReadWriteDocuments", { Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] }),
      (e) => widen(e, "ReadWriteDocuments", { Resource: "arn:aws:s3:::*/*" }),
    ],
  },
  "VA-070": {
    holds: (s) => {
      const tables = [
        s.one("aws_dynamodb_table", "sessions").ref("arn"),
        s.one("aws_dynamodb_table", "chat").ref("arn"),
      ];
      const allowed = statementsOf(s, "api task-role").filter(({ actions }) =>
        actions.some((action) => action.startsWith("dynamodb:")),
      );
      expect(allowed.flatMap(({ resources }) => resources).sort()).toEqual(tables.sort());
      for (const action of allowed.flatMap(({ actions }) => actions)) {
        expect(action).toMatch(/^dynamodb:(\w*Item|Query|ConditionCheckItem)$/);
      }
    },
    breaks: [
      (e) => widen(e, "ReadWriteItems", { Resource: "arn:aws:dynamodb:us-east-1:333333333333:table/*" }),
      (e) => widen(e, "ReadWriteItems", { Action: ["dynamodb:GetItem", "dynamodb:DeleteTable"] }),
    ],
  },
  "VA-071": {
    holds: (s) => {
      const secrets = s.all("aws_secretsmanager_secret").map((secret) => secret.ref("arn"));
      expect(secrets).toHaveLength(3);
      const readers = s
        .all("aws_iam_role_policy")
        .flatMap((policy) => policy.statements())
        .filter(({ actions }) => actions.some((action) => action.startsWith("secretsmanager:")));
      for (const { actions, resources } of readers) {
        expect(actions).toEqual(["secretsmanager:GetSecretValue"]);
        expect(resources.filter((resource) => !secrets.includes(resource))).toEqual([]);
      }
      const execution = s.one("aws_iam_role_policy", "api execution-role").statements();
      const read = execution.find(({ actions }) => actions.includes("secretsmanager:GetSecretValue"));
      expect([...(read?.resources ?? [])].sort()).toEqual(secrets.sort());
      expect(
        statementsOf(s, "api task-role").filter(({ actions }) =>
          actions.some((action) => action.startsWith("secrets")),
        ),
      ).toEqual([]);
    },
    breaks: [
      (e) =>
        e.statements("aws_iam_role_policy", "api execution-role", (statements) => {
          for (const each of statements) if (each["Sid"] === "ReadSecrets") each["Resource"] = "*";
        }),
      (e) =>
        widen(e, "ReadWriteItems", {
          Action: "secretsmanager:GetSecretValue",
          Resource: "${aws_dynamodb_table.x.arn}",
        }),
      (e) => e.remove("aws_secretsmanager_secret", "voyage-api-key"),
    ],
  },
  "VA-072": {
    holds: (s) => {
      const statements = statementsOf(s, "api task-role");
      const services = ["s3", "dynamodb", "secretsmanager", "kms", "elasticfilesystem", "xray"];
      const actions = statements.flatMap((each) => each.actions);
      expect(actions.filter((action) => action.includes("*"))).toEqual([]);
      expect(actions.filter((action) => !services.includes(action.split(":")[0] ?? ""))).toEqual([]);
      const everywhere = statements.filter(({ resources }) => resources.includes("*")).flatMap((each) => each.actions);
      expect(everywhere.filter((action) => !action.startsWith("xray:"))).toEqual([]);
      expect(statements.filter(({ effect }) => effect !== "Allow")).toEqual([]);
    },
    breaks: [
      (e) => widen(e, "ReadWriteItems", { Action: "dynamodb:*" }),
      (e) => widen(e, "ReadWriteItems", { Action: "sqs:SendMessage" }),
      (e) => widen(e, "ReadWriteItems", { Resource: "*" }),
    ],
  },
  "VA-073": {
    holds: (s) => {
      const statements = s.one("aws_iam_role_policy", "api execution-role").statements();
      const pull = statements.find(({ actions }) => actions.includes("ecr:BatchGetImage"));
      expect(pull?.resources).toEqual([s.one("aws_ecr_repository").ref("arn")]);
      expect(pull?.actions).toEqual(
        expect.arrayContaining(["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer"]),
      );
      const logs = statements.find(({ actions }) => actions.includes("logs:PutLogEvents"));
      expect(logs?.actions).toContain("logs:CreateLogStream");
      const { options } = containerOf(s, "api", "app")?.["logConfiguration"] as { options: Record<string, string> };
      const group = s.follow(options["awslogs-group"]);
      expect(logs?.resources).toEqual([`${group.ref("arn")}:*`]);
    },
    breaks: [
      (e) =>
        e.statements("aws_iam_role_policy", "api execution-role", (statements) => {
          for (const each of statements) if (each["Sid"] === "PullImages") each["Resource"] = "*";
        }),
      (e) =>
        e.statements("aws_iam_role_policy", "api execution-role", (statements) => {
          for (const each of statements) if (each["Sid"] === "WriteLogs") each["Resource"] = "*";
        }),
    ],
  },
  "VA-074": {
    holds: (s) => expect(s.one("aws_cloudtrail").get("enable_logging")).toBe(true),
    breaks: [(e) => e.set("aws_cloudtrail", undefined, "enable_logging", false), (e) => e.remove("aws_cloudtrail")],
  },
  "VA-075": {
    holds: (s) => {
      expect(s.one("aws_cloudtrail").get("is_multi_region_trail")).toBe(true);
      expect(s.one("aws_cloudtrail").get("include_global_service_events")).toBe(true);
    },
    breaks: [
      (e) => e.set("aws_cloudtrail", undefined, "is_multi_region_trail", false),
      (e) => e.set("aws_cloudtrail", undefined, "include_global_service_events", false),
    ],
  },
  "VA-076": {
    holds: (s) => {
      const recorded = s
        .one("aws_cloudtrail")
        .list("advanced_event_selector")
        .map((selector) => {
          const fields = selector["field_selector"] as Record<string, unknown>[];
          const value = (field: string) => fields.find((each) => each["field"] === field);
          return [
            value("resources.type")?.["equals"],
            value("resources.ARN")?.["starts_with"] ?? value("resources.ARN")?.["equals"],
          ];
        });
      expect(recorded).toContainEqual([["AWS::S3::Object"], [`${s.one("aws_s3_bucket", "documents").ref("arn")}/`]]);
      const tables = ["sessions", "chat"].map((role) => s.one("aws_dynamodb_table", role).ref("arn"));
      expect(recorded).toContainEqual([["AWS::DynamoDB::Table"], tables]);
    },
    breaks: [
      (e) => e.edit("aws_cloudtrail", undefined, (trail) => void (trail["advanced_event_selector"] as unknown[]).pop()),
      (e) =>
        e.edit(
          "aws_cloudtrail",
          undefined,
          (trail) => void (trail["advanced_event_selector"] as unknown[]).splice(1, 1),
        ),
    ],
  },
  "VA-077": {
    holds: (s) => {
      const trail = s.one("aws_cloudtrail");
      expect(trail.get("enable_log_file_validation")).toBe(true);
      const key = s.follow(trail.get("kms_key_id"));
      const allowed = key
        .statements()
        .filter(({ principal }) => JSON.stringify(principal).includes("cloudtrail.amazonaws.com"));
      const source = `:trail/${String(trail.get("name"))}`;
      for (const { conditions } of allowed)
        expect(conditions["StringEquals"]?.["aws:SourceArn"]).toMatch(new RegExp(`${source}$`));
      expect(allowed.flatMap(({ actions }) => actions)).toContain("kms:GenerateDataKey*");
    },
    breaks: [
      (e) => e.set("aws_cloudtrail", undefined, "kms_key_id", "alias/aws/s3"),
      (e) => e.set("aws_cloudtrail", undefined, "enable_log_file_validation", false),
      (e) => e.set("aws_cloudtrail", undefined, "name", "renamed"),
    ],
  },
  "VA-078": {
    holds: (s) => {
      expect(s.all("aws_kms_key").length).toBeGreaterThanOrEqual(1);
      for (const key of s.all("aws_kms_key")) expect(key.get("enable_key_rotation")).toBe(true);
    },
    breaks: [(e) => e.set("aws_kms_key", undefined, "enable_key_rotation", false), (e) => e.remove("aws_kms_key")],
  },
  "VA-079": {
    holds: (s) => {
      const tables = s.all("aws_dynamodb_table");
      expect(tables).toHaveLength(2);
      for (const table of tables) {
        expect(s.follow(table.get("server_side_encryption.kms_key_arn")).id).toMatch(/\/aws_kms_key\./);
      }
    },
    breaks: (e) => e.set("aws_dynamodb_table", "chat", "server_side_encryption.kms_key_arn", "alias/aws/dynamodb"),
  },
  "VA-080": {
    holds: (s) => {
      const encryption = s.one("aws_s3_bucket_server_side_encryption_configuration", "documents");
      const key = encryption.get("rule.apply_server_side_encryption_by_default.kms_master_key_id");
      expect(s.follow(key).id).toMatch(/\/aws_kms_key\./);
    },
    breaks: (e) =>
      e.set(
        "aws_s3_bucket_server_side_encryption_configuration",
        "documents",
        "rule.apply_server_side_encryption_by_default.kms_master_key_id",
        "alias/aws/s3",
      ),
  },
};

function secretExists(role: string): Assertion {
  return {
    holds: (s) => expect(s.one("aws_secretsmanager_secret", role).get("name")).toMatch(/^valor-assist\//),
    breaks: (e) => e.remove("aws_secretsmanager_secret", role),
  };
}

function ingressOf(s: Subject, group: string) {
  return s.all("aws_vpc_security_group_ingress_rule").filter((rule) => rule.get("security_group_id") === group);
}

function widen(e: Editor, sid: string, change: Record<string, unknown>): void {
  e.statements("aws_iam_role_policy", "api task-role", (statements) => {
    const found = statements.filter((statement) => statement["Sid"] === sid);
    if (found.length === 0) throw new Error(`nothing to break: no statement ${sid}`);
    for (const statement of found) Object.assign(statement, change);
  });
}
