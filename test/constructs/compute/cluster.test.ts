import { Cluster, insightsLogGroupName } from "../../../src/constructs/compute/cluster";
import { build, testKey } from "../../support/construct";

const { subject } = build((stack) => {
  const key = testKey(stack);
  key.allowLogGroups(insightsLogGroupName(stack));
  new Cluster(stack, "cluster", { key, logRetentionDays: 30 });
});

test("runs Fargate tasks and reports on them", () => {
  expect(subject.one("aws_ecs_cluster").get("setting")).toEqual([{ name: "containerInsights", value: "enabled" }]);
  expect(subject.one("aws_ecs_cluster_capacity_providers").get("capacity_providers")).toEqual([
    "FARGATE",
    "FARGATE_SPOT",
  ]);
});

test("has the log group of Container Insights before ECS would make one without encryption and retention", () => {
  const group = subject.one("aws_cloudwatch_log_group");
  expect(group.get("name")).toBe(
    `/aws/ecs/containerinsights/${String(subject.one("aws_ecs_cluster").get("name"))}/performance`,
  );
  expect(group.get("retention_in_days")).toBe(30);
  expect(group.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(subject.one("aws_ecs_cluster").get("depends_on")).toEqual(["aws_cloudwatch_log_group.cluster_insights_group"]);
});

test("a name that is given is taken, for the log group too", () => {
  const { subject: named } = build((stack) => {
    new Cluster(stack, "cluster", { key: testKey(stack), logRetentionDays: 30, clusterName: "prod" });
  });
  expect(named.one("aws_ecs_cluster").get("name")).toBe("prod");
  expect(named.one("aws_cloudwatch_log_group").get("name")).toBe("/aws/ecs/containerinsights/prod/performance");
});
