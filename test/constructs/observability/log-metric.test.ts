import { LogGroup } from "../../../src/constructs/observability/log-group";
import { LogMetric } from "../../../src/constructs/observability/log-metric";
import { build, testKey } from "../../support/construct";

test("counts the lines of one log that match", () => {
  const { subject } = build((stack) => {
    const logGroup = new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays: 30, key: testKey(stack) });
    const pattern = '{ $.level = "ERROR" }';
    const { metric } = new LogMetric(stack, "errors", { logGroup, namespace: "Shop", name: "Errors", pattern });
    expect(metric).toEqual({ namespace: "Shop", name: "Errors", statistic: "Sum", dimensions: {} });
  });
  const filter = subject.one("aws_cloudwatch_log_metric_filter");
  expect(filter.id).toBe("shop-prod-test/aws_cloudwatch_log_metric_filter.errors");
  expect(filter.get("pattern")).toBe('{ $.level = "ERROR" }');
  expect(filter.get("metric_transformation")).toEqual({
    namespace: "Shop",
    name: "Errors",
    value: "1",
    default_value: "0",
  });
});
