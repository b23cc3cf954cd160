import { Bucket } from "../../../src/constructs/storage/bucket";
import { behavior } from "../../support/assertions";
import { testDistribution as distribution } from "../../support/distribution";

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
  const { subject } = distribution({ props: () => ({ priceClass: "PriceClass_All" }) });
  expect(subject.one("aws_cloudfront_distribution").get("price_class")).toBe("PriceClass_All");
  expect(distribution().subject.one("aws_cloudfront_distribution").get("price_class")).toBe("PriceClass_100");
});

test("fails for a timeout that needs a raised quota", () => {
  const { problems } = distribution({ api: () => ({ timeoutSeconds: 90 }) });
  expect(problems).toEqual([
    expect.stringContaining("distribution: api.timeoutSeconds: got 90, allowed 1 to 60; answer sooner"),
  ]);
});

test("reaches an internal load balancer through the VPC, with TLS 1.2", () => {
  const { subject } = distribution({ loadBalancer: { exposure: "vpc-origin" } });
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

test("without a name of its own it has CloudFront's, and CloudFront's certificate", () => {
  const { subject } = distribution({ props: () => ({ viewers: undefined, webAcl: undefined }) });
  const created = subject.one("aws_cloudfront_distribution");
  expect(created.get("viewer_certificate")).toEqual({ cloudfront_default_certificate: true });
  expect([created.get("aliases"), created.get("web_acl_id")]).toEqual([undefined, undefined]);
  expect(created.get("default_cache_behavior.viewer_protocol_policy")).toBe("redirect-to-https");
});

test("reaches a load balancer without a certificate over plain HTTP", () => {
  const { subject } = distribution({ loadBalancer: { certificate: undefined } });
  expect(subject.one("aws_cloudfront_distribution").get("origin.custom_origin_config.origin_protocol_policy")).toBe(
    "http-only",
  );
});

const withFallback = (page: string, cachedPaths = ["/public/*", "/assets/*"]) =>
  distribution({
    api: (stack) => ({
      cachedPaths,
      fallback: { page, bucket: new Bucket(stack, "fallback", { encryption: "s3-managed", purpose: "fallback" }) },
    }),
  });

test("files that are the same for everybody are kept; a bucket answers for them when the API can't", () => {
  const { subject } = withFallback("/public/sorry.html");
  const created = subject.one("aws_cloudfront_distribution");
  const [group] = created.list("origin_group");
  expect(group?.["member"]).toEqual([{ origin_id: "load-balancer" }, { origin_id: "fallback" }]);
  expect(behavior(subject, "/public/*")).toMatchObject({
    target_origin_id: group?.["origin_id"],
    cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    allowed_methods: ["GET", "HEAD", "OPTIONS"],
  });
  // S3 refuses a request that names another host.
  expect(behavior(subject, "/public/*")).not.toHaveProperty("origin_request_policy_id");
  expect(behavior(subject, "*")?.["target_origin_id"]).toBe("load-balancer");
  expect(created.list("custom_error_response").map((each) => each["error_code"])).toEqual([502, 503, 504]);
  const statements = subject.one("aws_s3_bucket_policy", "fallback").statements();
  expect(statements.map(({ sid }) => sid)).toContain("DistributionReads");
});

test.each(["/sorry.html", "/publicity/sorry.html"])("fails for the page %s, which no cached path leads to", (page) => {
  expect(withFallback(page).problems).toEqual([
    expect.stringContaining(
      `distribution: api.fallback.page: got "${page}", allowed a file below one of the cached paths (/public/*, /assets/*)`,
    ),
  ]);
});
