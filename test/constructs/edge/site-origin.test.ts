import type { Api } from "../../../src/constructs/edge/distribution";
import { Bucket } from "../../../src/constructs/storage/bucket";
import { behavior } from "../../support/assertions";
import { testDistribution } from "../../support/distribution";

function site(api: Partial<Api> = { paths: ["/api/*", "/ws"] }) {
  return testDistribution({
    props: (stack) => ({
      site: {
        bucket: new Bucket(stack, "frontend", { encryption: "s3-managed", purpose: "frontend" }),
        hashedAssets: ["/static/*"],
      },
      extraMetrics: true,
    }),
    api: () => api,
  });
}

test("the API's paths come before the site's, and everything else is the site's", () => {
  const { subject } = site();
  const ordered = subject.one("aws_cloudfront_distribution").list("ordered_cache_behavior");
  expect(ordered.map((each) => [each["path_pattern"], each["target_origin_id"]])).toEqual([
    ["/api/*", "load-balancer"],
    ["/ws", "load-balancer"],
    ["/static/*", "site"],
  ]);
  expect(behavior(subject, "*")?.["target_origin_id"]).toBe("site");
});

test("only this distribution reads the bucket", () => {
  const { subject } = site();
  const [allow] = subject
    .one("aws_s3_bucket_policy", "frontend")
    .statements()
    .filter(({ effect }) => effect === "Allow");
  expect([allow?.principal, allow?.actions]).toEqual([{ Service: "cloudfront.amazonaws.com" }, ["s3:GetObject"]]);
  expect(allow?.conditions).toEqual({
    StringEquals: { "AWS:SourceArn": subject.one("aws_cloudfront_distribution").ref("arn") },
  });
  const control = subject.one("aws_cloudfront_origin_access_control");
  expect([control.get("signing_behavior"), control.get("origin_access_control_origin_type")]).toEqual(["always", "s3"]);
});

test("files with a hash in their name are kept for a year, pages as they say", () => {
  const { subject } = site();
  const policy = subject.one("aws_cloudfront_cache_policy");
  expect([policy.get("default_ttl"), policy.get("max_ttl")]).toEqual([31_536_000, 31_536_000]);
  expect(behavior(subject, "/static/*")?.["cache_policy_id"]).toBe(policy.ref("id"));
  expect(behavior(subject, "*")?.["cache_policy_id"]).not.toBe(policy.ref("id"));
});

test.each([
  ["/", "/index.html"],
  ["/orders/42", "/index.html"],
  ["/v1.2/orders", "/index.html"],
  ["/static/main.1a2b.js", "/static/main.1a2b.js"],
  ["/robots.txt", "/robots.txt"],
])("at the edge, %s becomes %s", (uri, expected) => {
  const code = String(site().subject.one("aws_cloudfront_function").get("code"));
  const handler = new Function(`${code}; return handler;`)() as (event: object) => { uri: string };
  expect(handler({ request: { uri } }).uri).toBe(expected);
});

test("the cache hit rate is measured where that is asked for", () => {
  const { subject } = site();
  expect(subject.one("aws_cloudfront_monitoring_subscription").get("distribution_id")).toBe(
    subject.one("aws_cloudfront_distribution").ref("id"),
  );
});

test("a site needs paths that are the API's", () => {
  expect(site({}).problems).toEqual([
    expect.stringContaining(
      "distribution: api.paths: got nothing, allowed paths where there is a site, and none where",
    ),
  ]);
});
