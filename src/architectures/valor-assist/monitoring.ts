import { Construct } from "constructs";
import type { WebService } from "../../constructs/compute/web-service";
import type { Table } from "../../constructs/database/table";
import type { LoadBalancer } from "../../constructs/edge/load-balancer";
import { Alarm, type AlertTopics } from "../../constructs/observability/alarm";
import { Dashboard } from "../../constructs/observability/dashboard";
import { shareOfRequests, type Metric } from "../../constructs/observability/metric";

/** Props of {@link ServiceMonitoring}. */
export interface ServiceMonitoringProps {
  readonly service: WebService;
  readonly loadBalancer: LoadBalancer;
  readonly topics: AlertTopics;
  readonly tables: readonly Table[];
  /** Lines of level ERROR in the application's log. */
  readonly applicationErrors: Metric;
}

/** Alarms and dashboard of the API. */
export class ServiceMonitoring extends Construct {
  public constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    this.createAlarms(props);
    this.createDashboard(props);
  }

  private createAlarms({ service, loadBalancer, topics }: ServiceMonitoringProps): void {
    const target = (name: string, statistic?: string) => targetMetric(service, name, statistic);
    const requests = loadBalancer.metric("RequestCount");
    const target5xx = target("HTTPCode_Target_5XX_Count");
    new Alarm(this, "no-healthy-task", {
      description: "No task answers the load balancer. Look at the service's events and at the last deployment.",
      priority: "p1",
      topics,
      metric: target("HealthyHostCount", "Maximum"),
      comparison: "below",
      threshold: 1,
      periods: 3,
      missingData: "bad",
    });
    new Alarm(this, "server-errors", {
      description: "More than 1 % of requests end in a 5xx. Look at the log for level ERROR and at Anthropic's status.",
      priority: "p2",
      topics,
      metric: { requests, target5xx, balancer5xx: loadBalancer.metric("HTTPCode_ELB_5XX_Count") },
      expression: shareOfRequests("balancer5xx", "target5xx"),
      threshold: 1,
    });
    new Alarm(this, "error-rate", {
      description: "More than 5 % of requests end in a 4xx or 5xx. Look at what was released last, and at the clients.",
      priority: "p3",
      topics,
      metric: { requests, target5xx, target4xx: target("HTTPCode_Target_4XX_Count") },
      expression: shareOfRequests("target4xx", "target5xx"),
      threshold: 5,
    });
    new Alarm(this, "latency", {
      description: "One request in a hundred takes longer than 10 s. Look at the traces of Anthropic's calls.",
      priority: "p3",
      topics,
      metric: target("TargetResponseTime", "p99"),
      threshold: 10,
    });
  }

  private createDashboard({ service, loadBalancer, tables, applicationErrors }: ServiceMonitoringProps): void {
    const target = (name: string, statistic?: string) => targetMetric(service, name, statistic);
    const table = (name: string): Metric[] =>
      tables.map(({ tableName }) => ({
        namespace: "AWS/DynamoDB",
        name,
        statistic: "Sum",
        dimensions: { TableName: tableName },
      }));
    new Dashboard(this, "dashboard", {
      widgets: [
        { title: "Requests", metrics: [loadBalancer.metric("RequestCount")] },
        {
          title: "Latency (s)",
          metrics: [target("TargetResponseTime", "p50"), target("TargetResponseTime", "p99")],
        },
        {
          title: "Errors",
          metrics: [
            target("HTTPCode_Target_4XX_Count"),
            target("HTTPCode_Target_5XX_Count"),
            loadBalancer.metric("HTTPCode_ELB_5XX_Count"),
            applicationErrors,
          ],
        },
        {
          title: "CPU and memory (%)",
          metrics: [service.metric("CPUUtilization"), service.metric("MemoryUtilization")],
        },
        { title: "Healthy tasks", metrics: [target("HealthyHostCount", "Minimum")] },
        { title: "DynamoDB throttles", metrics: [...table("ReadThrottleEvents"), ...table("WriteThrottleEvents")] },
      ],
    });
  }
}

/** A metric of the service's only target group. */
function targetMetric(service: WebService, name: string, statistic?: string): Metric {
  const [metric] = Object.values(service.targetMetrics(name, statistic));
  if (metric === undefined) throw new Error("the service is behind a load balancer");
  return metric;
}
