import { Dashboard } from "../../../src/constructs/observability/dashboard";
import { build } from "../../support/construct";

const metric = { namespace: "AWS/ECS", name: "CPUUtilization", statistic: "Average", dimensions: { ClusterName: "c" } };

function body(count: number) {
  const { subject } = build((stack) => {
    new Dashboard(stack, "dashboard", {
      widgets: Array.from({ length: count }, (_, index) => ({ title: `w${index}`, metrics: [metric] })),
    });
  });
  return subject.one("aws_cloudwatch_dashboard").json("dashboard_body") as {
    widgets: { x: number; y: number; properties: object }[];
  };
}

test("shows three graphs in a row", () => {
  expect(body(4).widgets.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [8, 0],
    [16, 0],
    [0, 6],
  ]);
});

test("a graph names its metric, dimensions and statistic, in the region", () => {
  expect(body(1).widgets[0]?.properties).toMatchObject({
    region: "eu-central-1",
    metrics: [["AWS/ECS", "CPUUtilization", "ClusterName", "c", { stat: "Average" }]],
  });
});

test("is called like the environment, or as asked", () => {
  const { subject } = build((stack) => {
    new Dashboard(stack, "one", { widgets: [] });
    new Dashboard(stack, "other", { widgets: [], name: "Shop" });
  });
  const names = subject.all("aws_cloudwatch_dashboard").map((each) => each.get("dashboard_name"));
  expect(names.sort()).toEqual(["Shop", "shop-prod"]);
});
