import { Bucket } from "../../../src/constructs/storage/bucket";
import { behavior } from "../../support/assertions";
import { testDistribution } from "../../support/distribution";

function files(keepSeconds = 3600) {
  return testDistribution({
    props: (stack) => ({
      files: {
        bucket: new Bucket(stack, "static", { encryption: "s3-managed", purpose: "static" }),
        paths: ["/static/*"],
        keepSeconds,
      },
    }),
  });
}

test("some paths are the bucket's, and everything else is the API's", () => {
  const { subject } = files();
  expect(behavior(subject, "/static/*")?.["target_origin_id"]).toBe("files");
  expect(behavior(subject, "*")?.["target_origin_id"]).toBe("load-balancer");
});

test("a file is kept as long as was said, where it does not say itself", () => {
  const { subject } = files();
  const policy = subject.one("aws_cloudfront_cache_policy");
  expect([policy.get("min_ttl"), policy.get("default_ttl")]).toEqual([0, 3600]);
  expect(behavior(subject, "/static/*")?.["cache_policy_id"]).toBe(policy.ref("id"));
  expect(files(1e6).subject.one("aws_cloudfront_cache_policy").get("max_ttl")).toBe(1e6);
});

test("only this distribution reads the bucket, and its CORS rules get to see the page that asks", () => {
  const { subject } = files();
  const [allow] = subject
    .one("aws_s3_bucket_policy", "static")
    .statements()
    .filter(({ effect }) => effect === "Allow");
  expect(allow?.conditions).toEqual({
    StringEquals: { "AWS:SourceArn": subject.one("aws_cloudfront_distribution").ref("arn") },
  });
  const headers = subject
    .one("aws_cloudfront_cache_policy")
    .get("parameters_in_cache_key_and_forwarded_to_origin.headers_config.headers.items");
  expect(headers).toEqual(["Origin"]);
});

test("fails for a time that is none", () => {
  expect(files(-1).problems).toEqual([
    expect.stringContaining("distribution/files: keepSeconds: got -1, allowed a whole"),
  ]);
});
