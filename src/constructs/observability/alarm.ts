import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { AlertPriority } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { isMetric, watch, watchForAnomalies, type Metrics } from "./metric";

/** ARNs of the topics that alarms go to. */
export type AlertTopics = Readonly<Record<AlertPriority, string>>;

/** More than is usual at that hour, by so many standard deviations. */
export interface Unusual {
  readonly deviations: number;
}

/** When and to whom an alarm speaks. */
export interface AlarmProps {
  /** What is wrong and what to look at first; whoever is woken up reads it. */
  readonly description: string;
  readonly priority: AlertPriority;
  readonly topics: AlertTopics;
  /** One metric, or several by the names that {@link expression} uses for them. */
  readonly metric: Metrics;
  /** CloudWatch metric math over the named metrics. Needed when there are several. @default - the one metric itself */
  readonly expression?: string;
  /** A number, or what CloudWatch has learned to be usual for the one metric. */
  readonly threshold: number | Unusual;
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
    const { description, priority, topics, periodSeconds = 60, periods = 5, missingData = "good" } = props;
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
      evaluationPeriods: periods,
      treatMissingData: missingData === "good" ? "notBreaching" : "breaching",
      alarmActions: [topic],
      okActions: [topic],
      ...this.condition(props, periodSeconds),
    });
  }

  private condition({ metric, expression, threshold, comparison = "above" }: AlarmProps, periodSeconds: number) {
    if (typeof threshold === "number") {
      return {
        threshold,
        comparisonOperator: comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
        ...watch({ metric, periodSeconds, ...(expression === undefined ? {} : { expression }) }),
      };
    }
    const single = isMetric(metric) ? metric : undefined;
    check(this, single !== undefined && comparison === "above", {
      property: "threshold",
      got: threshold,
      allowed: "a number, or deviations above what is usual for one metric",
      fix: "give one metric, and leave comparison out",
    });
    return {
      comparisonOperator: "GreaterThanUpperThreshold",
      ...(single ? watchForAnomalies(single, threshold.deviations, periodSeconds) : {}),
    };
  }
}
