import { watch, watchForAnomalies } from "../../../src/constructs/observability/metric";

const METRIC = { namespace: "N", name: "Errors", statistic: "Sum", dimensions: { A: "b" } };

test("one metric stands in the alarm itself, a percentile in its own field", () => {
  expect(watch({ metric: METRIC, periodSeconds: 60 })).toEqual({
    namespace: "N",
    metricName: "Errors",
    dimensions: { A: "b" },
    period: 60,
    statistic: "Sum",
  });
  expect(watch({ metric: { ...METRIC, statistic: "p95" }, periodSeconds: 60 })).toMatchObject({
    extendedStatistic: "p95",
  });
});

test("several metrics are queries, and the expression is what counts", () => {
  const { metricQuery } = watch({ metric: { one: METRIC }, expression: "one*2", periodSeconds: 300 }) as {
    metricQuery: object[];
  };
  expect(metricQuery).toEqual([
    { id: "result", expression: "one*2", label: "one*2", returnData: true },
    {
      id: "one",
      metric: { namespace: "N", metricName: "Errors", dimensions: { A: "b" }, stat: "Sum", period: 300 },
      returnData: false,
    },
  ]);
});

test("an anomaly is above the band that CloudWatch has learned", () => {
  const { thresholdMetricId, metricQuery } = watchForAnomalies(METRIC, 3, 300);
  const band = metricQuery.find(({ id }) => id === thresholdMetricId);
  expect(band).toMatchObject({ expression: "ANOMALY_DETECTION_BAND(actual, 3)", returnData: true });
});
