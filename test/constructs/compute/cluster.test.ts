import { Cluster } from "../../../src/constructs/compute/cluster";
import { build } from "../../support/construct";

test("runs Fargate tasks and reports on them", () => {
  const { subject } = build((stack) => new Cluster(stack, "cluster"));
  const cluster = subject.one("aws_ecs_cluster");
  expect(cluster.get("setting")).toEqual([{ name: "containerInsights", value: "enabled" }]);
  expect(subject.one("aws_ecs_cluster_capacity_providers").get("capacity_providers")).toEqual(["FARGATE"]);
});
