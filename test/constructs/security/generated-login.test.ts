import { GeneratedLogin } from "../../../src/constructs/security/generated-login";
import { Role } from "../../../src/constructs/security/role";
import { build, testKey } from "../../support/construct";

function login(version = 1) {
  return build((stack) => {
    const created = new GeneratedLogin(stack, "login", {
      name: "database",
      username: "admin",
      key: testKey(stack),
      version,
      copyTo: ["eu-west-1"],
    });
    created.grantRead(new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }));
  });
}

test("the password is handed on as an ephemeral value to a write-only argument", () => {
  const { subject } = login(2);
  const value = subject.one("aws_secretsmanager_secret_version");
  expect(value.get("secret_string")).toBeUndefined();
  expect(value.get("secret_string_wo")).toContain("ephemeral.aws_secretsmanager_random_password.login.random_password");
  expect(value.get("secret_string_wo_version")).toBe(2);
  expect(subject.one("aws_secretsmanager_secret").get("replica")).toEqual([{ region: "eu-west-1" }]);
  expect(subject.requiredVersions()).toEqual([">= 1.11.0"]);
});

test("a role that may read it reads this secret", () => {
  const { subject } = login();
  const [statement] = subject.one("aws_iam_role_policy").statements();
  expect(statement?.resources).toEqual([subject.one("aws_secretsmanager_secret").ref("arn")]);
});

test("a version that Terraform could not count is refused", () => {
  expect(login(0).problems[0]).toContain("login: version: got 0, allowed a whole number from 1");
});
