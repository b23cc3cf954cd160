import { Key } from "../../../src/constructs/security/key";
import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";

function statementsOf(change: (key: Key) => void) {
  const { subject } = build((stack) => {
    change(new Key(stack, "key", { description: "d" }));
  });
  return subject.one("aws_kms_key").statements();
}

test("rotates, waits 30 days and can't be destroyed where data is protected", () => {
  const key = build((stack) => new Key(stack, "key", { description: "d" })).subject.one("aws_kms_key");
  expect(key.get("enable_key_rotation")).toBe(true);
  expect(key.get("deletion_window_in_days")).toBe(30);
  expect(key.get("lifecycle.prevent_destroy")).toBe(true);
});

test("goes after 7 days where data is disposable", () => {
  const { subject } = build((stack) => new Key(stack, "key", { description: "d" }), { data: "disposable" });
  expect(subject.one("aws_kms_key").get("deletion_window_in_days")).toBe(7);
  expect(subject.one("aws_kms_key").get("lifecycle.prevent_destroy")).toBe(false);
});

test("has an alias of the environment's name, or the one that is asked for", () => {
  const { subject } = build((stack) => {
    new Key(stack, "key", { description: "d" });
    new Key(stack, "other", { description: "d", alias: "shop-edge" });
  });
  expect(
    subject
      .all("aws_kms_alias")
      .map((alias) => alias.get("name"))
      .sort(),
  ).toEqual(["alias/shop-edge", "alias/shop-prod"]);
});

test("its policy leaves the decision to the account, and lets no service in by itself", () => {
  const statements = statementsOf(() => undefined);
  expect(statements.map(({ principal }) => principal)).toEqual([{ AWS: "arn:aws:iam::123456789012:root" }]);
});

test("lets CloudWatch Logs use it for log groups of its prefixes in this account and region", () => {
  const [, logs] = statementsOf((key) => key.allowLogGroups("/shop/", "/aws/x"));
  expect(logs?.principal).toEqual({ Service: "logs.eu-central-1.amazonaws.com" });
  expect(logs?.conditions).toEqual({
    ArnLike: {
      "kms:EncryptionContext:aws:logs:arn": [
        "arn:aws:logs:eu-central-1:123456789012:log-group:/shop/*",
        "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/x*",
      ],
    },
  });
});

test("lets alarms of this account publish to topics that it encrypts", () => {
  const [, alarms] = statementsOf((key) => key.allowAlarms());
  expect(alarms).toMatchObject({
    principal: { Service: "cloudwatch.amazonaws.com" },
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    conditions: { StringEquals: { "aws:SourceAccount": "123456789012" } },
  });
});

test("lets one trail of this account use it", () => {
  const [, ...trail] = statementsOf((key) => key.allowTrail("shop-prod"));
  expect(trail.flatMap(({ actions }) => actions)).toEqual(["kms:GenerateDataKey*", "kms:DescribeKey"]);
  for (const { conditions } of trail) {
    expect(conditions["StringEquals"]).toEqual({
      "aws:SourceArn": "arn:aws:cloudtrail:eu-central-1:123456789012:trail/shop-prod",
    });
  }
});

test.each([
  ["read", ["kms:Decrypt"]],
  ["read-write", ["kms:Decrypt", "kms:GenerateDataKey"]],
] as const)("lets a role %s through one service only", (access, actions) => {
  const { subject } = build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    new Key(stack, "key", { description: "d" }).grantThrough(role, "s3", access);
  });
  const [statement] = subject.one("aws_iam_role_policy").statements();
  expect(statement?.actions).toEqual(actions);
  expect(statement?.resources).toEqual([subject.one("aws_kms_key").ref("arn")]);
  expect(statement?.conditions).toEqual({ StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } });
});
