import type { Placement } from "../../../src/config/environment";
import { build } from "../../support/construct";
import { testLoadBalancer } from "../../support/service";

function balancer(placement: Partial<Placement> = {}) {
  return build((stack) => void testLoadBalancer(stack), placement).subject;
}

test("stands in public subnets, drops bad headers and logs to the log bucket", () => {
  const subject = balancer();
  const created = subject.one("aws_lb");
  expect(created.get("subnets")).toEqual(["public-a", "public-b"]);
  expect(created.get("drop_invalid_header_fields")).toBe(true);
  expect(created.get("access_logs")).toEqual({
    enabled: true,
    // Its policy stands before anything is written.
    bucket: subject.one("aws_s3_bucket_policy").ref("bucket"),
    prefix: "alb",
  });
});

test("its logs go where the bucket lets load balancers write", () => {
  const subject = balancer();
  const prefix = String(subject.one("aws_lb").get("access_logs.prefix"));
  const write = subject
    .one("aws_s3_bucket_policy")
    .statements()
    .find(({ sid }) => sid === "LoadBalancerLogs");
  expect(write?.resources).toEqual([`${subject.one("aws_s3_bucket").ref("arn")}/${prefix}/AWSLogs/123456789012/*`]);
});

test("is deleted only where data is disposable", () => {
  expect(balancer().one("aws_lb").get("enable_deletion_protection")).toBe(true);
  expect(balancer({ data: "disposable" }).one("aws_lb").get("enable_deletion_protection")).toBe(false);
});

test("speaks TLS 1.2 and newer on 443 and nothing else, and refuses what no rule takes", () => {
  const listener = balancer().one("aws_lb_listener");
  expect([listener.get("port"), listener.get("protocol")]).toEqual([443, "HTTPS"]);
  expect(listener.get("ssl_policy")).toBe("ELBSecurityPolicy-TLS13-1-2-2021-06");
  expect(listener.get("default_action.fixed_response.status_code")).toBe("404");
});

test("admits CloudFront only", () => {
  const subject = balancer();
  const rule = subject.one("aws_vpc_security_group_ingress_rule");
  expect(subject.follow(rule.get("prefix_list_id")).get("name")).toBe("com.amazonaws.global.cloudfront.origin-facing");
  expect(rule.get("from_port")).toBe(443);
});

test("can stand in private subnets, for CloudFront to reach through the VPC", () => {
  const { subject } = build((stack) => void testLoadBalancer(stack, { exposure: "vpc-origin" }));
  const created = subject.one("aws_lb");
  expect([created.get("internal"), created.get("subnets")]).toEqual([true, ["private-a", "private-b"]]);
  expect(balancer().one("aws_lb").get("internal")).toBe(false);
});

test("fails for an idle timeout that AWS does not know", () => {
  const { problems } = build((stack) => void testLoadBalancer(stack, { idleTimeoutSeconds: 5000 }));
  expect(problems).toEqual([
    "shop-prod-test/load-balancer: idleTimeoutSeconds: got 5000, allowed 1 to 4000; change the timeout",
  ]);
});

test("plain HTTP is redirected where that is asked for, behind a group of its own", () => {
  const { subject } = build((stack) => void testLoadBalancer(stack, { redirectHttp: true }));
  const listener = subject.one("aws_lb_listener", "http");
  expect([listener.get("port"), listener.get("default_action.redirect.status_code")]).toEqual([80, "HTTP_301"]);
  expect(subject.one("aws_lb").get("security_groups")).toHaveLength(2);
  const rules = subject.all("aws_vpc_security_group_ingress_rule", "http-security-group");
  expect(rules.map((rule) => [rule.get("from_port"), rule.get("prefix_list_id")])).toEqual([
    [80, subject.one("data.aws_ec2_managed_prefix_list").ref("id")],
  ]);
});

test("its metrics are those of the load balancer as a whole", () => {
  const { subject } = build((stack) => {
    const { dimensions, ...metric } = testLoadBalancer(stack).metric("RequestCount");
    expect(metric).toEqual({ namespace: "AWS/ApplicationELB", name: "RequestCount", statistic: "Sum" });
    expect(Object.keys(dimensions)).toEqual(["LoadBalancer"]);
  });
  expect(subject.all("aws_lb")).toHaveLength(1);
});

test("without a certificate it speaks plain HTTP on 80", () => {
  const { subject } = build((stack) => void testLoadBalancer(stack, { certificate: undefined }));
  const listener = subject.one("aws_lb_listener");
  expect([listener.get("port"), listener.get("protocol"), listener.get("certificate_arn")]).toEqual([
    80,
    "HTTP",
    undefined,
  ]);
  const rule = subject.one("aws_vpc_security_group_ingress_rule");
  expect([rule.get("from_port"), rule.references("prefix_list_id")]).toEqual([
    80,
    [subject.one("data.aws_ec2_managed_prefix_list").id],
  ]);
});

test("blocks are admitted in place of CloudFront, to HTTPS and to what redirects there", () => {
  const clients = ["198.51.100.0/24", "203.0.113.0/24"];
  const { subject } = build((stack) => void testLoadBalancer(stack, { clients, redirectHttp: true }));
  const rules = subject.all("aws_vpc_security_group_ingress_rule");
  expect(rules.map((rule) => [rule.get("cidr_ipv4"), rule.get("from_port")]).sort()).toEqual([
    ["198.51.100.0/24", 443],
    ["198.51.100.0/24", 80],
    ["203.0.113.0/24", 443],
    ["203.0.113.0/24", 80],
  ]);
  expect(subject.one("aws_lb").get("security_groups")).toHaveLength(1);
  expect(subject.all("data.aws_ec2_managed_prefix_list")).toEqual([]);
});

test("a redirect to HTTPS without a certificate is refused", () => {
  const { problems } = build((stack) => {
    testLoadBalancer(stack, { certificate: undefined, redirectHttp: true });
  });
  expect(problems).toEqual([
    "shop-prod-test/load-balancer: certificate: got nothing, allowed a certificate where plain HTTP is redirected to " +
      "HTTPS; give the load balancer a domain and its hosted zone, or leave redirectHttp out",
  ]);
});
