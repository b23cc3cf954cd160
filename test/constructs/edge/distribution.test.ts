import { Certificate } from "../../../src/constructs/edge/certificate";
import { Distribution, type DistributionProps } from "../../../src/constructs/edge/distribution";
import { WebAcl } from "../../../src/constructs/edge/web-acl";
import { LogBucket } from "../../../src/constructs/storage/log-bucket";
import { build, testKey } from "../../support/construct";

function distribution(props: Partial<DistributionProps> = {}) {
  return build(
    (stack) => {
      new Distribution(stack, "distribution", {
        domain: "shop.example.com",
        certificate: new Certificate(stack, "certificate", { domain: "shop.example.com", hostedZoneId: "Z123" }),
        originDomain: "origin.example.com",
        webAcl: new WebAcl(stack, "web-acl", {
          rateLimit: { requests: 100, windowSeconds: 60 },
          managedRules: [],
          key: testKey(stack),
          logRetentionDays: 30,
        }),
        accessLogs: new LogBucket(stack, "access", { retentionDays: 30 }),
        ...props,
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
  const { problems } = distribution({ originTimeoutSeconds: 90 });
  expect(problems).toEqual([
    expect.stringContaining("distribution: originTimeoutSeconds: got 90, allowed 1 to 60; answer sooner"),
  ]);
});
