import { BedrockModel } from "../../../src/constructs/ai/bedrock-model";
import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";

function granted(model: BedrockModel) {
  const { subject } = build((stack) => {
    model.grantInvoke(new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }));
  });
  return subject.one("aws_iam_role_policy").statements();
}

test("a model without a profile is called in its own region", () => {
  const model = new BedrockModel("amazon.titan-embed-text-v2:0");
  expect(model.invocationId).toBe("amazon.titan-embed-text-v2:0");
  expect(granted(model).map(({ resources }) => resources)).toEqual([
    ["arn:aws:bedrock:eu-central-1::foundation-model/amazon.titan-embed-text-v2:0"],
  ]);
});

test("a model with a profile is called through it, and through it only", () => {
  const model = new BedrockModel("anthropic.m-v1:0", { geography: "eu", regions: ["eu-central-1", "eu-west-1"] });
  expect(model.invocationId).toBe("eu.anthropic.m-v1:0");
  const [profile, models] = granted(model);
  const arn = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.m-v1:0";
  expect(profile?.resources).toEqual([arn]);
  expect(models?.resources).toEqual([
    "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.m-v1:0",
    "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.m-v1:0",
  ]);
  expect(models?.conditions).toEqual({ StringEquals: { "bedrock:InferenceProfileArn": arn } });
});
