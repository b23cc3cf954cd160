import { Task, type TaskProps } from "../../../src/constructs/compute/task";
import { SecurityGroup } from "../../../src/constructs/network/security-group";
import { LogGroup } from "../../../src/constructs/observability/log-group";
import { Secret } from "../../../src/constructs/security/secret";
import { FileSystem } from "../../../src/constructs/storage/file-system";
import { Registry } from "../../../src/constructs/storage/registry";
import type { LintelStack } from "../../../src/stacks/lintel-stack";
import type { Placement } from "../../../src/config/environment";
import { build, testKey } from "../../support/construct";
import { NETWORK, testService } from "../../support/service";

function task(props: (stack: LintelStack) => Partial<TaskProps> = () => ({}), placement: Partial<Placement> = {}) {
  return build((stack) => {
    const key = testKey(stack);
    const created = new Task(stack, "task", {
      name: "api",
      registry: new Registry(stack, "registry", { name: "api", key }),
      imageTag: "v1",
      cpu: 256,
      memoryMib: 512,
      logGroup: new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays: 30, key }),
      ...props(stack),
    });
    created.connectMounts(new SecurityGroup(stack, "client", { network: NETWORK, name: "client", description: "d" }));
  }, placement);
}

function app(subject: ReturnType<typeof task>["subject"]) {
  return (
    subject
      .one("aws_ecs_task_definition")
      .containers()
      .find(({ name }) => name === "app") ?? {}
  );
}

test("the image is a tag of the registry", () => {
  const { subject } = task();
  expect(app(subject)["image"]).toBe(`${subject.one("aws_ecr_repository").ref("repository_url")}:v1`);
});

test("the container can write to /tmp only, and logs to its group", () => {
  const { subject } = task();
  expect(app(subject)).toMatchObject({
    readonlyRootFilesystem: true,
    mountPoints: [{ sourceVolume: "scratch-tmp", containerPath: "/tmp", readOnly: false }],
    logConfiguration: { options: { "awslogs-group": subject.one("aws_cloudwatch_log_group").ref("name") } },
  });
  expect(subject.one("aws_ecs_task_definition").get("volume")).toEqual([{ name: "scratch-tmp" }]);
});

test("the task's own role can do nothing by itself", () => {
  const { subject } = task();
  expect(subject.all("aws_iam_role_policy").map(({ name }) => name)).toEqual(["task_execution-role_policy"]);
});

test("the execution role pulls, logs and reads the secrets that are injected", () => {
  const { subject } = task((stack) => ({
    secrets: { API_KEY: new Secret(stack, "api-key", { name: "API_KEY", description: "d", key: testKeyOf(stack) }) },
  }));
  expect(app(subject)["secrets"]).toEqual([
    { name: "API_KEY", valueFrom: subject.one("aws_secretsmanager_secret").ref("arn") },
  ]);
  const actions = subject
    .one("aws_iam_role_policy")
    .statements()
    .flatMap((statement) => statement.actions);
  expect(actions).toEqual(
    expect.arrayContaining(["ecr:BatchGetImage", "logs:PutLogEvents", "secretsmanager:GetSecretValue"]),
  );
});

test("variables stand in the order of their names, so that the same settings give the same revision", () => {
  const { subject } = task(() => ({ environment: { B: "2", A: "1" } }));
  expect(app(subject)["environment"]).toEqual([
    { name: "A", value: "1" },
    { name: "B", value: "2" },
  ]);
});

test("a file system is mounted over TLS with IAM, reached, and written to only where that is asked for", () => {
  const { subject } = task((stack) => ({
    mounts: [
      {
        fileSystem: new FileSystem(stack, "files", {
          network: NETWORK,
          name: "files",
          key: testKeyOf(stack),
          path: "/",
        }),
        path: "/mnt/files",
        access: "read",
      },
    ],
  }));
  const [volume] = subject.one("aws_ecs_task_definition").list("volume");
  expect(volume?.["efs_volume_configuration"]).toMatchObject({
    transit_encryption: "ENABLED",
    authorization_config: { iam: "ENABLED", access_point_id: subject.one("aws_efs_access_point").ref("id") },
  });
  expect(app(subject)["mountPoints"]).toContainEqual({
    sourceVolume: "files",
    containerPath: "/mnt/files",
    readOnly: true,
  });
  expect(subject.all("aws_vpc_security_group_ingress_rule")).toHaveLength(1);
});

test("tracing adds a collector that may fail alone, and the permission to send", () => {
  const { subject } = task(() => ({ tracing: true }));
  const [, collector] = subject.one("aws_ecs_task_definition").containers();
  expect(collector).toMatchObject({ name: "tracing", essential: false });
  const actions = subject
    .one("aws_iam_role_policy", "task-role")
    .statements()
    .flatMap((statement) => statement.actions);
  expect(actions).toEqual(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
});

test("revisions stay registered where data is protected", () => {
  expect(task().subject.one("aws_ecs_task_definition").get("skip_destroy")).toBe(true);
  expect(task(undefined, { data: "disposable" }).subject.one("aws_ecs_task_definition").get("skip_destroy")).toBe(
    false,
  );
});

test.each<[Partial<TaskProps>, string]>([
  [{ cpu: 300 }, "task: cpu: got 300, allowed 256, 512, 1024, 2048, 4096, 8192, 16384; take one of Fargate's sizes"],
  [{ containerPort: 70000 }, "containerPort: got 70000, allowed 1 to 65535"],
  [{ stopTimeoutSeconds: 300 }, "stopTimeoutSeconds: got 300, allowed 2 to 120"],
])("fails for %j", (wrong, message) => {
  const { problems } = task(() => wrong);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

function testKeyOf(stack: LintelStack) {
  return stack.node.findChild("test-key") as ReturnType<typeof testKey>;
}

test("a larger disk, a check of its own and a named port are there where they are asked for", () => {
  const { subject } = build((stack) => {
    testService(stack, { ephemeralStorageGib: 30, healthCommand: ["python", "check.py"], portName: "web" });
  });
  const definition = subject.one("aws_ecs_task_definition");
  expect(definition.get("ephemeral_storage")).toEqual({ size_in_gib: 30 });
  const [app] = definition.containers();
  expect(app?.["healthCheck"]).toMatchObject({ command: ["CMD", "python", "check.py"], startPeriod: 60 });
  expect((app?.["portMappings"] as { name?: string }[])[0]?.name).toBe("web");
  const [plain] = build((stack) => void testService(stack))
    .subject.one("aws_ecs_task_definition")
    .containers();
  expect([plain?.["healthCheck"], (plain?.["portMappings"] as { name?: string }[])[0]?.name]).toEqual([
    undefined,
    undefined,
  ]);
});

test("fails for a disk that Fargate does not offer", () => {
  const { problems } = build((stack) => void testService(stack, { ephemeralStorageGib: 300 }));
  expect(problems).toEqual([
    expect.stringContaining("ephemeralStorageGib: got 300, allowed a whole number from 21 to 200"),
  ]);
});
