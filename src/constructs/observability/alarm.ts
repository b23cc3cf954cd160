import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { AlertPriority } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";

/** ARNs of the topics that alarms go to. */
export type AlertTopics = Readonly<Record<AlertPriority, string>>;

/** One metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum` or a percentile such as `p99`. */
  readonly statistic: string;
}

/** When and to whom an alarm speaks. */
export interface AlarmProps {
  /** What is wrong and what to look at first; whoever is woken up reads it. */
  readonly description: string;
  readonly priority: AlertPriority;
  readonly topics: AlertTopics;
  /** One metric, or several by the names that {@link expression} uses for them. */
  readonly metric: Metric | Readonly<Record<string, Metric>>;
  /** CloudWatch metric math over the named metrics. Needed when there are several. @default - the one metric itself */
  readonly expression?: string;
  readonly threshold: number;
  /** @default "above" */
  readonly comparison?: "above" | "below";
  /** Seconds of one period: 10, 30 or a multiple of 60. @default 60 */
  readonly periodSeconds?: number;
  /** Periods in a row that have to be bad. @default 5 */
  readonly periods?: number;
  /** What silence of the metric means. @default "good" */
  readonly missingData?: "good" | "bad";
}

/** A CloudWatch alarm that tells a topic when it fires and when it is over. */
export class Alarm extends Construct {
  public readonly alarm: CloudwatchMetricAlarm;

  public constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { description, priority, topics, metric, expression, threshold } = props;
    const { comparison = "above", periodSeconds = 60, periods = 5, missingData = "good" } = props;
    check(this, periodSeconds === 10 || periodSeconds === 30 || (periodSeconds > 0 && periodSeconds % 60 === 0), {
      property: "periodSeconds",
      got: periodSeconds,
      allowed: "10, 30 or a multiple of 60",
      fix: "CloudWatch knows no other periods",
    });
    const topic = topics[priority];
    this.alarm = new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: physicalName(this, NAME_LIMITS.alarm, id),
      alarmDescription: `${priority.toUpperCase()}: ${description}`,
      comparisonOperator: comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold,
      evaluationPeriods: periods,
      treatMissingData: missingData === "good" ? "notBreaching" : "breaching",
      alarmActions: [topic],
      okActions: [topic],
      ...(isMetric(metric)
        ? single(metric, periodSeconds)
        : { metricQuery: queries(metric, expression ?? "", periodSeconds) }),
    });
  }
}

function isMetric(metric: AlarmProps["metric"]): metric is Metric {
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

function queries(metrics: Readonly<Record<string, Metric>>, expression: string, period: number) {
  return [
    { id: "result", expression, label: expression, returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic }]) => ({
      id,
      metric: { namespace, metricName: name, dimensions, stat: statistic, period },
      returnData: false,
    })),
  ];
}
