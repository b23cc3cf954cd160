import type { Role } from "../security/role";

/** Lets a role find text in pictures and PDFs with Textract. Only `*` is possible: a document is no resource of it. */
export function grantReadDocuments(role: Role): void {
  role.allow({
    sid: "ReadDocuments",
    actions: ["textract:AnalyzeDocument", "textract:DetectDocumentText"],
    resources: ["*"],
  });
}
