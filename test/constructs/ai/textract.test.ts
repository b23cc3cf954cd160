import { grantReadDocuments } from "../../../src/constructs/ai/textract";
import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";

test("documents may be read at once, and nothing else of Textract may be done", () => {
  const { subject } = build((stack) => {
    grantReadDocuments(new Role(stack, "role", { name: "app", description: "d", assumedBy: "lambda.amazonaws.com" }));
  });
  const [statement] = subject.one("aws_iam_role_policy").statements();
  expect(statement?.actions).toEqual(["textract:AnalyzeDocument", "textract:DetectDocumentText"]);
});
