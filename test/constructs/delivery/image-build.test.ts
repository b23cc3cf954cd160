import { ImageBuild } from "../../../src/constructs/delivery/image-build";
import { Bucket } from "../../../src/constructs/storage/bucket";
import { build } from "../../support/construct";
import { testService } from "../../support/service";

const { subject } = build((stack) => {
  const { key, logGroup, registry } = testService(stack);
  const artifacts = new Bucket(stack, "artifacts", { encryption: key });
  new ImageBuild(stack, "build", { registry, artifacts, containerName: "app", key, logGroup });
});
const project = subject.one("aws_codebuild_project");

test("may run Docker and pushes to the registry", () => {
  expect(project.get("environment.privileged_mode")).toBe(true);
  const variables = project.list("environment.environment_variable");
  expect(variables).toContainEqual({
    name: "REPOSITORY_URL",
    value: subject.one("aws_ecr_repository").ref("repository_url"),
  });
  expect(variables).toContainEqual({ name: "CONTAINER", value: "app" });
});

test("its commands hold nothing that Terraform would take for a reference", () => {
  expect(String(project.get("source.buildspec"))).not.toMatch(/[$%]\{/);
});

test("builds a commit once, because a tag can't be overwritten", () => {
  expect(String(project.get("source.buildspec"))).toMatch(/describe-images[\s\S]*was built before[\s\S]*docker push/);
});

test("hands the image over in the file that the deployment reads", () => {
  expect(String(project.get("source.buildspec"))).toContain(`> ${ImageBuild.IMAGE_FILE}`);
});

test("reads and writes its artifacts and nothing else in S3", () => {
  const bucket = subject.one("aws_s3_bucket", "artifacts").ref("arn");
  const s3 =
    subject
      .all("aws_iam_role_policy")
      .find(({ name }) => name === "build_role_policy")
      ?.statements()
      .filter(({ actions }) => actions.some((action) => action.startsWith("s3:"))) ?? [];
  expect(s3.length).toBeGreaterThan(0);
  for (const { resources } of s3) expect([[bucket], [`${bucket}/*`]]).toContainEqual(resources);
});

test("for blue/green it makes the revision and what gets requests, from the newest revision", () => {
  const { subject: built } = build((stack) => {
    const { key, logGroup, registry } = testService(stack);
    const artifacts = new Bucket(stack, "artifacts", { encryption: key });
    const blueGreen = { family: "shop-prod-api", containerPort: 8080 };
    new ImageBuild(stack, "build", { registry, artifacts, containerName: "app", key, logGroup, blueGreen });
  });
  const spec = String(built.one("aws_codebuild_project").get("source.buildspec"));
  expect(spec).toContain('aws ecs describe-task-definition --task-definition "$TASK_FAMILY"');
  expect(spec).toContain('"LoadBalancerInfo":{"ContainerName":"app","ContainerPort":8080}');
  expect(spec).not.toMatch(/[$%]\{/);
  const actions = built
    .one("aws_iam_role_policy", "build")
    .statements()
    .flatMap((each) => each.actions);
  expect(actions).toContain("ecs:DescribeTaskDefinition");
});
