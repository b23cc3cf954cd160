import { grantStreamTranscription, grantSynthesizeSpeech } from "../../../src/constructs/ai/speech";
import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";

test("each grant is one action, on everything, because neither knows resources", () => {
  const { subject } = build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    grantSynthesizeSpeech(role);
    grantStreamTranscription(role);
  });
  const statements = subject.one("aws_iam_role_policy").statements();
  expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
    [["polly:SynthesizeSpeech"], ["*"]],
    [["transcribe:StartStreamTranscription"], ["*"]],
  ]);
});
