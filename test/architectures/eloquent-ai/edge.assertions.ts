import {
  admitsEveryCountry,
  admitted,
  all,
  behaves,
  behavior,
  blocks,
  everywhere,
  hasEdgeCertificate,
  rateLimited,
  refers,
  routesOf,
  setting,
  softensBodySizeOnly,
  that,
} from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const FLAGS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

/** Site, CDN, WAF, load balancer. */
export const edge: Record<string, Assertion> = {
  "EQ-001": setting("aws_cloudfront_distribution", undefined, "enabled", true),
  "EQ-002": that(
    (s) => {
      const origins = s.one("aws_cloudfront_distribution").list("origin");
      expect(origins).toHaveLength(2);
      const record = s.follow(origins[0]?.["domain_name"]);
      expect(s.follow(record.get("alias.name")).id).toBe(s.one("aws_lb").id);
      expect(s.follow(origins[1]?.["domain_name"]).id).toBe(s.one("aws_s3_bucket", "frontend").id);
    },
    (e) => e.edit("aws_cloudfront_distribution", undefined, (each) => void (each["origin"] as unknown[]).pop()),
    (e) => e.set("aws_route53_record", "origin a", "alias.name", "elsewhere.example.com"),
  ),
  "EQ-003": behaves("/api/*", {
    target_origin_id: "load-balancer",
    allowed_methods: METHODS,
    cache_policy_id: CACHING_DISABLED,
  }),
  "EQ-004": that(
    (s) => {
      const group = s.follow(s.one("aws_ecs_service").get("load_balancer.target_group_arn"));
      const rule = s.one("aws_lb_listener_rule");
      expect(s.follow(rule.get("action.target_group_arn")).id).toBe(group.id);
      expect(s.follow(rule.get("listener_arn")).id).toBe(s.one("aws_lb_listener", "https").id);
    },
    (e) => e.set("aws_lb_listener_rule", undefined, "action.target_group_arn", "arn:aws:elsewhere"),
    (e) => e.set("aws_ecs_service", undefined, "load_balancer.target_group_arn", "arn:aws:elsewhere"),
  ),
  "EQ-006": that(
    (s) => expect(s.all("aws_s3_bucket", "frontend")).toHaveLength(1),
    (e) => e.remove("aws_s3_bucket", "frontend"),
  ),
  "EQ-007": that(
    (s) => {
      expect(s.all("aws_s3_bucket_website_configuration")).toEqual([]);
      expect(s.one("aws_cloudfront_distribution").get("default_root_object")).toBe("index.html");
    },
    (e) => e.add("edge", "aws_s3_bucket_website_configuration", "site", {}),
    (e) => e.set("aws_cloudfront_distribution", undefined, "default_root_object", "home.html"),
  ),
  "EQ-008": that(
    (s) => {
      const [association] = (behavior(s, "*")?.["function_association"] ?? []) as Record<string, string>[];
      expect(association?.["event_type"]).toBe("viewer-request");
      const routes = s.follow(association?.["function_arn"]);
      // The function itself: a place in the application becomes index.html, a file stays.
      const code = String(routes.get("code"));
      const handler = new Function(`${code}; return handler;`)() as (event: object) => { uri: string };
      const answer = (uri: string) => handler({ request: { uri } }).uri;
      expect(["/", "/chats/42", "/static/main.1a2b.js", "/favicon.ico"].map(answer)).toEqual([
        "/index.html",
        "/index.html",
        "/static/main.1a2b.js",
        "/favicon.ico",
      ]);
      // An error of the API stays an error.
      expect(behavior(s, "/api/*")?.["function_association"]).toBeUndefined();
      expect(s.one("aws_cloudfront_distribution").get("custom_error_response")).toBeUndefined();
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "default_cache_behavior.function_association", []),
    (e) => e.set("aws_cloudfront_function", undefined, "code", "function handler(event) { return event.request; }"),
    (e) => e.set("aws_cloudfront_distribution", undefined, "custom_error_response", [{ error_code: 404 }]),
  ),
  "EQ-009": all(...FLAGS.map((flag) => setting("aws_s3_bucket_public_access_block", "frontend", flag, true))),
  "EQ-010": that(
    (s) => {
      const record = s.one("aws_route53_record", "site a");
      expect(record.get("type")).toBe("A");
      expect(s.follow(record.get("alias.name")).id).toBe(s.one("aws_cloudfront_distribution").id);
    },
    (e) => e.set("aws_route53_record", "site a", "alias.name", "elsewhere.example.com"),
    (e) => e.set("aws_route53_record", "site a", "type", "CNAME"),
  ),
  "EQ-011": hasEdgeCertificate(),
  "EQ-012": behaves("*", { viewer_protocol_policy: "redirect-to-https" }),
  "EQ-013": setting(
    "aws_cloudfront_distribution",
    undefined,
    "viewer_certificate.minimum_protocol_version",
    "TLSv1.2_2021",
  ),
  "EQ-016": all(
    setting("aws_lb", undefined, "load_balancer_type", "application"),
    setting("aws_lb", undefined, "internal", false),
  ),
  "EQ-017": all(
    everywhere("aws_lb_target_group", undefined, "health_check.enabled", true),
    everywhere("aws_lb_target_group", undefined, "target_type", "ip"),
  ),
  "EQ-033": that(
    (s) => {
      const subnets = (s.one("aws_lb").get("subnets") as string[]).map((id) => s.follow(id));
      expect(new Set(subnets.map((subnet) => subnet.get("availability_zone"))).size).toBeGreaterThanOrEqual(2);
      for (const subnet of subnets) {
        const routes = routesOf(s, subnet.ref("id"));
        expect(routes.map((route) => s.follow(route.get("gateway_id")).id)).toEqual([
          s.one("aws_internet_gateway", "foundation/network").id,
        ]);
      }
    },
    (e) => e.remove("aws_route", "foundation/public-internet"),
    (e) => e.set("aws_subnet", "foundation/public-b", "availability_zone", "us-east-1a"),
  ),
  "EQ-035": that(
    (s) => {
      const list = s.one("data.aws_ec2_managed_prefix_list");
      expect(list.get("name")).toBe("com.amazonaws.global.cloudfront.origin-facing");
      expect(admitted(s, "load-balancer")).toEqual([[list.ref("id"), 443, 443]]);
      const id = s.one("aws_security_group", "load-balancer").ref("id");
      const out = s.all("aws_vpc_security_group_egress_rule").filter((rule) => rule.get("security_group_id") === id);
      expect(out.map((rule) => s.follow(rule.get("referenced_security_group_id")).name)).toEqual([
        "api_security-group_group",
      ]);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "from-cloudfront-443", "to_port", 65_535),
    (e) => e.set("data.aws_ec2_managed_prefix_list", undefined, "name", "com.amazonaws.us-east-1.s3"),
    (e) =>
      e.add("service", "aws_vpc_security_group_egress_rule", "open", {
        security_group_id: "${aws_security_group.load-balancer_security-group_group.id}",
        cidr_ipv4: "0.0.0.0/0",
      }),
  ),
  "EQ-038": all(
    refers("aws_cloudfront_distribution", undefined, "web_acl_id", "aws_wafv2_web_acl"),
    setting("aws_wafv2_web_acl", undefined, "scope", "CLOUDFRONT"),
  ),
  "EQ-039": blocks("AWSManagedRulesSQLiRuleSet"),
  "EQ-040": all(blocks("AWSManagedRulesCommonRuleSet"), softensBodySizeOnly()),
  "EQ-041": rateLimited(1000, 60),
  "EQ-042": admitsEveryCountry(),
  "EQ-050": that(
    (s) => {
      const readers = s
        .one("aws_s3_bucket_policy", "frontend")
        .statements()
        .filter(({ effect }) => effect === "Allow");
      expect(readers).toEqual([
        expect.objectContaining({
          principal: { Service: "cloudfront.amazonaws.com" },
          actions: ["s3:GetObject"],
          conditions: { StringEquals: { "AWS:SourceArn": s.one("aws_cloudfront_distribution").ref("arn") } },
        }),
      ]);
    },
    (e) =>
      e.statements("aws_s3_bucket_policy", "frontend", (statements) => {
        for (const each of statements) if (each["Effect"] === "Allow") Reflect.deleteProperty(each, "Condition");
      }),
    (e) =>
      e.statements("aws_s3_bucket_policy", "frontend", (statements) => {
        for (const each of statements) if (each["Effect"] === "Allow") each["Principal"] = "*";
      }),
  ),
  "EQ-051": all(
    setting("aws_cloudfront_origin_access_control", undefined, "signing_behavior", "always"),
    that(
      (s) => {
        expect(s.all("aws_cloudfront_origin_access_identity")).toEqual([]);
        const control = s.one("aws_cloudfront_origin_access_control");
        const origins = s.one("aws_cloudfront_distribution").list("origin");
        expect(origins.find((each) => each["origin_id"] === "site")?.["origin_access_control_id"]).toBe(
          control.ref("id"),
        );
      },
      (e) => e.add("edge", "aws_cloudfront_origin_access_identity", "old", {}),
      (e) => e.set("aws_cloudfront_distribution", undefined, "origin.1.origin_access_control_id", "none"),
    ),
  ),
  "EQ-098": all(
    setting("aws_cloudfront_distribution", undefined, "enabled", true),
    that(
      (s) => expect(s.all("aws_s3_bucket", "edge/frontend")).toHaveLength(1),
      (e) => e.remove("aws_s3_bucket", "edge/frontend"),
    ),
  ),
  "EQ-113": setting("aws_s3_bucket", "frontend", "bucket", "eloquent-ai-frontend-prod"),
  "EQ-114": that(
    (s) => {
      const { stack, id } = s.one("aws_cloudfront_distribution");
      expect(s.follow(s.outputs(stack)["cloudfront_distribution_id"] ?? null).id).toBe(id);
    },
    (e) => {
      for (const { json } of e.stacks) Reflect.deleteProperty(json, "output");
    },
  ),
  "EQ-123": all(
    behaves("*", { cache_policy_id: CACHING_OPTIMIZED }),
    behaves("/api/*", { cache_policy_id: CACHING_DISABLED }),
  ),
  "EQ-128": all(
    everywhere("aws_lb_target_group", undefined, "health_check.path", "/health"),
    everywhere("aws_lb_target_group", undefined, "health_check.matcher", "200"),
  ),
};
