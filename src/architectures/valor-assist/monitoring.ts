import { Construct } from "constructs";
import type { Cluster } from "../../constructs/compute/cluster";
import type { WebService } from "../../constructs/compute/web-service";
import type { Table } from "../../constructs/database/table";
import type { LoadBalancer } from "../../constructs/edge/load-balancer";
import { Alarm, type AlertTopics, type Metric } from "../../constructs/observability/alarm";
import { Dashboard } from "../../constructs/observability/dashboard";

/** Props of {@link ServiceMonitoring}. */
export interface ServiceMonitoringProps {
  readonly service: WebService;
  readonly cluster: Cluster;
  readonly loadBalancer: LoadBalancer;
  readonly topics: AlertTopics;
  readonly tables: readonly Table[];
}

/** Lines of level ERROR in the application's log, as a metric. */
export const APPLICATION_ERRORS = { namespace: "ValorAssist", name: "Errors" };

/** Below this many requests a minute a share of errors says nothing: one of four would be 25 %. */
const ENOUGH_REQUESTS = 20;

/** Alarms and dashboard of the API. */
export class ServiceMonitoring extends Construct {
  private readonly loadBalancer: Record<string, string>;
  private readonly targetGroup: Record<string, string>;

  public constructor(scope: Construct, id: string, props: ServiceMonitoringProps) {
    super(scope, id);
    const { service, loadBalancer } = props;
    this.loadBalancer = { LoadBalancer: loadBalancer.loadBalancer.arnSuffix };
    this.targetGroup = { TargetGroup: service.targetGroup.arnSuffix, ...this.loadBalancer };
    this.createAlarms(props.topics);
    this.createDashboard(props);
  }

  private elb(name: string, statistic = "Sum", dimensions = this.targetGroup): Metric {
    return { namespace: "AWS/ApplicationELB", name, statistic, dimensions };
  }

  private createAlarms(topics: AlertTopics): void {
    // A metric of errors has no value in a minute without errors, and no value would make the sum none.
    const share = (errors: string) => `IF(FILL(requests,0) >= ${ENOUGH_REQUESTS}, 100*(${errors})/requests, 0)`;
    const requests = this.elb("RequestCount", "Sum", this.loadBalancer);
    const target5xx = this.elb("HTTPCode_Target_5XX_Count");
    new Alarm(this, "no-healthy-task", {
      description: "No task answers the load balancer. Look at the service's events and at the last deployment.",
      priority: "p1",
      topics,
      metric: this.elb("HealthyHostCount", "Maximum"),
      comparison: "below",
      threshold: 1,
      periods: 3,
      missingData: "bad",
    });
    new Alarm(this, "server-errors", {
      description: "More than 1 % of requests end in a 5xx. Look at the log for level ERROR and at Anthropic's status.",
      priority: "p2",
      topics,
      metric: { requests, target5xx, balancer5xx: this.elb("HTTPCode_ELB_5XX_Count", "Sum", this.loadBalancer) },
      expression: share("FILL(balancer5xx,0)+FILL(target5xx,0)"),
      threshold: 1,
    });
    new Alarm(this, "error-rate", {
      description: "More than 5 % of requests end in a 4xx or 5xx. Look at what was released last, and at the clients.",
      priority: "p3",
      topics,
      metric: { requests, target5xx, target4xx: this.elb("HTTPCode_Target_4XX_Count") },
      expression: share("FILL(target4xx,0)+FILL(target5xx,0)"),
      threshold: 5,
    });
    new Alarm(this, "latency", {
      description: "One request in a hundred takes longer than 10 s. Look at the traces of Anthropic's calls.",
      priority: "p3",
      topics,
      metric: this.elb("TargetResponseTime", "p99"),
      threshold: 10,
    });
  }

  private createDashboard({ service, cluster, tables }: ServiceMonitoringProps): void {
    const ecs = (name: string): Metric => ({
      namespace: "AWS/ECS",
      name,
      statistic: "Average",
      dimensions: { ClusterName: cluster.name, ServiceName: service.service.name },
    });
    const table = (name: string): Metric[] =>
      tables.map(({ tableName }) => ({
        namespace: "AWS/DynamoDB",
        name,
        statistic: "Sum",
        dimensions: { TableName: tableName },
      }));
    new Dashboard(this, "dashboard", {
      widgets: [
        { title: "Requests", metrics: [this.elb("RequestCount", "Sum", this.loadBalancer)] },
        {
          title: "Latency (s)",
          metrics: [this.elb("TargetResponseTime", "p50"), this.elb("TargetResponseTime", "p99")],
        },
        {
          title: "Errors",
          metrics: [
            this.elb("HTTPCode_Target_4XX_Count"),
            this.elb("HTTPCode_Target_5XX_Count"),
            this.elb("HTTPCode_ELB_5XX_Count", "Sum", this.loadBalancer),
            { ...APPLICATION_ERRORS, statistic: "Sum", dimensions: {} },
          ],
        },
        { title: "CPU and memory (%)", metrics: [ecs("CPUUtilization"), ecs("MemoryUtilization")] },
        { title: "Healthy tasks", metrics: [this.elb("HealthyHostCount", "Minimum")] },
        { title: "DynamoDB throttles", metrics: [...table("ReadThrottleEvents"), ...table("WriteThrottleEvents")] },
      ],
    });
  }
}
