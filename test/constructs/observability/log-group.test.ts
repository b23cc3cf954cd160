import { LogGroup } from "../../../src/constructs/observability/log-group";
import { Role } from "../../../src/constructs/security/role";
import { build, testKey } from "../../support/construct";

function logGroup(retentionDays: number) {
  return build((stack) => new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays, key: testKey(stack) }));
}

test("is encrypted and forgets", () => {
  const { subject } = logGroup(30);
  const group = subject.one("aws_cloudwatch_log_group");
  expect(group.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(group.get("retention_in_days")).toBe(30);
});

test("fails for a retention that CloudWatch does not know", () => {
  expect(logGroup(31).problems).toEqual([
    expect.stringContaining("log: retentionDays: got 31, allowed one of 1, 3, 5, 7, 14, 30, 60"),
  ]);
});

test("who writes to it writes to its streams only", () => {
  const { subject } = build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays: 30, key: testKey(stack) }).grantWrite(role);
  });
  const [write] = subject.one("aws_iam_role_policy").statements();
  expect(write?.actions).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
  expect(write?.resources).toEqual([`${subject.one("aws_cloudwatch_log_group").ref("arn")}:*`]);
});
