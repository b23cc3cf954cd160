/** One metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum` or a percentile such as `p99`. */
  readonly statistic: string;
}

/** One metric, or several by the names that an expression uses for them. */
export type Metrics = Metric | Readonly<Record<string, Metric>>;

/** What an alarm looks at. */
export interface Watched {
  readonly metric: Metrics;
  /** CloudWatch metric math over the named metrics. Needed when there are several. @default - the one metric itself */
  readonly expression?: string;
  /** Seconds of one period. */
  readonly periodSeconds: number;
}

/**
 * The part of a CloudWatch alarm that says what is looked at.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function watch({ metric, expression = "", periodSeconds }: Watched) {
  if (isMetric(metric)) return single(metric, periodSeconds);
  return {
    metricQuery: [
      { id: "result", expression, label: expression, returnData: true },
      ...Object.entries(metric).map(([id, each]) => query(id, each, periodSeconds, false)),
    ],
  };
}

/**
 * The part of a CloudWatch alarm that compares a metric with what is usual at that hour: CloudWatch learns it, and
 * takes so many standard deviations for the width of the usual.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
export function watchForAnomalies(metric: Metric, deviations: number, periodSeconds: number) {
  return {
    thresholdMetricId: "usual",
    metricQuery: [
      query("actual", metric, periodSeconds, true),
      { id: "usual", expression: `ANOMALY_DETECTION_BAND(actual, ${deviations})`, label: "usual", returnData: true },
    ],
  };
}

/** Below this many requests a minute a share of errors says nothing: one of four would be 25 %. */
const ENOUGH_REQUESTS = 20;

/** Metric math: the sum of named metrics. A metric of counts has no value in a minute without any. */
export function sum(...names: readonly string[]): string {
  return names.map((name) => `FILL(${name},0)`).join("+");
}

/** Several metrics for an alarm that looks at their sum. */
export function total(metrics: Readonly<Record<string, Metric>>) {
  return { metric: metrics, expression: sum(...Object.keys(metrics)) };
}

/** Metric math: what share named metrics are of the metric `requests`, in percent; 0 while there are few requests. */
export function shareOfRequests(...names: readonly string[]): string {
  return `IF(FILL(requests,0) >= ${ENOUGH_REQUESTS}, 100*(${sum(...names)})/requests, 0)`;
}

export function isMetric(metric: Metrics): metric is Metric {
  return typeof (metric as Metric).namespace === "string";
}

function single({ namespace, name, dimensions, statistic }: Metric, period: number) {
  const isPercentile = /^p\d/.test(statistic);
  return {
    namespace,
    metricName: name,
    dimensions,
    period,
    ...(isPercentile ? { extendedStatistic: statistic } : { statistic }),
  };
}

function query(id: string, { namespace, name, dimensions, statistic }: Metric, period: number, returnData: boolean) {
  return { id, metric: { namespace, metricName: name, dimensions, stat: statistic, period }, returnData };
}
