import { Detection, type DetectionSwitches } from "../../../src/constructs/security/detection";
import { LogBucket } from "../../../src/constructs/storage/log-bucket";
import { build, testKey } from "../../support/construct";

function detection(switches: DetectionSwitches) {
  return build((stack) => {
    const accessLogs = new LogBucket(stack, "access", { retentionDays: 30 });
    new Detection(stack, "detection", { ...switches, key: testKey(stack), accessLogs, retentionDays: 365 });
  });
}

const TYPES = {
  guardDuty: "aws_guardduty_detector",
  config: "aws_config_configuration_recorder",
  securityHub: "aws_securityhub_account",
  inspector: "aws_inspector2_enabler",
};

test("nothing is on that was not switched on", () => {
  const { subject } = detection({});
  for (const type of Object.values(TYPES)) expect(subject.all(type)).toEqual([]);
});

test.each(Object.keys(TYPES))("%s is on where it is switched on, and what needs no other is alone", (name) => {
  const needed = name === "securityHub" ? { config: true } : {};
  const { subject } = detection({ ...needed, [name]: true });
  const on = Object.entries(TYPES).filter(([, type]) => subject.all(type).length > 0);
  expect(on.map(([each]) => each).sort()).toEqual([...Object.keys(needed), name].sort());
});

test("a recorder begins when it knows where to write, and Security Hub after it", () => {
  const { subject } = detection({ config: true, securityHub: true });
  const after = (type: string) => subject.one(type).get("depends_on");
  expect(after("aws_config_configuration_recorder_status")).toEqual(["aws_config_delivery_channel.detection_channel"]);
  expect(after("aws_config_delivery_channel")).toContain("aws_config_configuration_recorder.detection_recorder");
  expect(after("aws_securityhub_account")).toEqual(["aws_config_configuration_recorder_status.detection_recording"]);
});

test("the role of Config writes to its own bucket's folder of the account, and reads what AWS lets it read", () => {
  const { subject } = detection({ config: true });
  const write = subject
    .one("aws_iam_role_policy")
    .statements()
    .find(({ actions }) => actions.includes("s3:PutObject"));
  expect(write?.resources).toEqual([`${subject.one("aws_s3_bucket", "record").ref("arn")}/AWSLogs/123456789012/*`]);
  expect(subject.one("aws_iam_role_policy_attachment").get("policy_arn")).toMatch(/service-role\/AWS_ConfigRole$/);
  expect(subject.one("aws_config_delivery_channel").get("s3_kms_key_arn")).toBe(subject.one("aws_kms_key").ref("arn"));
});

test("fails for Security Hub without what it reads", () => {
  expect(detection({ securityHub: true }).problems).toEqual([
    "shop-prod-test/detection: securityHub: got true, allowed true together with config; " +
      "Security Hub's checks read what Config records: switch config on as well",
  ]);
});
