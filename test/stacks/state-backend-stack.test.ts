import { readStacks } from "../../src/template/template";
import { OUTPUT } from "../support/output";
import { Subject } from "../support/subject";

const NAME = "lintel-state-333333333333-us-east-1";
const subject = new Subject(readStacks(OUTPUT).filter(({ name }) => name === NAME));

test("the bucket is versioned, encrypted with the key, closed and TLS only", () => {
  expect(subject.one("aws_s3_bucket").get("bucket")).toBe("lintel-state-333333333333-us-east-1");
  expect(subject.one("aws_s3_bucket_versioning").get("versioning_configuration.status")).toBe("Enabled");
  const byDefault = subject
    .one("aws_s3_bucket_server_side_encryption_configuration")
    .get("rule.apply_server_side_encryption_by_default");
  expect(byDefault).toEqual({ sse_algorithm: "aws:kms", kms_master_key_id: subject.one("aws_kms_key").ref("arn") });
  expect(subject.one("aws_s3_bucket_public_access_block").get("restrict_public_buckets")).toBe(true);
  expect(
    subject
      .one("aws_s3_bucket_policy")
      .statements()
      .map(({ sid }) => sid),
  ).toEqual(["TlsOnly"]);
});

test("the lock table is what Terraform wants, restorable, protected and paid by request", () => {
  const table = subject.one("aws_dynamodb_table");
  expect(table.get("name")).toBe("lintel-state-locks");
  expect([table.get("hash_key"), table.list("attribute")]).toEqual(["LockID", [{ name: "LockID", type: "S" }]]);
  expect(table.get("point_in_time_recovery.enabled")).toBe(true);
  expect(table.get("deletion_protection_enabled")).toBe(true);
  expect(table.get("billing_mode")).toBe("PAY_PER_REQUEST");
});

test("the key has the alias that backend.tf.example names", () => {
  expect(subject.one("aws_kms_alias").get("name")).toBe("alias/lintel-state");
  expect(subject.one("aws_kms_key").get("enable_key_rotation")).toBe(true);
});

test("nothing of it can be destroyed by accident", () => {
  for (const type of ["aws_s3_bucket", "aws_dynamodb_table", "aws_kms_key"]) {
    expect(subject.one(type).get("lifecycle.prevent_destroy")).toBe(true);
  }
});

test("an old state can be brought back for a year", () => {
  expect(subject.one("aws_s3_bucket_lifecycle_configuration").list("rule")).toContainEqual(
    expect.objectContaining({ noncurrent_version_expiration: [{ noncurrent_days: 365 }] }),
  );
});
