import { shareOfRequests, sum, watch, watchForAnomalies } from "../../../src/constructs/observability/metric";

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

test("a share of requests is 0 while there are few of them, and metrics without a value count as 0", () => {
  // CloudWatch's functions in JavaScript: FILL gives a missing value another one, IF chooses.
  const evaluate = (expression: string, values: Record<string, number | undefined>) => {
    const names = [...new Set(expression.match(/[a-z]\w*/g))];
    const FILL = (value: number | undefined, other: number) => value ?? other;
    const IF = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
    return new Function("FILL", "IF", ...names, `return ${expression}`)(FILL, IF, ...names.map((name) => values[name]));
  };
  const share = shareOfRequests("a", "b");
  expect(evaluate(share, { requests: 200, a: 1, b: 3 })).toBe(2);
  expect(evaluate(share, { requests: 200, a: undefined, b: 3 })).toBe(1.5);
  expect(evaluate(share, { requests: 4, a: 4 })).toBe(0);
  expect(evaluate(share, {})).toBe(0);
  expect(evaluate(sum("a", "b"), { b: 7 })).toBe(7);
});
