import { Certificate } from "../../../src/constructs/edge/certificate";
import { Distribution, type Api, type DistributionProps } from "../../../src/constructs/edge/distribution";
import { WebAcl } from "../../../src/constructs/edge/web-acl";
import type { Exposure } from "../../../src/constructs/edge/load-balancer";
import { LogBucket } from "../../../src/constructs/storage/log-bucket";
import { build, testKey } from "../../support/construct";
import { testLoadBalancer } from "../../support/service";

function distribution(
  props: Partial<Omit<DistributionProps, "api">> = {},
  exposure: Exposure = "public",
  api: Partial<Api> = {},
) {
  return build(
    (stack) => {
      new Distribution(stack, "distribution", {
        domain: "shop.example.com",
        certificate: new Certificate(stack, "edge-certificate", { domain: "shop.example.com", hostedZoneId: "Z123" }),
        webAcl: new WebAcl(stack, "web-acl", {
          rateLimit: { requests: 100, windowSeconds: 60 },
          managedRules: [],
          key: testKey(stack),
          logRetentionDays: 30,
        }),
        accessLogs: new LogBucket(stack, "logs-of-edge", { retentionDays: 30 }),
        ...props,
        api: { originDomain: "origin.example.com", loadBalancer: testLoadBalancer(stack, { exposure }), ...api },
      });
    },
    { region: "us-east-1", zones: ["us-east-1a", "us-east-1b"] },
  );
}

test("speaks TLS 1.2 to viewers and to the origin", () => {
  const created = distribution().subject.one("aws_cloudfront_distribution");
  expect(created.get("viewer_certificate.minimum_protocol_version")).toBe("TLSv1.2_2021");
  expect(created.get("default_cache_behavior.viewer_protocol_policy")).toBe("redirect-to-https");
  expect(created.get("origin.custom_origin_config.origin_protocol_policy")).toBe("https-only");
  expect(created.get("origin.custom_origin_config.origin_ssl_protocols")).toEqual(["TLSv1.2"]);
});

test("keeps no answers and hands everything of a request on", () => {
  const behavior = distribution().subject.one("aws_cloudfront_distribution").get("default_cache_behavior");
  expect(behavior).toMatchObject({
    cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    origin_request_policy_id: "216adef6-5c7f-47e4-b989-5492eafa07d3",
    allowed_methods: expect.arrayContaining(["POST", "PUT", "DELETE"]) as unknown,
  });
});

test("is guarded by its web ACL", () => {
  const { subject } = distribution();
  expect(subject.one("aws_cloudfront_distribution").get("web_acl_id")).toBe(
    subject.one("aws_wafv2_web_acl").ref("arn"),
  );
});

test("waits for an answer as long as CloudFront allows, but no longer than the load balancer's silence", () => {
  expect(
    distribution().subject.one("aws_cloudfront_distribution").get("origin.custom_origin_config.origin_read_timeout"),
  ).toBe(60);
});

test("uses the edge locations that are asked for", () => {
  const { subject } = distribution({ priceClass: "PriceClass_All" });
  expect(subject.one("aws_cloudfront_distribution").get("price_class")).toBe("PriceClass_All");
  expect(distribution().subject.one("aws_cloudfront_distribution").get("price_class")).toBe("PriceClass_100");
});

test("fails for a timeout that needs a raised quota", () => {
  const { problems } = distribution({}, "public", { timeoutSeconds: 90 });
  expect(problems).toEqual([
    expect.stringContaining("distribution: api.timeoutSeconds: got 90, allowed 1 to 60; answer sooner"),
  ]);
});

test("reaches an internal load balancer through the VPC, with TLS 1.2", () => {
  const { subject } = distribution({}, "vpc-origin");
  const endpoint = subject.one("aws_cloudfront_vpc_origin").get("vpc_origin_endpoint_config");
  expect(endpoint).toEqual([
    expect.objectContaining({
      arn: subject.one("aws_lb").ref("arn"),
      origin_protocol_policy: "https-only",
      origin_ssl_protocols: [{ items: ["TLSv1.2"], quantity: 1 }],
    }),
  ]);
  const origin = subject.one("aws_cloudfront_distribution").list("origin")[0];
  expect(origin?.["vpc_origin_config"]).toMatchObject({
    vpc_origin_id: subject.one("aws_cloudfront_vpc_origin").ref("id"),
  });
  expect(origin?.["custom_origin_config"]).toBeUndefined();
});

test("needs no VPC origin for a public load balancer", () => {
  expect(distribution().subject.all("aws_cloudfront_vpc_origin")).toEqual([]);
});
