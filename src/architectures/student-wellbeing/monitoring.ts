import { Construct } from "constructs";
import type { WebService } from "../../constructs/compute/web-service";
import type { PostgresInstance } from "../../constructs/database/postgres-instance";
import type { LoadBalancer } from "../../constructs/edge/load-balancer";
import { Alarm, type AlertTopics } from "../../constructs/observability/alarm";
import { Dashboard } from "../../constructs/observability/dashboard";
import type { LogGroup } from "../../constructs/observability/log-group";
import { LogMetric } from "../../constructs/observability/log-metric";
import { total, type Metric } from "../../constructs/observability/metric";
import { NAMESPACE } from "./environments";

/** Props of {@link ServiceMonitoring}. */
export interface ServiceMonitoringProps {
  readonly service: WebService;
  readonly loadBalancer: LoadBalancer;
  /** Log of the application, whose lines the custom metrics count. */
  readonly logGroup: LogGroup;
  readonly topics: AlertTopics;
  /** Predictions of high risk in five minutes that are more than usual. */
  readonly highRiskPer5Minutes: number;
  /** @default - none */
  readonly database?: PostgresInstance;
}

/** Alarms, the application's own metrics, and the dashboard. What scales the tasks has alarms of its own. */
export class ServiceMonitoring extends Construct {
  public constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    const { logGroup } = props;
    // The application logs JSON lines. A line has no name of a student and no text that one wrote.
    const count = (name: string, pattern: string) =>
      new LogMetric(this, name === "PredictionCount" ? "predictions" : "high-risk-predictions", {
        logGroup,
        namespace: NAMESPACE,
        name,
        pattern,
      }).metric;
    const predictions = count("PredictionCount", '{ $.event = "prediction" }');
    const highRisk = count("HighRiskPredictionCount", '{ $.event = "prediction" && $.risk = "high" }');
    this.createAlarms(props, highRisk);
    this.createDashboard(props, [predictions, highRisk]);
  }

  private createAlarms(props: ServiceMonitoringProps, highRisk: Metric): void {
    const { service, loadBalancer, topics, highRiskPer5Minutes, database } = props;
    new Alarm(this, "unhealthy-task", {
      description: "A task has failed its health checks for 3 minutes. Look at its log and at the last deployment.",
      priority: "p1",
      topics,
      ...total(service.targetMetrics("UnHealthyHostCount", "Maximum")),
      threshold: 0,
      periods: 3,
    });
    new Alarm(this, "server-errors", {
      description: "More than 10 requests ended in a 5xx within 5 minutes. Look at the application's log.",
      priority: "p1",
      topics,
      metric: loadBalancer.metric("HTTPCode_Target_5XX_Count"),
      threshold: 10,
      periodSeconds: 300,
      periods: 1,
    });
    new Alarm(this, "high-risk", {
      description: `More than ${highRiskPer5Minutes} predictions of high risk within 5 minutes. Somebody of the counselling looks at the dashboard.`,
      priority: "p2",
      topics,
      metric: highRisk,
      threshold: highRiskPer5Minutes,
      periodSeconds: 300,
      periods: 1,
    });
    if (!database) return;
    new Alarm(this, "database-storage", {
      description: "Less than 2 GB of the database's storage are free. It grows by itself up to its bound: raise that.",
      priority: "p3",
      topics,
      metric: database.metric("FreeStorageSpace", "Minimum"),
      comparison: "below",
      threshold: 2e9,
    });
    new Alarm(this, "database-connections", {
      description:
        "More than 80 connections to the database; the smallest size takes about 100. Look for a larger one.",
      priority: "p3",
      topics,
      metric: database.metric("DatabaseConnections", "Maximum"),
      threshold: 80,
    });
  }

  private createDashboard({ service, loadBalancer, database }: ServiceMonitoringProps, own: readonly Metric[]): void {
    new Dashboard(this, "dashboard", {
      widgets: [
        { title: "CPU of the tasks (%)", metrics: [service.metric("CPUUtilization")] },
        { title: "Memory of the tasks (%)", metrics: [service.metric("MemoryUtilization")] },
        { title: "Requests", metrics: [loadBalancer.metric("RequestCount")] },
        { title: "Response time (s)", metrics: [loadBalancer.metric("TargetResponseTime", "p95")] },
        { title: "Errors", metrics: [loadBalancer.metric("HTTPCode_Target_5XX_Count")] },
        {
          title: "Unhealthy tasks",
          metrics: Object.values(service.targetMetrics("UnHealthyHostCount", "Maximum")),
        },
        { title: "Predictions, and those of high risk", metrics: own },
        ...(database
          ? [
              {
                title: "Database: CPU (%), connections",
                metrics: [database.metric("CPUUtilization"), database.metric("DatabaseConnections")],
              },
            ]
          : []),
      ],
    });
  }
}
