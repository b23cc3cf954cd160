import { LogBucket } from "../../../src/constructs/storage/log-bucket";
import { build } from "../../support/construct";

function logBucket(region = "eu-central-1") {
  return build((stack) => new LogBucket(stack, "access", { retentionDays: 30 }), { region }).subject;
}

test("is encrypted by S3, because load balancers write to no other", () => {
  const encryption = logBucket().one("aws_s3_bucket_server_side_encryption_configuration");
  expect(encryption.get("rule.apply_server_side_encryption_by_default.sse_algorithm")).toBe("AES256");
});

test("admits load balancers of this account, by service and in older regions by account", () => {
  const statements = logBucket()
    .one("aws_s3_bucket_policy")
    .statements()
    .filter(({ sid }) => sid.startsWith("LoadBalancer"));
  expect(statements.map(({ principal }) => principal)).toEqual([
    { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    { AWS: "arn:aws:iam::054676820928:root" },
  ]);
  for (const { resources } of statements)
    expect(resources).toEqual([expect.stringMatching(/\/alb\/AWSLogs\/123456789012\/\*$/)]);
});

test("a region that never had such an account has the service only", () => {
  const sids = logBucket("eu-central-2")
    .one("aws_s3_bucket_policy")
    .statements()
    .map(({ sid }) => sid);
  expect(sids.filter((sid) => sid.startsWith("LoadBalancer"))).toEqual(["LoadBalancerLogs"]);
});

test("admits CloudFront's log delivery, which lives in us-east-1, and other buckets of the account", () => {
  const statements = logBucket().one("aws_s3_bucket_policy").statements();
  const cloudFront = statements.find(({ sid }) => sid === "CloudFrontLogs");
  expect(cloudFront?.conditions["ArnLike"]).toEqual({
    "aws:SourceArn": "arn:aws:logs:us-east-1:123456789012:delivery-source:*",
  });
  expect(cloudFront?.conditions["StringEquals"]).toEqual({
    "aws:SourceAccount": "123456789012",
    "s3:x-amz-acl": "bucket-owner-full-control",
  });
  const buckets = statements.find(({ sid }) => sid === "BucketLogs");
  expect(buckets?.conditions).toEqual({ StringEquals: { "aws:SourceAccount": "123456789012" } });
});

test("lets nobody write without naming the account", () => {
  const allowed = logBucket()
    .one("aws_s3_bucket_policy")
    .statements()
    .filter(({ effect }) => effect === "Allow");
  for (const statement of allowed) expect(JSON.stringify(statement)).toContain("123456789012");
});

test("deletes log files after their time", () => {
  const rules = logBucket().one("aws_s3_bucket_lifecycle_configuration").list("rule");
  expect(rules[0]?.["expiration"]).toEqual([{ days: 30 }]);
});

test("old logs move where storage is cheaper, before they go", () => {
  const { subject } = build((stack) => {
    new LogBucket(stack, "access", { retentionDays: 90, infrequentAccessAfterDays: 30 });
  });
  const [expire] = subject.one("aws_s3_bucket_lifecycle_configuration").list("rule");
  expect([expire?.["transition"], expire?.["expiration"]]).toEqual([
    [{ days: 30, storage_class: "STANDARD_IA" }],
    [{ days: 90 }],
  ]);
});
