import type { Construct } from "constructs";
import { Alarm } from "../../constructs/observability/alarm";
import { Dashboard } from "../../constructs/observability/dashboard";
import { total, type Metric } from "../../constructs/observability/metric";
import type { EdgeStack } from "../../stacks/edge-stack";
import { LintelStack } from "../../stacks/lintel-stack";
import type { AmicaProps } from "./data";
import type { ServiceStack } from "./service";

/** Props of {@link MonitoringStack}. */
export interface MonitoringStackProps extends AmicaProps {
  readonly service: ServiceStack;
  readonly edge: EdgeStack;
}

/** The dashboard, and where the preset wants them the alarms. */
export class MonitoringStack extends LintelStack {
  /** A deployment that sets one of these off is taken back. */
  public readonly critical: readonly Alarm[];

  public constructor(scope: Construct, props: MonitoringStackProps) {
    super(scope, { ...props, layer: "monitoring" });
    this.critical = props.preset.alarms ? this.createCriticalAlarms(props) : [];
    if (props.preset.alarms) this.createWarnings(props);
    this.createDashboard(props);
  }

  private createCriticalAlarms({ foundation, service }: MonitoringStackProps): Alarm[] {
    const { loadBalancer } = service.entry;
    const level = { priority: "p1", topics: foundation.alerts.topics } as const;
    return [
      new Alarm(this, "unhealthy-task", {
        ...level,
        description: "A task has failed its health checks for 3 minutes. Look at its log and at the last deployment.",
        ...total(targets(service, "UnHealthyHostCount", "Maximum")),
        threshold: 0,
        periods: 3,
      }),
      new Alarm(this, "server-errors", {
        ...level,
        description: "More than 1 % of requests end in a 5xx. Look at the application's log.",
        ...loadBalancer.serverErrors(),
        threshold: 1,
      }),
    ];
  }

  private createWarnings({ foundation, service }: MonitoringStackProps): void {
    const level = { priority: "p3", topics: foundation.alerts.topics } as const;
    new Alarm(this, "latency", {
      ...level,
      description: "One request in twenty takes longer than 5 s. Look at the traces of the models' calls.",
      metric: service.entry.loadBalancer.metric("TargetResponseTime", "p95"),
      threshold: 5,
    });
    for (const each of service.services) {
      new Alarm(this, `cpu-high-${each.node.id}`, {
        ...level,
        description: "Tasks have used more than 80 % of their CPU for 15 minutes. Look at the maximum of tasks.",
        metric: each.metric("CPUUtilization"),
        threshold: 80,
        periods: 15,
      });
    }
    if (!service.errors) return;
    new Alarm(this, "application-errors", {
      ...level,
      description: "The application has logged errors for 5 minutes. Look at its log.",
      metric: service.errors.metric,
      threshold: 0,
    });
  }

  private createDashboard({ service, edge }: MonitoringStackProps): void {
    const { loadBalancer } = service.entry;
    const id = edge.distribution.distribution.id;
    const ofEdge = (name: string): Metric => ({
      namespace: "AWS/CloudFront",
      name,
      statistic: name === "Requests" ? "Sum" : "Average",
      dimensions: { DistributionId: id, Region: "Global" },
    });
    new Dashboard(this, "dashboard", {
      widgets: [
        { title: "Requests", metrics: [loadBalancer.metric("RequestCount")] },
        {
          title: "Response time (s)",
          metrics: [loadBalancer.metric("TargetResponseTime", "p50"), loadBalancer.metric("TargetResponseTime", "p95")],
        },
        {
          title: "Errors",
          metrics: [
            loadBalancer.metric("HTTPCode_Target_4XX_Count"),
            loadBalancer.metric("HTTPCode_Target_5XX_Count"),
            loadBalancer.metric("HTTPCode_ELB_5XX_Count"),
            ...(service.errors ? [service.errors.metric] : []),
          ],
        },
        { title: "Healthy tasks", metrics: Object.values(targets(service, "HealthyHostCount", "Minimum")) },
        {
          title: "CPU and memory of the tasks (%)",
          metrics: service.services.flatMap((each) => [
            each.metric("CPUUtilization"),
            each.metric("MemoryUtilization"),
          ]),
        },
        {
          title: "CloudFront: hits (%), answers of the origin (ms), errors (%)",
          metrics: ["CacheHitRate", "OriginLatency", "5xxErrorRate"].map(ofEdge),
          region: "us-east-1",
        },
      ],
    });
  }
}

/** A metric of every target group, by names of their own. */
function targets({ services }: ServiceStack, name: string, statistic: string): Record<string, Metric> {
  const metrics = services.flatMap((service) => Object.values(service.targetMetrics(name, statistic)));
  return Object.fromEntries(metrics.map((metric, index) => [`group${index + 1}`, metric]));
}
