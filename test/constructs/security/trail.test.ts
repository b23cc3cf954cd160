import { Trail, trailName } from "../../../src/constructs/security/trail";
import { build, testKey } from "../../support/construct";

function trail(retentionDays: number) {
  return build((stack) => {
    const key = testKey(stack);
    key.allowTrail(trailName(stack));
    new Trail(stack, "trail", { key, accessLogs: { bucketName: "logs", region: "eu-central-1" }, retentionDays });
  }).subject;
}

test("records management events of all regions, signed and encrypted", () => {
  const subject = trail(365);
  const created = subject.one("aws_cloudtrail");
  expect(created.get("is_multi_region_trail")).toBe(true);
  expect(created.get("enable_log_file_validation")).toBe(true);
  expect(created.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(created.list("advanced_event_selector").map(({ name }) => name)).toEqual(["Management events"]);
});

test("its bucket admits this trail only, and the key the same one", () => {
  const subject = trail(365);
  const source = `arn:aws:cloudtrail:eu-central-1:123456789012:trail/${String(subject.one("aws_cloudtrail").get("name"))}`;
  const bucket = subject
    .one("aws_s3_bucket_policy")
    .statements()
    .filter(({ effect }) => effect === "Allow");
  const key = subject
    .one("aws_kms_key")
    .statements()
    .filter(({ sid }) => sid.startsWith("Trail"));
  expect([...bucket, ...key]).toHaveLength(4);
  for (const { conditions } of [...bucket, ...key]) expect(conditions["StringEquals"]?.["aws:SourceArn"]).toBe(source);
});

test("waits for the policy of its bucket", () => {
  expect(trail(365).one("aws_cloudtrail").get("depends_on")).toEqual(["aws_s3_bucket_policy.trail_events_policy"]);
});

test.each([
  [365, [{ days: 90, storage_class: "GLACIER_IR" }]],
  [90, undefined],
])("files kept for %i days move to %j", (days, transition) => {
  const rule = trail(days)
    .one("aws_s3_bucket_lifecycle_configuration")
    .list("rule")
    .find(({ id }) => id === "retain");
  expect(rule?.["transition"]).toEqual(transition);
  expect(rule?.["expiration"]).toEqual([{ days }]);
});
