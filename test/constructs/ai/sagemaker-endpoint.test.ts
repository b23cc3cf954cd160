import { grantInvokeEndpoint } from "../../../src/constructs/ai/sagemaker-endpoint";
import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";

function granted(name: string) {
  return build((stack) => {
    grantInvokeEndpoint(
      new Role(stack, "role", { name: "app", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }),
      name,
    );
  });
}

test("one endpoint may be asked, and no other", () => {
  const [statement] = granted("Reranker").subject.one("aws_iam_role_policy").statements();
  // SageMaker's ARNs are lower case.
  expect(statement?.resources).toEqual(["arn:aws:sagemaker:eu-central-1:123456789012:endpoint/reranker"]);
});

test("fails for a pattern in place of a name", () => {
  expect(granted("*").problems).toEqual([
    expect.stringContaining('sagemakerEndpoint: got "*", allowed 1 to 63 letters'),
  ]);
});
