import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import type { LogGroup } from "./log-group";
import type { Metric } from "./metric";

/** Props of {@link LogMetric}. */
export interface LogMetricProps {
  readonly logGroup: LogGroup;
  /** Namespace of the metric, such as the application's name. */
  readonly namespace: string;
  readonly name: string;
  /** Lines that count, in the pattern language of CloudWatch Logs, such as `{ $.level = "ERROR" }`. */
  readonly pattern: string;
}

/** A metric that counts lines of a log. */
export class LogMetric extends Construct {
  public readonly filter: CloudwatchLogMetricFilter;
  /** Lines that counted. */
  public readonly metric: Metric;

  public constructor(scope: Construct, id: string, props: LogMetricProps) {
    super(scope, id);
    const { logGroup, namespace, name, pattern } = props;
    this.filter = new CloudwatchLogMetricFilter(this, id, {
      name: id,
      logGroupName: logGroup.name,
      pattern,
      metricTransformation: { namespace, name, value: "1", defaultValue: "0" },
    });
    this.metric = { namespace, name, statistic: "Sum", dimensions: {} };
  }
}
