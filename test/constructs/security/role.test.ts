import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";

function role(sourceArns?: string[]) {
  return build((stack) => {
    new Role(stack, "role", {
      name: "task",
      description: "d",
      assumedBy: "ecs-tasks.amazonaws.com",
      ...(sourceArns ? { sourceArns } : {}),
    });
  }).subject;
}

test("is taken by its service for this account only", () => {
  const [trust] = role().one("aws_iam_role").statements("assume_role_policy");
  expect(trust?.principal).toEqual({ Service: "ecs-tasks.amazonaws.com" });
  expect(trust?.conditions).toEqual({ StringEquals: { "aws:SourceAccount": "123456789012" } });
});

test("is taken for the named resources only, where they are named", () => {
  const [trust] = role(["arn:aws:ecs:*"]).one("aws_iam_role").statements("assume_role_policy");
  expect(trust?.conditions["ArnLike"]).toEqual({ "aws:SourceArn": ["arn:aws:ecs:*"] });
});

test("can do nothing until something is allowed", () => {
  expect(role().all("aws_iam_role_policy")).toEqual([]);
});

test("what is allowed stands in one policy of the role", () => {
  const { subject } = build((stack) => {
    const created = new Role(stack, "role", { name: "task", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    created.allow({ sid: "A", actions: ["s3:GetObject"], resources: ["a"] });
    created.allow({ sid: "B", actions: ["s3:PutObject"], resources: ["b"] });
  });
  expect(
    subject
      .one("aws_iam_role_policy")
      .statements()
      .map(({ sid }) => sid),
  ).toEqual(["A", "B"]);
});

test("a token takes it on its conditions", () => {
  const { subject } = build((stack) => {
    const conditions = { StringEquals: { "token.example.com:sub": "me" } };
    new Role(stack, "role", { name: "r", description: "d", assumedBy: { providerArn: "arn:provider", conditions } });
  });
  const [trust] = subject.one("aws_iam_role").statements("assume_role_policy");
  expect(trust).toMatchObject({
    principal: { Federated: "arn:provider" },
    actions: ["sts:AssumeRoleWithWebIdentity"],
    conditions: { StringEquals: { "token.example.com:sub": "me" } },
  });
});

test("a service that does not say in whose name it acts is not asked", () => {
  const { subject } = build((stack) => {
    new Role(stack, "role", { name: "r", description: "d", assumedBy: "s3.amazonaws.com", sourceArns: "unchecked" });
  });
  expect(subject.one("aws_iam_role").statements("assume_role_policy")[0]?.conditions).toEqual({});
});
