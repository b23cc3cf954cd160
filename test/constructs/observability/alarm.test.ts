import { Alarm, type AlarmProps } from "../../../src/constructs/observability/alarm";
import { build } from "../../support/construct";

const topics = { p1: "arn:p1", p2: "arn:p2", p3: "arn:p3", p4: "arn:p4" };
const metric = {
  namespace: "AWS/ECS",
  name: "CPUUtilization",
  statistic: "Average",
  dimensions: { ServiceName: "api" },
};

function alarm(props: Partial<AlarmProps> = {}) {
  return build((stack) => {
    new Alarm(stack, "cpu", { description: "Busy.", priority: "p2", topics, metric, threshold: 80, ...props });
  });
}

test("tells its topic when it fires and when it is over", () => {
  const created = alarm().subject.one("aws_cloudwatch_metric_alarm");
  expect([created.get("alarm_actions"), created.get("ok_actions")]).toEqual([["arn:p2"], ["arn:p2"]]);
  expect(created.get("alarm_description")).toBe("P2: Busy.");
});

test("fires above the threshold for five minutes, and not for silence", () => {
  const created = alarm().subject.one("aws_cloudwatch_metric_alarm");
  expect(created.get("comparison_operator")).toBe("GreaterThanThreshold");
  expect([created.get("period"), created.get("evaluation_periods")]).toEqual([60, 5]);
  expect(created.get("treat_missing_data")).toBe("notBreaching");
});

test("can fire below the threshold and for silence", () => {
  const created = alarm({ comparison: "below", missingData: "bad" }).subject.one("aws_cloudwatch_metric_alarm");
  expect(created.get("comparison_operator")).toBe("LessThanThreshold");
  expect(created.get("treat_missing_data")).toBe("breaching");
});

test("takes percentiles", () => {
  const created = alarm({ metric: { ...metric, statistic: "p99" } }).subject.one("aws_cloudwatch_metric_alarm");
  expect([created.get("extended_statistic"), created.get("statistic")]).toEqual(["p99", undefined]);
});

test("computes with several metrics", () => {
  const created = alarm({ metric: { a: metric, b: metric }, expression: "a/b" }).subject.one(
    "aws_cloudwatch_metric_alarm",
  );
  expect(created.list("metric_query").map(({ id, expression, return_data }) => [id, expression, return_data])).toEqual([
    ["result", "a/b", true],
    ["a", undefined, false],
    ["b", undefined, false],
  ]);
  expect(created.get("period")).toBeUndefined();
});

test("fails for a period that CloudWatch does not know", () => {
  expect(alarm({ periodSeconds: 90 }).problems).toEqual([
    "shop-prod-test/cpu: periodSeconds: got 90, allowed 10, 30 or a multiple of 60; CloudWatch knows no other periods",
  ]);
});

test("fires above what is usual for the metric", () => {
  const created = alarm({ threshold: { deviations: 3 } }).subject.one("aws_cloudwatch_metric_alarm");
  expect([created.get("comparison_operator"), created.get("threshold")]).toEqual([
    "GreaterThanUpperThreshold",
    undefined,
  ]);
  const band = created.list("metric_query").find(({ id }) => id === created.get("threshold_metric_id"));
  expect(band?.["expression"]).toBe("ANOMALY_DETECTION_BAND(actual, 3)");
});

test("what is usual is known of one metric only, and above it", () => {
  const { problems } = alarm({ threshold: { deviations: 3 }, comparison: "below" });
  expect(problems).toEqual([
    expect.stringContaining(
      'cpu: threshold: got {"deviations":3}, allowed a number, or deviations above what is usual',
    ),
  ]);
});
