import {
  absent,
  admitsEveryCountry,
  admitted,
  all,
  behaves,
  behavior,
  blocks,
  everywhere,
  hasListenerCertificate,
  rateLimited,
  refers,
  setting,
  softensBodySizeOnly,
  that,
} from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
const BACKEND = ["/api/*", "/ws"];

/** CloudFront, WAF, load balancer and the site. */
export const edge: Record<string, Assertion> = {
  "HH-001": that(
    (s) => {
      const origins = s.one("aws_cloudfront_distribution").list("origin");
      expect(origins).toHaveLength(2);
      const [api, site] = origins;
      const record = s.follow(api?.["domain_name"]);
      expect(s.follow(record.get("alias.name")).id).toBe(s.one("aws_lb").id);
      expect(s.follow(site?.["domain_name"]).id).toBe(s.one("aws_s3_bucket", "frontend").id);
    },
    (e) => e.remove("aws_cloudfront_distribution"),
    (e) => e.edit("aws_cloudfront_distribution", undefined, (each) => void (each["origin"] as unknown[]).pop()),
    (e) => e.set("aws_route53_record", "origin a", "alias.name", "elsewhere.example.com"),
  ),
  "HH-002": all(
    behaves("*", { viewer_protocol_policy: "redirect-to-https" }),
    ...[...BACKEND, "/static/*", "/assets/*"].map((path) =>
      behaves(path, { viewer_protocol_policy: "redirect-to-https" }),
    ),
  ),
  "HH-003": absent("edge", "aws_shield_protection"),
  "HH-004": all(
    setting("aws_wafv2_web_acl", undefined, "scope", "CLOUDFRONT"),
    refers("aws_cloudfront_distribution", undefined, "web_acl_id", "aws_wafv2_web_acl"),
  ),
  "HH-006": that(
    (s) => {
      const uploads = s.one("aws_s3_bucket", "uploads");
      for (const origin of s.one("aws_cloudfront_distribution").list("origin")) {
        expect(JSON.stringify(origin)).not.toContain(uploads.id);
      }
      const readers = s.one("aws_s3_bucket_policy", "uploads").statements();
      expect(readers.filter(({ effect }) => effect === "Allow")).toEqual([]);
    },
    (e) =>
      e.edit("aws_cloudfront_distribution", undefined, (each) => {
        (each["origin"] as Record<string, unknown>[]).push({
          domain_name: "${data.terraform_remote_state.cross-stack-reference-input-health-helper-prod-data.outputs.x}",
          origin_id: "health-helper-prod-data/aws_s3_bucket.uploads_bucket",
        });
      }),
    (e) =>
      e.statements("aws_s3_bucket_policy", "uploads", (statements) => {
        statements.push({ Sid: "Open", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" });
      }),
  ),
  "HH-007": that(
    (s) => {
      for (const path of BACKEND) expect(behavior(s, path)?.["target_origin_id"]).toBe("load-balancer");
      const origin = s
        .one("aws_cloudfront_distribution")
        .list("origin")
        .find((each) => each["origin_id"] === "load-balancer");
      expect(s.follow(origin?.["domain_name"]).references("alias")).toContain(s.one("aws_lb").id);
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.0.target_origin_id", "site"),
    (e) => e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.1.target_origin_id", "site"),
  ),
  "HH-008": all(
    setting("aws_lb", undefined, "idle_timeout", 300),
    behaves("/ws", { origin_request_policy_id: ALL_VIEWER }),
  ),
  "HH-012": that(
    (s) => {
      expect(s.all("aws_s3_bucket_website_configuration")).toEqual([]);
      const controls = s.all("aws_cloudfront_origin_access_control").map((each) => each.id);
      const used = s.all("aws_cloudfront_distribution").flatMap((each) => each.references("origin"));
      expect(used).toEqual(expect.arrayContaining(controls));
      expect(controls).toHaveLength(s.all("aws_cloudfront_distribution").length);
    },
    (e) => e.add("edge", "aws_s3_bucket_website_configuration", "site", {}),
    (e) => e.remove("aws_cloudfront_origin_access_control"),
    (e) => e.set("aws_cloudfront_distribution", undefined, "origin.1.origin_access_control_id", "none"),
  ),
  "HH-013": that(
    (s) => {
      const records = s.all("aws_route53_record", "site");
      expect(records.map((record) => record.get("type")).sort()).toEqual(["A", "AAAA"]);
      for (const record of records) {
        expect(s.follow(record.get("alias.name")).id).toBe(s.one("aws_cloudfront_distribution").id);
        expect(record.get("zone_id")).toMatch(/^Z[A-Z0-9]+$/);
      }
    },
    (e) => e.remove("aws_route53_record", "site aaaa"),
    (e) => e.set("aws_route53_record", "site a", "alias.name", "elsewhere.example.com"),
  ),
  "HH-067": all(
    setting("aws_lb", undefined, "load_balancer_type", "application"),
    setting("aws_lb", undefined, "internal", false),
  ),
  "HH-068": that(
    (s) => {
      const list = s.one("data.aws_ec2_managed_prefix_list");
      expect(list.get("name")).toBe("com.amazonaws.global.cloudfront.origin-facing");
      const ports: Record<string, number> = {
        "load-balancer security-group": 443,
        "load-balancer http-security-group": 80,
      };
      expect(s.one("aws_lb").get("security_groups")).toEqual(
        Object.keys(ports).map((role) => s.one("aws_security_group", role).ref("id")),
      );
      for (const [role, port] of Object.entries(ports)) {
        const rules = admitted(s, role).filter((rule) => (rule as unknown[])[1] !== 8443);
        expect(rules).toEqual([[list.ref("id"), port, port]]);
      }
    },
    (e) => e.set("data.aws_ec2_managed_prefix_list", undefined, "name", "com.amazonaws.us-east-1.s3"),
    (e) => e.set("aws_vpc_security_group_ingress_rule", "from-cloudfront-443", "to_port", 65_535),
    (e) =>
      e.add("service", "aws_vpc_security_group_ingress_rule", "open", {
        security_group_id: "${aws_security_group.load-balancer_security-group_group.id}",
        cidr_ipv4: "0.0.0.0/0",
        from_port: 443,
        to_port: 443,
      }),
  ),
  "HH-069": all(
    setting("aws_lb_listener", "http", "port", 80),
    setting("aws_lb_listener", "http", "default_action.type", "redirect"),
    setting("aws_lb_listener", "http", "default_action.redirect.protocol", "HTTPS"),
    setting("aws_lb_listener", "http", "default_action.redirect.status_code", "HTTP_301"),
  ),
  "HH-070": all(
    setting("aws_lb_listener", "https", "port", 443),
    setting("aws_lb_listener", "https", "protocol", "HTTPS"),
    hasListenerCertificate(),
  ),
  "HH-071": routed("/api/*"),
  "HH-072": routed("/ws"),
  "HH-073": all(
    setting("aws_lb_listener", "https", "default_action.type", "fixed-response"),
    setting("aws_lb_listener", "https", "default_action.fixed_response.status_code", "404"),
    setting("aws_lb_listener_rule", undefined, "lifecycle.ignore_changes", ["action"]),
  ),
  "HH-074": everywhere("aws_lb_target_group", undefined, "health_check.path", "/health"),
  "HH-075": everywhere("aws_lb_target_group", undefined, "health_check.interval", 30),
  "HH-076": everywhere("aws_lb_target_group", undefined, "health_check.timeout", 5),
  "HH-077": everywhere("aws_lb_target_group", undefined, "health_check.healthy_threshold", 2),
  "HH-078": everywhere("aws_lb_target_group", undefined, "health_check.unhealthy_threshold", 3),
  "HH-106": blocks("AWSManagedRulesCommonRuleSet"),
  "HH-107": rateLimited(100, 300, "/api/"),
  "HH-108": admitsEveryCountry(),
  "HH-109": blocks("AWSManagedRulesSQLiRuleSet"),
  "HH-110": all(blocks("AWSManagedRulesCommonRuleSet"), softensBodySizeOnly()),
  "HH-117": that(
    (s) => {
      const policy = s.one("aws_cloudfront_cache_policy");
      expect(policy.get("default_ttl")).toBe(31_536_000);
      for (const path of ["/static/*", "/assets/*"]) {
        expect(s.follow(behavior(s, path)?.["cache_policy_id"]).id).toBe(policy.id);
      }
      expect(behavior(s, "*")?.["cache_policy_id"]).not.toBe(policy.ref("id"));
    },
    (e) => e.set("aws_cloudfront_cache_policy", undefined, "default_ttl", 86_400),
    (e) =>
      e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.2.cache_policy_id", CACHING_DISABLED),
    (e) =>
      e.edit("aws_cloudfront_distribution", undefined, (each) => {
        const { cache_policy_id } = (each["ordered_cache_behavior"] as Record<string, unknown>[])[2] ?? {};
        (each["default_cache_behavior"] as Record<string, unknown>)["cache_policy_id"] = cache_policy_id;
      }),
  ),
  "HH-118": behaves("/api/*", { cache_policy_id: CACHING_DISABLED }),
  "HH-119": behaves("/ws", { cache_policy_id: CACHING_DISABLED }),
  "HH-050": absent("service", "aws_lb"),
  "HH-054": that(
    (s) => {
      expect(s.all("aws_cloudfront_distribution")).toEqual([]);
      const readers = s
        .one("aws_s3_bucket_policy", "frontend")
        .statements()
        .filter(({ effect }) => effect === "Allow");
      expect(readers.map(({ actions }) => actions)).toEqual([["s3:GetObject"]]);
      const sources = readers[0]?.conditions["IpAddress"]?.["aws:SourceIp"];
      expect(sources).toEqual(["203.0.113.0/24"]);
      for (const flag of FLAGS) expect(s.one("aws_s3_bucket_public_access_block", "frontend").get(flag)).toBe(true);
    },
    (e) => e.add("edge", "aws_cloudfront_distribution", "cdn", {}),
    (e) =>
      e.statements("aws_s3_bucket_policy", "frontend", (statements) => {
        for (const each of statements) if (each["Effect"] === "Allow") Reflect.deleteProperty(each, "Condition");
      }),
    (e) => e.set("aws_s3_bucket_public_access_block", "frontend", "restrict_public_buckets", false),
  ),
  "HH-087": that(
    (s) => {
      for (const flag of FLAGS) expect(s.one("aws_s3_bucket_public_access_block", "frontend").get(flag)).toBe(true);
      for (const distribution of s.all("aws_cloudfront_distribution")) {
        const readers = s
          .one("aws_s3_bucket_policy", "frontend")
          .statements()
          .filter(({ effect }) => effect === "Allow");
        expect(readers).toEqual([
          expect.objectContaining({
            principal: { Service: "cloudfront.amazonaws.com" },
            actions: ["s3:GetObject"],
            conditions: { StringEquals: { "AWS:SourceArn": distribution.ref("arn") } },
          }),
        ]);
      }
    },
    (e) => e.set("aws_s3_bucket_public_access_block", "frontend", "block_public_policy", false),
    (e) =>
      e.statements("aws_s3_bucket_policy", "frontend", (statements) => {
        for (const each of statements) if (each["Effect"] === "Allow") Reflect.deleteProperty(each, "Condition");
      }),
  ),
};

const FLAGS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

/** Requests to a path go to the service's first group. */
function routed(path: string): Assertion {
  return that(
    (s) => {
      const rule = s.one("aws_lb_listener_rule");
      const paths = rule
        .list("condition")
        .flatMap((each) => (each["path_pattern"] as { values: string[] } | undefined)?.values ?? []);
      expect(paths).toContain(path);
      expect(rule.get("action.type")).toBe("forward");
      expect(s.follow(rule.get("action.target_group_arn")).id).toBe(s.one("aws_lb_target_group", "target-group").id);
    },
    (e) => e.set("aws_lb_listener_rule", undefined, "condition.1.path_pattern.values", ["/other"]),
    (e) => e.set("aws_lb_listener_rule", undefined, "action.type", "fixed-response"),
    (e) => e.set("aws_lb_listener_rule", undefined, "action.target_group_arn", "arn:aws:elsewhere"),
  );
}
