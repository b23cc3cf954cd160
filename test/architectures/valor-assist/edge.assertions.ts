import { blockingRules, containerOf, valueIn } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

/** Overview and Architecture Diagram: what stands between the internet and the tasks. */
export const edge: Record<string, Assertion> = {
  "VA-001": {
    holds: (s) => {
      for (const bucket of s.all("aws_s3_bucket")) {
        const encrypted = s
          .all("aws_s3_bucket_server_side_encryption_configuration")
          .filter((each) => each.get("bucket") === bucket.ref("id"));
        expect(encrypted.map((each) => each.get("rule.apply_server_side_encryption_by_default.sse_algorithm"))).toEqual(
          [expect.stringMatching(/^(aws:kms|AES256)$/)],
        );
      }
      for (const table of s.all("aws_dynamodb_table")) expect(table.get("server_side_encryption.enabled")).toBe(true);
      for (const files of s.all("aws_efs_file_system")) expect(files.get("encrypted")).toBe(true);
      for (const type of ["aws_secretsmanager_secret", "aws_cloudwatch_log_group"]) {
        for (const store of s.all(type)) expect(store.references("kms_key_id")).toHaveLength(1);
      }
    },
    breaks: [
      (e) => e.set("aws_cloudwatch_log_group", "flow-log", "kms_key_id", undefined),
      (e) => e.remove("aws_s3_bucket_server_side_encryption_configuration", "documents"),
      (e) => e.set("aws_dynamodb_table", "chat", "server_side_encryption.enabled", false),
      (e) => e.set("aws_efs_file_system", undefined, "encrypted", false),
      (e) => e.set("aws_secretsmanager_secret", "encryption-key", "kms_key_id", undefined),
    ],
  },
  "VA-002": {
    holds: (s) => {
      for (const bucket of s.all("aws_s3_bucket")) {
        const blocks = s
          .all("aws_s3_bucket_public_access_block")
          .filter((each) => each.get("bucket") === bucket.ref("id"));
        expect(blocks).toHaveLength(1);
        for (const flag of [
          "block_public_acls",
          "block_public_policy",
          "ignore_public_acls",
          "restrict_public_buckets",
        ]) {
          expect(blocks[0]?.get(flag)).toBe(true);
        }
      }
    },
    breaks: [
      (e) => e.set("aws_s3_bucket_public_access_block", "documents", "restrict_public_buckets", false),
      (e) => e.remove("aws_s3_bucket_public_access_block", "logs"),
    ],
  },
  "VA-003": {
    holds: (s) => {
      const buckets = s.all("aws_s3_bucket").map((bucket) => bucket.ref("id"));
      const policies = s.all("aws_s3_bucket_policy");
      expect(policies.map((policy) => policy.get("bucket")).sort()).toEqual(buckets.sort());
      for (const policy of policies) {
        const denied = policy
          .statements()
          .filter(({ effect, actions }) => effect === "Deny" && actions.includes("s3:*"))
          .map(({ conditions }) => conditions["Bool"]?.["aws:SecureTransport"]);
        expect(denied).toContain("false");
      }
    },
    breaks: [
      (e) =>
        e.statements("aws_s3_bucket_policy", "documents", (statements) => {
          for (const statement of statements) statement["Effect"] = "Allow";
        }),
      (e) => e.remove("aws_s3_bucket_policy", "artifacts"),
    ],
  },
  "VA-004": {
    holds: (s) => {
      const tags = s.providers().map((provider) => provider["default_tags"] as [{ tags: Record<string, string> }]);
      expect(tags.length).toBeGreaterThan(0);
      for (const [{ tags: values }] of tags) expect(values["Environment"]).toBe("prod");
    },
    breaks: (e) =>
      e.providers((provider) => {
        provider["default_tags"] = [{ tags: { Environment: "dev" } }];
      }),
  },
  "VA-005": {
    holds: (s) => expect(s.one("aws_cloudfront_distribution").get("enabled")).toBe(true),
    breaks: (e) => e.set("aws_cloudfront_distribution", undefined, "enabled", false),
  },
  "VA-006": {
    holds: (s) => {
      const distribution = s.one("aws_cloudfront_distribution");
      const record = s.follow(distribution.get("origin.domain_name"));
      expect(record.references("alias.name")).toEqual([s.one("aws_lb").id]);
      expect(distribution.get("origin.custom_origin_config.origin_protocol_policy")).toBe("https-only");
      const listener = s.one("aws_lb_listener");
      const certificate = s.follow(s.follow(listener.get("certificate_arn")).get("certificate_arn"));
      expect(certificate.get("domain_name")).toBe(record.get("name"));
    },
    breaks: [
      (e) =>
        e.set(
          "aws_cloudfront_distribution",
          undefined,
          "origin.custom_origin_config.origin_protocol_policy",
          "match-viewer",
        ),
      (e) => e.set("aws_cloudfront_distribution", undefined, "origin.domain_name", "example.com"),
      (e) => e.set("aws_acm_certificate", undefined, "domain_name", "other.valorassist.com"),
      (e) => e.set("aws_route53_record", "origin", "alias.name", "other.example.com"),
    ],
  },
  "VA-007": {
    holds: (s) =>
      expect(["https-only", "redirect-to-https"]).toContain(
        s.one("aws_cloudfront_distribution").get("default_cache_behavior.viewer_protocol_policy"),
      ),
    breaks: (e) =>
      e.set("aws_cloudfront_distribution", undefined, "default_cache_behavior.viewer_protocol_policy", "allow-all"),
  },
  "VA-008": {
    holds: (s) =>
      expect(s.one("aws_cloudfront_distribution").get("default_cache_behavior.cache_policy_id")).toBe(CACHING_DISABLED),
    breaks: (e) =>
      e.set(
        "aws_cloudfront_distribution",
        undefined,
        "default_cache_behavior.cache_policy_id",
        "658327ea-f89d-4fab-a63d-7e88639e58f6",
      ),
  },
  "VA-009": {
    holds: (s) => {
      const acl = s.one("aws_wafv2_web_acl");
      expect(acl.get("scope")).toBe("CLOUDFRONT");
      expect(s.one("aws_cloudfront_distribution").get("web_acl_id")).toBe(acl.ref("arn"));
    },
    breaks: [
      (e) => e.set("aws_cloudfront_distribution", undefined, "web_acl_id", undefined),
      (e) => e.set("aws_wafv2_web_acl", undefined, "scope", "REGIONAL"),
    ],
  },
  "VA-010": {
    holds: (s) => {
      const acl = s.one("aws_wafv2_web_acl");
      expect(acl.get("provider")).toBeUndefined();
      expect(s.providers(acl.stack).map((provider) => provider["region"])).toEqual(["us-east-1"]);
    },
    breaks: [
      (e) =>
        e.providers((provider) => {
          provider["region"] = "eu-central-1";
        }),
      (e) => e.set("aws_wafv2_web_acl", undefined, "provider", "aws.other"),
    ],
  },
  "VA-011": {
    holds: (s) => expect(blockingRules(s)).toContain("AWSManagedRulesAmazonIpReputationList"),
    breaks: (e) => e.set("aws_wafv2_web_acl", undefined, "rule", []),
  },
  "VA-012": {
    holds: (s) => {
      const balancer = s.one("aws_lb");
      expect(balancer.get("load_balancer_type")).toBe("application");
      expect(balancer.get("internal")).toBe(false);
    },
    breaks: [
      (e) => e.set("aws_lb", undefined, "load_balancer_type", "network"),
      (e) => e.set("aws_lb", undefined, "internal", true),
      (e) => e.remove("aws_lb"),
    ],
  },
  "VA-013": {
    holds: (s) => {
      const plain = s.all("aws_lb_listener").filter((listener) => listener.get("protocol") !== "HTTPS");
      expect(plain.filter((listener) => listener.get("default_action.type") !== "redirect")).toEqual([]);
      expect(s.all("aws_lb_listener").length).toBeGreaterThan(0);
    },
    breaks: (e) => e.set("aws_lb_listener", undefined, "protocol", "HTTP"),
  },
  "VA-014": {
    holds: (s) => {
      const listener = s.one("aws_lb_listener");
      expect(listener.get("port")).toBe(443);
      const rule = s.one("aws_lb_listener_rule");
      expect(rule.get("listener_arn")).toBe(listener.ref("arn"));
      const group = s.follow(s.one("aws_ecs_service").get("load_balancer.target_group_arn"));
      expect(rule.get("action.target_group_arn")).toBe(group.ref("arn"));
      expect(group.get("target_type")).toBe("ip");
    },
    breaks: [
      (e) => e.set("aws_lb_target_group", undefined, "target_type", "instance"),
      (e) => e.set("aws_lb_listener_rule", undefined, "action.target_group_arn", "arn:aws:other"),
      (e) => e.set("aws_lb_listener", undefined, "port", 8443),
    ],
  },
  "VA-015": {
    holds: (s) => {
      const ids = s.one("aws_ecs_service").get("network_configuration.subnets") as string[];
      const subnets = ids.map((id) => s.follow(id));
      expect(new Set(subnets.map((subnet) => subnet.get("availability_zone"))).size).toBeGreaterThanOrEqual(2);
      for (const subnet of subnets) expect(subnet.name).toContain("private");
    },
    breaks: (e) => e.set("aws_subnet", "private-b", "availability_zone", "us-east-1a"),
  },
  "VA-016": {
    holds: (s) => {
      const task = s.one("aws_ecs_task_definition", "api");
      const volume = task.list("volume").find((each) => each["efs_volume_configuration"]);
      const app = containerOf(s, "api", "app");
      expect(app?.["mountPoints"]).toContainEqual(
        expect.objectContaining({ sourceVolume: volume?.["name"], containerPath: valueIn(app, "CHROMA_PATH") }),
      );
      expect(s.all("aws_s3_bucket").filter(({ name }) => name.includes("chroma"))).toEqual([]);
    },
    breaks: (e) => e.container("api", "app", (app) => void (app["mountPoints"] = [])),
  },
};
