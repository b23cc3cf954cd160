import { all, allowed, everywhere, exists, setting, statementsOf, that } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const TASK = "api task-role";

/** IAM, keys, audit. */
export const security: Record<string, Assertion> = {
  "HH-011": all(
    that(
      (s) => {
        const actions = statementsOf(s, TASK).flatMap((each) => each.actions);
        expect(actions).toEqual(expect.arrayContaining(["bedrock:InvokeModel", "polly:SynthesizeSpeech"]));
      },
      (e) =>
        e.statements("aws_iam_role_policy", TASK, (statements) => {
          for (const each of statements) if (each["Sid"] === "SynthesizeSpeech") each["Action"] = "polly:ListLexicons";
        }),
    ),
  ),
  "HH-027": all(
    exists("aws_cloudtrail"),
    setting("aws_cloudtrail", undefined, "is_multi_region_trail", true),
    setting("aws_cloudtrail", undefined, "enable_log_file_validation", true),
  ),
  "HH-029": everywhere("aws_kms_key", undefined, "enable_key_rotation", true),
  "HH-093": that(
    (s) => {
      const statements = statementsOf(s, TASK).filter(({ actions }) =>
        actions.some((each) => each.startsWith("bedrock:Invoke")),
      );
      const resources = statements.flatMap((each) => each.resources);
      expect(resources.length).toBeGreaterThan(0);
      for (const resource of resources) expect(resource).toMatch(/:(inference-profile|foundation-model)\/[\w.:-]+$/);
      // Each model of another region can be asked through the profile only.
      for (const each of statements) {
        if (each.resources.some((resource) => resource.includes("foundation-model"))) {
          expect(String(each.conditions["StringEquals"]?.["bedrock:InferenceProfileArn"])).toMatch(
            /:inference-profile\//,
          );
        }
      }
      const retrieve = statementsOf(s, TASK).filter(({ actions }) => actions.includes("bedrock:Retrieve"));
      const bases = s.all("aws_bedrockagent_knowledge_base").map((each) => each.ref("arn"));
      expect(retrieve.flatMap((each) => each.resources)).toEqual(bases);
    },
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements) if (each["Sid"] === "InvokeProfile") each["Resource"] = "*";
      }),
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements) if (each["Sid"] === "InvokeModelThroughProfile") each["Condition"] = {};
      }),
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements) if (each["Sid"] === "SearchKnowledge") each["Resource"] = "*";
      }),
  ),
  "HH-094": alone("polly:SynthesizeSpeech"),
  "HH-095": all(
    alone("transcribe:StartStreamTranscription"),
    allowed(TASK, "transcribe:StartStreamTranscription", () => ["*"]),
  ),
  "HH-096": allowed(TASK, "s3:PutObject", (s) => [`${s.one("aws_s3_bucket", "uploads").ref("arn")}/*`]),
  "HH-097": allowed(TASK, "s3:GetObject", (s) => [`${s.one("aws_s3_bucket", "uploads").ref("arn")}/*`]),
  "HH-098": all(
    allowed(TASK, "secretsmanager:GetSecretValue", (s) => [s.one("aws_secretsmanager_secret", "settings").ref("arn")]),
    allowed("api execution-role", "secretsmanager:GetSecretValue", (s) => [
      s.one("aws_secretsmanager_secret", "settings").ref("arn"),
    ]),
  ),
  "HH-099": allowed(TASK, "rds:DescribeDBClusters", (s) => [s.one("aws_rds_cluster").ref("arn")]),
  "HH-100": that(
    (s) => {
      const listed = [
        "bedrock:InvokeModel",
        "polly:SynthesizeSpeech",
        "transcribe:StartStreamTranscription",
        "s3:PutObject",
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "rds:DescribeDBClusters",
      ];
      const added = [
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "bedrock:Retrieve",
        "bedrock:InvokeModelWithResponseStream",
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        // Takes the place of a password.
        "elasticache:Connect",
      ];
      const actions = statementsOf(s, TASK).flatMap((each) => each.actions);
      expect(actions.filter((action) => ![...listed, ...added].includes(action))).toEqual([]);
      expect(listed.filter((action) => !actions.includes(action))).toEqual([]);
    },
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        statements.push({ Sid: "More", Effect: "Allow", Action: "s3:DeleteObject", Resource: "*" });
      }),
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements) if (each["Sid"] === "DescribeDatabase") each["Action"] = "kms:Decrypt";
      }),
  ),
};

/** One statement of the task's role holds this action and no other. */
function alone(action: string): Assertion {
  return that(
    (s) => {
      const found = statementsOf(s, TASK).filter(({ actions }) => actions.includes(action));
      expect(found.map(({ actions }) => actions)).toEqual([[action]]);
    },
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements)
          if (each["Action"] === action) each["Action"] = [action, `${action.split(":")[0]}:*`];
      }),
  );
}
