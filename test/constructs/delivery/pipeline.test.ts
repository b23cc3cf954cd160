import { Pipeline, type PipelineProps } from "../../../src/constructs/delivery/pipeline";
import { build } from "../../support/construct";
import { testService } from "../../support/service";

function pipeline(source: Partial<PipelineProps["source"]> = {}) {
  return build((stack) => {
    const { key, logGroup, registry, cluster, service } = testService(stack, { deployment: "pipeline" });
    new Pipeline(stack, "pipeline", {
      source: { host: "GitHub", repository: "shop/api", branch: "main", ...source },
      registry,
      cluster,
      service,
      key,
      logGroup,
      accessLogs: { bucketName: "logs", region: "eu-central-1" },
    });
  });
}

test("a push to the branch starts it", () => {
  const [source] = pipeline().subject.one("aws_codepipeline").list("stage.action");
  expect(source?.["configuration"]).toMatchObject({
    FullRepositoryId: "shop/api",
    BranchName: "main",
    DetectChanges: "true",
  });
});

test("deploys the image of its build to the service", () => {
  const { subject } = pipeline();
  const [, build_, deploy] = subject
    .one("aws_codepipeline")
    .list("stage")
    .map(({ action }) => (action as Record<string, unknown>[])[0]);
  expect(deploy?.["input_artifacts"]).toEqual(build_?.["output_artifacts"]);
  expect(deploy?.["configuration"]).toMatchObject({
    ClusterName: subject.one("aws_ecs_cluster").ref("name"),
    ServiceName: subject.one("aws_ecs_service").ref("name"),
    FileName: "imagedefinitions.json",
  });
});

test("its artifacts are encrypted with the key and go after 30 days", () => {
  const { subject } = pipeline();
  expect(subject.one("aws_codepipeline").get("artifact_store.encryption_key")).toEqual({
    id: subject.one("aws_kms_key").ref("arn"),
    type: "KMS",
  });
  const [rule] = subject.one("aws_s3_bucket_lifecycle_configuration", "artifacts").list("rule");
  expect(rule?.["expiration"]).toEqual([{ days: 30 }]);
});

test("may change this service only, and hand out only the task's two roles, to ECS", () => {
  const { subject } = pipeline();
  const statements =
    subject
      .all("aws_iam_role_policy")
      .find(({ name }) => name === "pipeline_role_policy")
      ?.statements() ?? [];
  const update = statements.find(({ actions }) => actions.includes("ecs:UpdateService"));
  expect(update?.resources).toEqual([subject.one("aws_ecs_service").ref("id")]);
  const pass = statements.find(({ actions }) => actions.includes("iam:PassRole"));
  expect(pass?.resources).toEqual([
    subject.one("aws_iam_role", "api execution-role").ref("arn"),
    subject.one("aws_iam_role", "api task-role").ref("arn"),
  ]);
  expect(pass?.conditions).toEqual({ StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } });
});

test.each([
  [
    { repository: "https://github.com/shop/api.git" },
    'source.repository: got "https://github.com/shop/api.git", allowed "<owner>/<repository>"',
  ],
  [{ branch: "" }, 'source.branch: got "", allowed a branch'],
])("fails for %j", (wrong, message) => {
  const { problems } = pipeline(wrong);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});
