import { Construct } from "constructs";
import type { WebService } from "../../constructs/compute/web-service";
import type { AuroraCluster } from "../../constructs/database/aurora-cluster";
import type { LoadBalancer } from "../../constructs/edge/load-balancer";
import { Alarm, type AlertTopics } from "../../constructs/observability/alarm";
import { Dashboard } from "../../constructs/observability/dashboard";
import { total, type Metric } from "../../constructs/observability/metric";

/** Props of {@link ServiceMonitoring}. */
export interface ServiceMonitoringProps {
  readonly service: WebService;
  readonly loadBalancer: LoadBalancer;
  readonly database: AuroraCluster;
  /** Lines of level ERROR in the application's log. */
  readonly applicationErrors: Metric;
  readonly topics: AlertTopics;
}

/** Alarms by the document's four priorities, and the dashboard. */
export class ServiceMonitoring extends Construct {
  /** A deployment that sets one of these off is taken back. */
  public readonly critical: readonly Alarm[];

  public constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    this.critical = this.createUrgentAlarms(props);
    this.createOtherAlarms(props);
    this.createDashboard(props);
  }

  /** P1: the site is down. P2: it works badly. */
  private createUrgentAlarms({ service, loadBalancer, topics }: ServiceMonitoringProps): Alarm[] {
    return [
      new Alarm(this, "no-healthy-task", {
        description: "No task answers the load balancer. Look at the service's events and at the last deployment.",
        priority: "p1",
        topics,
        ...total(service.targetMetrics("HealthyHostCount", "Maximum")),
        comparison: "below",
        threshold: 1,
        periods: 3,
        missingData: "bad",
      }),
      new Alarm(this, "server-errors", {
        description:
          "More than 1 % of requests end in a 5xx. Look at the log for level ERROR, at OpenAI and at Pinecone.",
        priority: "p2",
        topics,
        ...loadBalancer.serverErrors(),
        threshold: 1,
      }),
      new Alarm(this, "latency", {
        description:
          "One request in twenty takes longer than 5 s. Look at the traces of OpenAI's and Pinecone's calls.",
        priority: "p2",
        topics,
        metric: loadBalancer.metric("TargetResponseTime", "p95"),
        threshold: 5,
      }),
    ];
  }

  /** P3: errors that users may not see. P4: somebody should think of larger sizes. */
  private createOtherAlarms({ service, database, applicationErrors, topics }: ServiceMonitoringProps): void {
    new Alarm(this, "application-errors", {
      description: "The application has logged errors for 5 minutes. Look at its log for level ERROR.",
      priority: "p3",
      topics,
      metric: applicationErrors,
      threshold: 0,
    });
    const size = { priority: "p4", topics, threshold: 80, periods: 15 } as const;
    new Alarm(this, "cpu-high", {
      ...size,
      description:
        "Tasks have used more than 80 % of their CPU for 15 minutes. Look at the maximum of tasks and at their size.",
      metric: service.metric("CPUUtilization"),
    });
    new Alarm(this, "memory-high", {
      ...size,
      description: "Tasks have used more than 80 % of their memory for 15 minutes. Look at the tasks' size.",
      metric: service.metric("MemoryUtilization"),
    });
    new Alarm(this, "database-capacity", {
      ...size,
      description:
        "The database has used more than 80 % of its ACUs for 15 minutes. Look at slow statements, then raise maxAcu.",
      metric: database.metric("ACUUtilization", "Maximum"),
    });
  }

  private createDashboard({ service, loadBalancer, database, applicationErrors }: ServiceMonitoringProps): void {
    new Dashboard(this, "dashboard", {
      widgets: [
        { title: "Requests", metrics: [loadBalancer.metric("RequestCount")] },
        {
          title: "Response time (s)",
          metrics: [
            loadBalancer.metric("TargetResponseTime", "p50"),
            loadBalancer.metric("TargetResponseTime", "p95"),
            loadBalancer.metric("TargetResponseTime", "p99"),
          ],
        },
        {
          title: "Errors",
          metrics: [
            loadBalancer.metric("HTTPCode_Target_4XX_Count"),
            loadBalancer.metric("HTTPCode_Target_5XX_Count"),
            loadBalancer.metric("HTTPCode_ELB_5XX_Count"),
            applicationErrors,
          ],
        },
        {
          title: "CPU and memory of the tasks (%)",
          metrics: [service.metric("CPUUtilization"), service.metric("MemoryUtilization")],
        },
        {
          title: "Database: ACUs, CPU (%)",
          metrics: [database.metric("ServerlessDatabaseCapacity"), database.metric("CPUUtilization")],
        },
        { title: "Database: connections", metrics: [database.metric("DatabaseConnections")] },
      ],
    });
  }
}
