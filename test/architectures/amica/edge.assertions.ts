import {
  admitted,
  all,
  behaves,
  behavior,
  blocks,
  containerOf,
  everywhere,
  exists,
  hasEdgeCertificate,
  hasListenerCertificate,
  rateLimited,
  setting,
  that,
} from "../../support/assertions";
import type { Json } from "../../../src/template/template";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Whether users come by a name of ours; the basic form has none. */
export function hasName(s: Subject): boolean {
  return s.all("aws_acm_certificate").length > 0;
}

/** Who may connect to a group, and to which port. */
function peersOf(s: Subject, group: string): [string, Json][] {
  return (admitted(s, group) as [Json, Json][]).map(([peer, port]) => [s.follow(peer).id, port]);
}

/** CloudFront, web ACL, load balancer. */
export const edge: Record<string, Assertion> = {
  "AM-005": that(
    (s) => {
      const [origin] = s.one("aws_cloudfront_distribution").list("origin");
      const reached = s.follow(origin?.["domain_name"]);
      const balancer = hasName(s) ? s.follow(reached.get("alias.name")) : reached;
      expect(balancer.id).toBe(s.one("aws_lb").id);
      const group = s.follow(s.one("aws_ecs_service", "app").get("load_balancer.target_group_arn"));
      const rule = s.one("aws_lb_listener_rule");
      expect(rule.references("action")).toContain(group.id);
      expect(s.follow(s.follow(rule.get("listener_arn")).get("load_balancer_arn")).id).toBe(s.one("aws_lb").id);
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "origin.domain_name", "elsewhere.example.com"),
    (e) => e.set("aws_ecs_service", "app", "load_balancer.target_group_arn", "arn:aws:elsewhere"),
    (e) => e.set("aws_lb_listener_rule", undefined, "listener_arn", "arn:aws:elsewhere"),
  ),
  "AM-007": setting("aws_cloudfront_distribution", undefined, "price_class", "PriceClass_All"),
  "AM-008": setting("aws_cloudfront_distribution", undefined, "viewer_certificate", {
    cloudfront_default_certificate: true,
  }),
  "AM-009": hasEdgeCertificate(),
  "AM-010": all(
    behaves("*", { target_origin_id: "load-balancer", allowed_methods: METHODS, origin_request_policy_id: ALL_VIEWER }),
    setting("aws_lb", undefined, "idle_timeout", 300),
  ),
  "AM-011": all(
    that(
      (s) => {
        const distribution = s.one("aws_cloudfront_distribution");
        const [group] = distribution.list("origin_group");
        expect(group?.["failover_criteria"]).toEqual({ status_codes: [500, 502, 503, 504] });
        for (const each of distribution.list("ordered_cache_behavior")) {
          expect(each["target_origin_id"]).toBe(group?.["origin_id"]);
          expect(each["allowed_methods"]).toEqual(["GET", "HEAD", "OPTIONS"]);
        }
        expect(behavior(s, "*")?.["target_origin_id"]).toBe("load-balancer");
        const [, other] = distribution.list("origin");
        expect(s.follow(other?.["domain_name"]).id).toBe(s.one("aws_s3_bucket", "fallback").id);
        const page = s.one("aws_s3_object", "fallback-page");
        expect(distribution.get("custom_error_response.response_page_path")).toBe(`/${String(page.get("key"))}`);
        const policy = s.one("aws_s3_bucket_policy", "fallback").statements();
        expect(policy.flatMap(({ actions }) => actions)).toContain("s3:GetObject");
      },
      (e) => e.set("aws_cloudfront_distribution", undefined, "origin_group.failover_criteria", { status_codes: [500] }),
      (e) =>
        e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.0.target_origin_id", "load-balancer"),
      (e) => e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.0.allowed_methods", METHODS),
      (e) => e.set("aws_cloudfront_distribution", undefined, "origin.1.domain_name", "elsewhere.example.com"),
      (e) => e.set("aws_s3_object", "fallback-page", "key", "elsewhere.html"),
      (e) => e.statements("aws_s3_bucket_policy", "fallback", (statements) => void statements.splice(1)),
    ),
  ),
  "AM-012": all(
    behaves("/public/*", { cache_policy_id: CACHING_OPTIMIZED }),
    behaves("/assets/*", { cache_policy_id: CACHING_OPTIMIZED }),
    behaves("*", { cache_policy_id: CACHING_DISABLED }),
  ),
  "AM-013": that(
    (s) => expect(s.all("aws_shield_protection")).toEqual([]),
    (e) => e.add("edge", "aws_shield_protection", "advanced", {}),
  ),
  "AM-014": setting("aws_lb", undefined, "load_balancer_type", "application"),
  "AM-015": all(
    setting("aws_lb_listener", "https", "port", 443),
    setting("aws_lb_listener", "https", "protocol", "HTTPS"),
    hasListenerCertificate(),
  ),
  "AM-016": that(
    (s) => {
      const listener = s.one("aws_lb_listener", "http");
      expect(listener.get("port")).toBe(80);
      const [origin] = s.one("aws_cloudfront_distribution").list("origin");
      const { origin_protocol_policy: way } = origin?.["custom_origin_config"] as Record<string, string>;
      if (hasName(s)) {
        expect(listener.get("default_action.type")).toBe("redirect");
        expect(listener.get("default_action.redirect")).toEqual({
          protocol: "HTTPS",
          port: "443",
          status_code: "HTTP_301",
        });
        expect(way).toBe("https-only");
        return;
      }
      // There is no certificate for the load balancer's own name, and a redirect would come back for ever.
      expect(s.follow(s.one("aws_lb_listener_rule").get("listener_arn")).id).toBe(listener.id);
      expect(way).toBe("http-only");
      expect(peersOf(s, "load-balancer security-group").map(([peer]) => peer)).toEqual([
        s.one("data.aws_ec2_managed_prefix_list").id,
      ]);
    },
    (e) => e.set("aws_lb_listener", "http", "port", 8080),
    (e) => e.set("aws_lb_listener", "http", "default_action.type", "forward"),
    (e) => e.set("aws_lb_listener", "http", "default_action.redirect.status_code", "HTTP_302"),
    (e) =>
      e.set(
        "aws_cloudfront_distribution",
        undefined,
        "origin.custom_origin_config.origin_protocol_policy",
        "http-only",
      ),
  ),
  "AM-017": everywhere("aws_lb_target_group", undefined, "health_check.enabled", true),
  "AM-018": everywhere("aws_lb_target_group", undefined, "deregistration_delay", "60"),
  "AM-019": all(
    everywhere("aws_lb_target_group", undefined, "stickiness.enabled", true),
    everywhere("aws_lb_target_group", undefined, "stickiness.type", "lb_cookie"),
  ),
  "AM-034": that(
    (s) => {
      const list = s.one("data.aws_ec2_managed_prefix_list");
      expect(list.get("name")).toBe("com.amazonaws.global.cloudfront.origin-facing");
      const groups = ["load-balancer security-group", "http-security-group"].filter(
        (name) => s.all("aws_security_group", name).length,
      );
      const peers = groups.flatMap((name) => peersOf(s, name));
      expect(peers.sort()).toEqual((hasName(s) ? [443, 80] : [80]).map((port) => [list.id, port]).sort());
      expect(s.one("aws_lb").references("security_groups")).toHaveLength(hasName(s) ? 2 : 1);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "from-cloudfront-443", "prefix_list_id", "pl-1"),
    (e) => e.remove("aws_vpc_security_group_ingress_rule", "from-cloudfront-80"),
    (e) => e.set("data.aws_ec2_managed_prefix_list", undefined, "name", "com.amazonaws.global.groundstation"),
  ),
  "AM-036": all(
    everywhere("aws_lb_target_group", undefined, "port", 8080),
    that(
      (s) => {
        const [port] = containerOf(s, "app", "app")?.["portMappings"] as { containerPort: number }[];
        expect(port?.containerPort).toBe(8080);
      },
      (e) =>
        e.container("app", "app", (each) => {
          each["portMappings"] = [{ containerPort: 8000 }];
        }),
    ),
  ),
  "AM-058": all(
    everywhere("aws_lb_target_group", undefined, "health_check.interval", 30),
    everywhere("aws_lb_target_group", undefined, "health_check.timeout", 5),
  ),
  "AM-081": behaves("*", { viewer_protocol_policy: "redirect-to-https" }),
  "AM-082": setting("aws_cloudfront_distribution", undefined, "http_version", "http2and3"),
  "AM-083": all(
    setting("aws_cloudfront_distribution", undefined, "viewer_certificate.minimum_protocol_version", "TLSv1.2_2021"),
    that(
      (s) => expect(s.one("aws_lb_listener", "https").get("ssl_policy")).toMatch(/^ELBSecurityPolicy-TLS13-1-2/),
      (e) => e.set("aws_lb_listener", "https", "ssl_policy", "ELBSecurityPolicy-2016-08"),
    ),
  ),
  "AM-092": that(
    (s) => {
      const acl = s.follow(s.one("aws_cloudfront_distribution").get("web_acl_id"));
      expect([acl.id, acl.get("scope")]).toEqual([s.one("aws_wafv2_web_acl").id, "CLOUDFRONT"]);
      expect(s.providers(acl.stack).map(({ region }) => region)).toEqual(["us-east-1"]);
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "web_acl_id", undefined),
    (e) => e.set("aws_wafv2_web_acl", undefined, "scope", "REGIONAL"),
  ),
  "AM-093": rateLimited(2000, 300),
  "AM-095": blocks("AWSManagedRulesCommonRuleSet"),
  "AM-122": all(
    exists("aws_cloudfront_monitoring_subscription"),
    setting(
      "aws_cloudfront_monitoring_subscription",
      undefined,
      "monitoring_subscription.realtime_metrics_subscription_config.realtime_metrics_subscription_status",
      "Enabled",
    ),
  ),
  "AM-123": everywhere("aws_lb_target_group", undefined, "health_check.path", "/health"),
  "AM-125": everywhere("aws_lb_target_group", undefined, "health_check.healthy_threshold", 2),
  "AM-126": everywhere("aws_lb_target_group", undefined, "health_check.unhealthy_threshold", 2),
  "AM-139": setting("aws_lb_target_group", "app", "name", "amica-tg"),
  "AM-141": all(
    setting("aws_lb", undefined, "access_logs.enabled", true),
    that(
      (s) => {
        const balancer = s.one("aws_lb");
        const policy = s.follow(balancer.get("access_logs.bucket"));
        const write = policy.statements().find(({ sid }) => sid === "LoadBalancerLogs");
        expect(write?.principal).toEqual({ Service: "logdelivery.elasticloadbalancing.amazonaws.com" });
        expect(write?.resources[0]).toContain(`/${String(balancer.get("access_logs.prefix"))}/AWSLogs/`);
        const encryption = s.one("aws_s3_bucket_server_side_encryption_configuration", "foundation/logs");
        expect(encryption.get("rule.apply_server_side_encryption_by_default.sse_algorithm")).toBe("AES256");
      },
      (e) => e.set("aws_lb", undefined, "access_logs.prefix", "elsewhere"),
      (e) =>
        e.statements("aws_s3_bucket_policy", "foundation/logs", (statements) => {
          for (const each of statements) if (each["Sid"] === "LoadBalancerLogs") each["Principal"] = { AWS: "*" };
        }),
      (e) =>
        e.set(
          "aws_s3_bucket_server_side_encryption_configuration",
          "foundation/logs",
          "rule.apply_server_side_encryption_by_default.sse_algorithm",
          "aws:kms",
        ),
    ),
  ),
};
