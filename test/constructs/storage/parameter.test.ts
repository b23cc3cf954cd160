import { Role } from "../../../src/constructs/security/role";
import { Parameter } from "../../../src/constructs/storage/parameter";
import { build } from "../../support/construct";

function parameter(value = "info") {
  return build((stack) => {
    const role = new Role(stack, "reader", { name: "reader", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    new Parameter(stack, "level", { name: "LOG_LEVEL", description: "How much is logged", value }).grantRead(role);
  });
}

test("has the path of its environment, and a value that anybody may know", () => {
  const created = parameter().subject.one("aws_ssm_parameter");
  expect([created.get("name"), created.get("type"), created.get("value")]).toEqual([
    "/shop/prod/LOG_LEVEL",
    "String",
    "info",
  ]);
});

test("a role that may read it may read nothing else", () => {
  const { subject } = parameter();
  const [read] = subject.one("aws_iam_role_policy").statements();
  expect([read?.actions, read?.resources]).toEqual([
    ["ssm:GetParameters"],
    [subject.one("aws_ssm_parameter").ref("arn")],
  ]);
});

test("fails for a value that Terraform would evaluate, and for none", () => {
  expect(parameter("${var.secret}").problems).toEqual([expect.stringContaining("level: value: got")]);
  expect(parameter("").problems).toEqual([expect.stringContaining('level: value: got ""')]);
});
