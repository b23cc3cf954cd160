import type { Construct } from "constructs";
import { Alarm } from "../../constructs/observability/alarm";
import { Dashboard } from "../../constructs/observability/dashboard";
import { total, type Metric } from "../../constructs/observability/metric";
import type { Bucket } from "../../constructs/storage/bucket";
import type { EdgeStack } from "../../stacks/edge-stack";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import type { Entry } from "../../stacks/web-stack";
import type { DataStack } from "./data";
import type { CdnEnvironment } from "./environments";
import type { ServiceStack } from "./service";

/** Props of {@link MonitoringStack}. */
export interface MonitoringStackProps extends LayerProps<CdnEnvironment> {
  readonly foundation: FoundationStack;
  readonly data: DataStack;
  readonly service: ServiceStack;
  readonly entry: Entry;
  readonly edge: EdgeStack;
}

/** Alarms in two levels, critical (P1) and warning (P3), and the dashboard of the document's six graphs. */
export class MonitoringStack extends LintelStack {
  /** A deployment that sets one of these off is taken back. */
  public readonly critical: readonly Alarm[];

  public constructor(scope: Construct, props: MonitoringStackProps) {
    super(scope, { ...props, layer: "monitoring" });
    this.critical = this.createCriticalAlarms(props);
    this.createWarnings(props);
    this.createDashboard(props);
  }

  private createCriticalAlarms({ environment, foundation, data, service, entry }: MonitoringStackProps): Alarm[] {
    const level = { priority: "p1", topics: foundation.alerts.topics } as const;
    const { backend } = service;
    return [
      new Alarm(this, "cpu-critical", {
        ...level,
        description: "Tasks have used more than 90 % of their CPU for 5 minutes. Look at the number of tasks.",
        metric: backend.metric("CPUUtilization"),
        threshold: 90,
      }),
      new Alarm(this, "server-errors", {
        ...level,
        description: "More than 10 requests ended in a 5xx within a minute. Look at the backend's log.",
        ...total({
          target5xx: entry.loadBalancer.metric("HTTPCode_Target_5XX_Count"),
          balancer5xx: entry.loadBalancer.metric("HTTPCode_ELB_5XX_Count"),
        }),
        threshold: 10,
        periods: 1,
      }),
      new Alarm(this, "database-connections", {
        ...level,
        description:
          "More than 90 % of the database's connections are taken. Look for tasks that do not give them back.",
        metric: data.database.metric("DatabaseConnections", "Maximum"),
        threshold: 0.9 * environment.database.maxConnections,
        periods: 3,
      }),
      new Alarm(this, "unhealthy-task", {
        ...level,
        description: "A task has failed its health checks for 3 minutes. Look at its log and at the last deployment.",
        ...total(backend.targetMetrics("UnHealthyHostCount", "Maximum")),
        threshold: 0,
        periods: 3,
      }),
    ];
  }

  private createWarnings(props: MonitoringStackProps): void {
    const { foundation, data, service, entry } = props;
    const level = { priority: "p3", topics: foundation.alerts.topics } as const;
    new Alarm(this, "cpu-warning", {
      ...level,
      description: "Tasks have used more than 70 % of their CPU for 10 minutes. Look whether more tasks were added.",
      metric: service.backend.metric("CPUUtilization"),
      threshold: 70,
      periods: 10,
    });
    new Alarm(this, "latency", {
      ...level,
      description: "One request in twenty takes longer than 1 s. Look at the traces of Bedrock's calls.",
      metric: entry.loadBalancer.metric("TargetResponseTime", "p95"),
      threshold: 1,
    });
    for (const [name, bucket] of Object.entries(this.buckets(props))) {
      new Alarm(this, `s3-4xx-${name}`, {
        ...level,
        description: `The bucket of ${name} refuses more requests than is usual. Look at its access log.`,
        metric: bucket.metric("4xxErrors"),
        threshold: { deviations: 3 },
        periodSeconds: 300,
        periods: 3,
      });
    }
    // Aurora scales by itself; what can be watched is how near it is to its bound.
    new Alarm(this, "database-capacity", {
      ...level,
      description:
        "The database has used more than 90 % of its ACUs for 15 minutes. Look at slow statements, then raise maxAcu.",
      metric: data.database.metric("ACUUtilization", "Maximum"),
      threshold: 90,
      periods: 15,
    });
  }

  private createDashboard(props: MonitoringStackProps): void {
    const { environment, data, service, entry, edge } = props;
    const { loadBalancer } = entry;
    const { database } = data;
    const bedrock = (name: string): Metric => ({
      namespace: "AWS/Bedrock",
      name,
      statistic: "Sum",
      dimensions: { ModelId: service.model.invocationId },
    });
    const hitRate: Metric = {
      namespace: "AWS/CloudFront",
      name: "CacheHitRate",
      statistic: "Average",
      dimensions: { DistributionId: edge.distribution.distribution.id, Region: "Global" },
    };
    new Dashboard(this, "dashboard", {
      name: environment.dashboardName,
      widgets: [
        {
          title: "CPU and memory of the tasks (%)",
          metrics: [service.backend.metric("CPUUtilization"), service.backend.metric("MemoryUtilization")],
        },
        {
          title: "Requests, latency (s), errors",
          metrics: [
            loadBalancer.metric("RequestCount"),
            loadBalancer.metric("TargetResponseTime", "p95"),
            loadBalancer.metric("HTTPCode_Target_4XX_Count"),
            loadBalancer.metric("HTTPCode_Target_5XX_Count"),
            loadBalancer.metric("HTTPCode_ELB_5XX_Count"),
          ],
        },
        {
          title: "Database: connections, CPU (%), reads and writes",
          metrics: [
            database.metric("DatabaseConnections"),
            database.metric("CPUUtilization"),
            database.metric("VolumeReadIOPs"),
            database.metric("VolumeWriteIOPs"),
          ],
        },
        {
          title: "Bedrock: calls and tokens",
          metrics: ["Invocations", "InputTokenCount", "OutputTokenCount"].map(bedrock),
        },
        {
          title: "Requests to the buckets",
          metrics: Object.values(this.buckets(props)).map((bucket) => bucket.metric("AllRequests")),
        },
        { title: "Cache hits of CloudFront (%)", metrics: [hitRate], region: "us-east-1" },
      ],
    });
  }

  private buckets({ data, edge }: MonitoringStackProps): Record<string, Bucket> {
    return { uploads: data.uploads, ...(edge.site ? { frontend: edge.site } : {}) };
  }
}
