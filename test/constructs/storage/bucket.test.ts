import { Bucket, type BucketProps } from "../../../src/constructs/storage/bucket";
import { Role } from "../../../src/constructs/security/role";
import type { Placement } from "../../../src/config/environment";
import { build, testKey } from "../../support/construct";

function bucket(props: Partial<BucketProps> = {}, placement: Partial<Placement> = {}) {
  return build((stack) => {
    new Bucket(stack, "documents", { purpose: "documents", encryption: testKey(stack), ...props });
  }, placement);
}

test("is encrypted with the key, versioned, closed to the public and owned by the account", () => {
  const { subject } = bucket();
  const byDefault = "rule.apply_server_side_encryption_by_default";
  const encryption = subject.one("aws_s3_bucket_server_side_encryption_configuration");
  expect(encryption.get(`${byDefault}.sse_algorithm`)).toBe("aws:kms");
  expect(encryption.get(`${byDefault}.kms_master_key_id`)).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(encryption.get("rule.bucket_key_enabled")).toBe(true);
  expect(subject.one("aws_s3_bucket_versioning").get("versioning_configuration.status")).toBe("Enabled");
  const access = subject.one("aws_s3_bucket_public_access_block");
  for (const flag of ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]) {
    expect(access.get(flag)).toBe(true);
  }
  expect(subject.one("aws_s3_bucket_ownership_controls").get("rule.object_ownership")).toBe("BucketOwnerEnforced");
});

test("is spoken to over TLS only", () => {
  const [deny] = bucket().subject.one("aws_s3_bucket_policy").statements();
  expect(deny).toMatchObject({ effect: "Deny", principal: { AWS: "*" }, actions: ["s3:*"] });
  expect(deny?.conditions).toEqual({ Bool: { "aws:SecureTransport": "false" } });
});

test("a log bucket can be encrypted by S3 itself", () => {
  const encryption = bucket({ encryption: "s3-managed" }).subject.one(
    "aws_s3_bucket_server_side_encryption_configuration",
  );
  expect(encryption.get("rule.apply_server_side_encryption_by_default")).toEqual({ sse_algorithm: "AES256" });
});

test("protected data stays when the bucket is to be destroyed, disposable data goes", () => {
  const kept = bucket().subject.one("aws_s3_bucket");
  expect([kept.get("force_destroy"), kept.get("lifecycle.prevent_destroy")]).toEqual([false, true]);
  const gone = bucket({}, { data: "disposable" }).subject.one("aws_s3_bucket");
  expect([gone.get("force_destroy"), gone.get("lifecycle.prevent_destroy")]).toEqual([true, false]);
});

test("ends unfinished uploads and old versions, after the bucket has versions", () => {
  const lifecycle = bucket({ keepOldVersionsDays: 5 }).subject.one("aws_s3_bucket_lifecycle_configuration");
  expect(lifecycle.list("rule")).toEqual([
    expect.objectContaining({
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      noncurrent_version_expiration: [{ noncurrent_days: 5 }],
    }),
  ]);
  expect(lifecycle.get("depends_on")).toEqual(["aws_s3_bucket_versioning.documents_versioning"]);
});

test("moves and deletes what a rule says", () => {
  const lifecycleRules = [
    { id: "temp", prefix: "temp/", intelligentTieringAfterDays: 1, glacierAfterDays: 30, expireAfterDays: 90 },
  ];
  const [rule] = bucket({ lifecycleRules }).subject.one("aws_s3_bucket_lifecycle_configuration").list("rule");
  expect(rule).toEqual({
    id: "temp",
    status: "Enabled",
    filter: [{ prefix: "temp/" }],
    transition: [
      { days: 1, storage_class: "INTELLIGENT_TIERING" },
      { days: 30, storage_class: "GLACIER_IR" },
    ],
    expiration: [{ days: 90 }],
  });
});

test("writes access logs below its purpose, where it is told to", () => {
  const logging = bucket({ accessLogs: { bucketName: "logs", region: "eu-central-1" } }).subject.one(
    "aws_s3_bucket_logging",
  );
  expect([logging.get("target_bucket"), logging.get("target_prefix")]).toEqual(["logs", "s3/documents/"]);
  expect(bucket().subject.all("aws_s3_bucket_logging")).toEqual([]);
});

test("a role that reads and writes can't delete", () => {
  const { subject } = build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    new Bucket(stack, "documents", { encryption: testKey(stack) }).grantReadWrite(role);
  });
  const arn = subject.one("aws_s3_bucket").ref("arn");
  const statements = subject.one("aws_iam_role_policy").statements();
  expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
    [["s3:ListBucket"], [arn]],
    [["s3:GetObject", "s3:PutObject"], [`${arn}/*`]],
    [["kms:Decrypt", "kms:GenerateDataKey"], [subject.one("aws_kms_key").ref("arn")]],
  ]);
});

test("fails for a rule that deletes before it moves", () => {
  const { problems } = bucket({ lifecycleRules: [{ id: "x", glacierAfterDays: 90, expireAfterDays: 30 }] });
  expect(problems).toEqual([
    "shop-prod-test/documents: lifecycleRules.x.expireAfterDays: got 30, allowed more than 90, the age at which objects are moved; delete later or move earlier",
  ]);
});

test("pages of the named origins may talk to it", () => {
  const cors = { origins: ["https://shop.example.com"], methods: ["PUT"] } as const;
  const [rule] = bucket({ cors }).subject.one("aws_s3_bucket_cors_configuration").list("cors_rule");
  expect([rule?.["allowed_origins"], rule?.["allowed_methods"]]).toEqual([["https://shop.example.com"], ["PUT"]]);
  expect(bucket().subject.all("aws_s3_bucket_cors_configuration")).toEqual([]);
});

test("old versions move to an archive before they go", () => {
  const props = { archiveOldVersionsAfterDays: 30, keepOldVersionsDays: 365 };
  const [rule] = bucket(props).subject.one("aws_s3_bucket_lifecycle_configuration").list("rule");
  expect(rule?.["noncurrent_version_transition"]).toEqual([{ noncurrent_days: 30, storage_class: "GLACIER_IR" }]);
  expect(rule?.["noncurrent_version_expiration"]).toEqual([{ noncurrent_days: 365 }]);
});

test("counts requests under the filter that its metrics name", () => {
  const { subject } = build((stack) => {
    const created = new Bucket(stack, "documents", { encryption: testKey(stack), requestMetrics: true });
    expect(created.metric("4xxErrors").dimensions["FilterId"]).toBe("EntireBucket");
  });
  expect(subject.one("aws_s3_bucket_metric").get("name")).toBe("EntireBucket");
});

test("a name that is given is taken", () => {
  expect(bucket({ bucketName: "shop-files" }).subject.one("aws_s3_bucket").get("bucket")).toBe("shop-files");
});

test("who brings a site up to date writes and deletes, but does not read", () => {
  const { subject } = build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "codebuild.amazonaws.com" });
    new Bucket(stack, "site", { encryption: "s3-managed" }).grantSync(role);
  });
  const actions = subject
    .one("aws_iam_role_policy")
    .statements()
    .flatMap((statement) => statement.actions);
  expect(actions.sort()).toEqual(["s3:DeleteObject", "s3:ListBucket", "s3:PutObject"]);
});

test.each<[Partial<BucketProps>, string]>([
  [{ cors: { origins: ["*"], methods: ["GET"] } }, 'cors.origins: got "*", allowed scheme and host'],
  [{ cors: { origins: ["https://a.example.com/x"], methods: ["GET"] } }, 'cors.origins: got "https://a.example.com/x"'],
  [{ bucketName: "Shop" }, 'bucketName: got "Shop", allowed 3 to 63 lower-case letters'],
  [{ bucketName: "10.0.0.1" }, 'bucketName: got "10.0.0.1"'],
  [
    { archiveOldVersionsAfterDays: 30 },
    "archiveOldVersionsAfterDays: got 30, allowed less than 30 (keepOldVersionsDays)",
  ],
  [
    { accessLogs: { bucketName: "logs", region: "eu-west-1" } },
    'accessLogs: got "eu-west-1", allowed a log bucket in eu-central-1, where this bucket is',
  ],
])("refuses %j", (props, message) => {
  const { problems } = bucket(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`shop-prod-test/documents: ${message}`);
});

test("who may read may list and read, and decrypt what is read", () => {
  const { subject } = build((stack) => {
    const files = new Bucket(stack, "files", { encryption: testKey(stack) });
    files.grantRead(
      new Role(stack, "reader", { name: "reader", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }),
    );
  });
  const statements = subject.one("aws_iam_role_policy").statements();
  expect(statements.map(({ actions }) => actions)).toEqual([["s3:ListBucket"], ["s3:GetObject"], ["kms:Decrypt"]]);
});

test("fails for a move to Infrequent Access before S3 makes one", () => {
  const { problems } = build((stack) => {
    const lifecycleRules = [{ id: "old", infrequentAccessAfterDays: 10 }];
    new Bucket(stack, "files", { encryption: testKey(stack), lifecycleRules });
  });
  expect(problems).toEqual([
    expect.stringContaining("lifecycleRules.old.infrequentAccessAfterDays: got 10, allowed a whole number from 30"),
  ]);
});
