import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { check } from "../../config/errors";
import type { LoadBalancer } from "../edge/load-balancer";
import type { Cluster } from "./cluster";

/** Props of {@link ServiceScaling}. */
export interface ServiceScalingProps {
  readonly service: EcsService;
  readonly cluster: Cluster;
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: LbTargetGroup;
  /** Tasks that always run. */
  readonly minTasks: number;
  /** Tasks that never become more; bounds the cost. */
  readonly maxTasks: number;
  /** Average CPU use that the number of tasks is kept at, in percent. */
  readonly cpuPercent: number;
  /** Requests a minute that each task should get. @default - not scaled by requests */
  readonly requestsPerTask?: number;
}

/**
 * Target tracking of an ECS service: tasks are added when one of the targets is exceeded and removed when all are
 * met.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export class ServiceScaling extends Construct {
  public readonly target: AppautoscalingTarget;

  public constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { service, cluster, loadBalancer, targetGroup, minTasks, maxTasks, cpuPercent, requestsPerTask } = props;
    this.checkProps(props);
    this.target = new AppautoscalingTarget(this, "target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${cluster.name}/${service.name}`,
      minCapacity: minTasks,
      maxCapacity: maxTasks,
    });
    this.track("cpu", cpuPercent, "ECSServiceAverageCPUUtilization");
    if (requestsPerTask !== undefined) {
      const label = `${loadBalancer.loadBalancer.arnSuffix}/${targetGroup.arnSuffix}`;
      this.track("requests", requestsPerTask, "ALBRequestCountPerTarget", label);
    }
  }

  private track(id: string, targetValue: number, predefinedMetricType: string, resourceLabel?: string): void {
    const { serviceNamespace, scalableDimension, resourceId } = this.target;
    new AppautoscalingPolicy(this, id, {
      name: id,
      policyType: "TargetTrackingScaling",
      serviceNamespace,
      scalableDimension,
      resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        predefinedMetricSpecification: {
          predefinedMetricType,
          ...(resourceLabel === undefined ? {} : { resourceLabel }),
        },
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  }

  private checkProps({ minTasks, maxTasks, cpuPercent, requestsPerTask }: ServiceScalingProps): void {
    check(this, Number.isInteger(minTasks) && minTasks >= 1, {
      property: "minTasks",
      got: minTasks,
      allowed: "1 or more",
      fix: "keep at least one task",
    });
    check(this, Number.isInteger(maxTasks) && maxTasks >= minTasks, {
      property: "maxTasks",
      got: maxTasks,
      allowed: `${minTasks} (minTasks) or more`,
      fix: "raise the maximum or lower the minimum",
    });
    check(this, cpuPercent >= 1 && cpuPercent <= 100, {
      property: "cpuPercent",
      got: cpuPercent,
      allowed: "1 to 100",
      fix: "give the use in percent that tasks should be kept at",
    });
    check(this, requestsPerTask === undefined || requestsPerTask >= 1, {
      property: "requestsPerTask",
      got: requestsPerTask,
      allowed: "1 or more",
      fix: "give the requests a minute that one task handles well",
    });
  }
}
