import { Role } from "../../../src/constructs/security/role";
import { Secret } from "../../../src/constructs/security/secret";
import type { Placement } from "../../../src/config/environment";
import { build, testKey } from "../../support/construct";

function secret(placement: Partial<Placement> = {}) {
  return build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    new Secret(stack, "api-key", { name: "API_KEY", description: "d", key: testKey(stack) }).grantRead(role);
  }, placement).subject;
}

test("is empty, encrypted, and can be brought back for 30 days", () => {
  const subject = secret();
  const created = subject.one("aws_secretsmanager_secret");
  expect(created.get("name")).toBe("shop/prod/API_KEY");
  expect(created.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(created.get("recovery_window_in_days")).toBe(30);
  expect(created.get("lifecycle.prevent_destroy")).toBe(true);
  expect(subject.all("aws_secretsmanager_secret_version")).toEqual([]);
});

test("frees its name at once where data is disposable", () => {
  expect(secret({ data: "disposable" }).one("aws_secretsmanager_secret").get("recovery_window_in_days")).toBe(0);
});

test("a reader gets this secret and its key, for reading", () => {
  const subject = secret();
  const [read, key] = subject.one("aws_iam_role_policy").statements();
  expect(read?.actions).toEqual(["secretsmanager:GetSecretValue"]);
  expect(read?.resources).toEqual([subject.one("aws_secretsmanager_secret").ref("arn")]);
  expect(key?.actions).toEqual(["kms:Decrypt"]);
});

test("a field of its JSON is named behind its ARN", () => {
  const { subject } = build((stack) => {
    const secret = new Secret(stack, "env", {
      name: "env",
      description: "d",
      key: testKey(stack),
      copyTo: ["eu-west-1"],
    });
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    const field = secret.field("PASSWORD");
    expect(field.valueFrom).toMatch(/:PASSWORD::$/);
    field.grantRead(role);
  });
  const secret = subject.one("aws_secretsmanager_secret");
  expect(subject.one("aws_iam_role_policy").statements()[0]?.resources).toEqual([secret.ref("arn")]);
  expect(secret.get("replica")).toEqual([{ region: "eu-west-1" }]);
});
