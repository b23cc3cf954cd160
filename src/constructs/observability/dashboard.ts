import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Metric } from "./metric";

/** One graph. */
export interface Widget {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** Region of the metrics, where it is not the stack's: CloudFront's are in us-east-1. @default - the stack's */
  readonly region?: string;
}

/** Props of {@link Dashboard}. */
export interface DashboardProps {
  /** Shown from left to right, three in a row. */
  readonly widgets: readonly Widget[];
  /** Name in the console. @default - architecture and environment */
  readonly name?: string;
}

const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 6;

/** A CloudWatch dashboard of graphs. */
export class Dashboard extends Construct {
  public readonly dashboard: CloudwatchDashboard;

  public constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { widgets, name = physicalName(this, NAME_LIMITS.dashboard) } = props;
    const { region: ownRegion } = environmentOf(this);
    this.dashboard = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: name,
      dashboardBody: JSON.stringify({
        widgets: widgets.map(({ title, metrics, region = ownRegion }, index) => ({
          type: "metric",
          x: (index % COLUMNS) * WIDTH,
          y: Math.floor(index / COLUMNS) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          properties: {
            title,
            region,
            view: "timeSeries",
            period: 60,
            metrics: metrics.map(({ namespace, name: metric, dimensions, statistic }) => [
              namespace,
              metric,
              ...Object.entries(dimensions).flat(),
              { stat: statistic },
            ]),
          },
        })),
      }),
    });
  }
}
