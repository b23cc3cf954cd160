import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { LoadBalancer } from "../edge/load-balancer";
import { watch, type Metric, type Metrics } from "../observability/metric";
import type { Cluster } from "./cluster";
import { PredictiveScaling, type Prediction } from "./predictive-scaling";

/** A metric of the service that steps can be made of. */
export type ServiceMetric = "cpu" | "memory" | "requests";

/** Tasks added at once when a metric is too high. */
export interface StepOut {
  /** `cpu` and `memory`: average use in percent. `requests`: requests a minute to the whole load balancer. */
  readonly metric: ServiceMetric;
  readonly above: number;
  readonly addTasks: number;
  /** The metric has to be lower than this before tasks are removed. @default - {@link above} */
  readonly below?: number;
}

/** Tasks added and removed by steps. Target tracking, if there is any, then only adds. */
export interface Steps {
  readonly out: readonly StepOut[];
  /** Minutes that a metric has to be too high. @default 1 */
  readonly outAfterMinutes?: number;
  /** Tasks removed at once when every metric of {@link out} was low enough for some minutes. */
  readonly in: { readonly removeTasks: number; readonly afterMinutes: number };
}

/** Bounds that hold from a time of the week on, until another one sets others. */
export interface ScheduledBounds {
  /** Unique in the service, such as `evening`. */
  readonly name: string;
  /** `cron(…)` of Application Auto Scaling, such as `cron(0 20 ? * MON-FRI *)`. */
  readonly schedule: string;
  /** Time zone of the schedule. @default "Etc/UTC" */
  readonly timezone?: string;
  readonly minTasks: number;
  readonly maxTasks: number;
}

/** How the number of tasks follows the load. */
export interface ScalingRules {
  /** Tasks that always run. */
  readonly minTasks: number;
  /** Tasks that never become more; bounds the cost. */
  readonly maxTasks: number;
  /** Average CPU use that the number of tasks is kept at, in percent. @default - not tracked */
  readonly cpuPercent?: number;
  /** Average memory use that the number of tasks is kept at, in percent. @default - not tracked */
  readonly memoryPercent?: number;
  /** Requests a minute that each task should get. @default - not tracked */
  readonly requestsPerTask?: number;
  /** @default - no steps */
  readonly steps?: Steps;
  /** @default - the bounds never change */
  readonly schedule?: readonly ScheduledBounds[];
  /** Adds tasks ahead of load that CPU use of past weeks lets expect. @default - no prediction */
  readonly prediction?: Prediction;
}

/** Props of {@link ServiceScaling}. */
export interface ServiceScalingProps extends ScalingRules {
  readonly service: EcsService;
  readonly cluster: Cluster;
  /** Needed for rules on requests. @default - none */
  readonly loadBalancer?: LoadBalancer;
  /** The group whose requests are tracked. @default - none */
  readonly targetGroup?: LbTargetGroup;
}

/** Seconds after a change before tasks are added, and before they are removed. */
const SCALE_OUT_COOLDOWN = 60;
const SCALE_IN_COOLDOWN = 300;

/**
 * Scaling of an ECS service. With target tracking alone, tasks are added when one of the targets is exceeded and
 * removed when all are met. With steps, tracking only adds and the one step that removes waits until every metric of
 * the steps was in order, so that no rule takes away what another one has just added. Of several rules that add, the
 * one that wants most tasks wins.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export class ServiceScaling extends Construct {
  public readonly target: AppautoscalingTarget;

  public constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { service, cluster, loadBalancer, targetGroup, minTasks, maxTasks } = props;
    const { cpuPercent, memoryPercent, requestsPerTask, steps, schedule = [], prediction } = props;
    const isSound = this.checkProps(props);
    this.target = new AppautoscalingTarget(this, "target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${cluster.name}/${service.name}`,
      minCapacity: minTasks,
      maxCapacity: maxTasks,
    });
    const track = (id: string, targetValue: number | undefined, metric: string, label?: string) => {
      if (targetValue !== undefined) this.track(id, targetValue, metric, steps !== undefined, label);
    };
    track("cpu", cpuPercent, "ECSServiceAverageCPUUtilization");
    track("memory", memoryPercent, "ECSServiceAverageMemoryUtilization");
    if (loadBalancer && targetGroup) {
      const label = `${loadBalancer.loadBalancer.arnSuffix}/${targetGroup.arnSuffix}`;
      track("requests", requestsPerTask, "ALBRequestCountPerTarget", label);
    }
    if (steps && isSound) this.createSteps(steps, props);
    for (const bounds of schedule) this.createSchedule(bounds);
    if (prediction) new PredictiveScaling(this, "prediction", { target: this.target, ...prediction });
  }

  private get scaled() {
    const { serviceNamespace, scalableDimension, resourceId } = this.target;
    return { serviceNamespace, scalableDimension, resourceId };
  }

  private track(id: string, targetValue: number, metric: string, onlyAdds: boolean, resourceLabel?: string): void {
    new AppautoscalingPolicy(this, id, {
      name: id,
      policyType: "TargetTrackingScaling",
      ...this.scaled,
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        predefinedMetricSpecification: {
          predefinedMetricType: metric,
          ...(resourceLabel === undefined ? {} : { resourceLabel }),
        },
        scaleOutCooldown: SCALE_OUT_COOLDOWN,
        scaleInCooldown: SCALE_IN_COOLDOWN,
        ...(onlyAdds ? { disableScaleIn: true } : {}),
      },
    });
  }

  private createSteps({ out, outAfterMinutes = 1, in: back }: Steps, props: ServiceScalingProps): void {
    for (const { metric, above, addTasks } of out) {
      this.step(`${metric}-out`, addTasks, SCALE_OUT_COOLDOWN, outAfterMinutes, {
        description: `Adds ${addTasks} task(s) above ${above}`,
        metric: this.metric(metric, props),
        threshold: above,
      });
    }
    // A composite alarm can't start a scaling policy: one expression says whether everything is in order.
    const metrics = Object.fromEntries(out.map(({ metric }) => [metric, this.metric(metric, props)]));
    const inOrder = out.map(({ metric, above, below = above }) => `FILL(${metric},0)<${below}`).join(" AND ");
    this.step("in", -back.removeTasks, SCALE_IN_COOLDOWN, back.afterMinutes, {
      description: `Removes ${back.removeTasks} task(s) when no metric is too high`,
      metric: metrics,
      expression: `IF(${inOrder},1,0)`,
      threshold: 0,
    });
  }

  private step(
    id: string,
    scalingAdjustment: number,
    cooldown: number,
    minutes: number,
    alarm: { description: string; metric: Metrics; expression?: string; threshold: number },
  ): void {
    const { description, threshold, ...watched } = alarm;
    const policy = new AppautoscalingPolicy(this, id, {
      name: id,
      policyType: "StepScaling",
      ...this.scaled,
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        cooldown,
        metricAggregationType: "Average",
        // Both alarms fire above their threshold, so one step covers everything from it on.
        stepAdjustment: [{ scalingAdjustment, metricIntervalLowerBound: "0" }],
      },
    });
    new CloudwatchMetricAlarm(this, `${id}-alarm`, {
      alarmName: physicalName(this, NAME_LIMITS.alarm, `scaling-${id}`),
      alarmDescription: description,
      comparisonOperator: "GreaterThanThreshold",
      threshold,
      evaluationPeriods: minutes,
      treatMissingData: "notBreaching",
      alarmActions: [policy.arn],
      ...watch({ ...watched, periodSeconds: 60 }),
    });
  }

  private metric(which: ServiceMetric, { service, cluster, loadBalancer }: ServiceScalingProps): Metric {
    if (which === "requests" && loadBalancer) return loadBalancer.metric("RequestCount");
    return serviceMetric(service, cluster, which === "memory" ? "MemoryUtilization" : "CPUUtilization");
  }

  private createSchedule({ name, schedule, timezone = "Etc/UTC", minTasks, maxTasks }: ScheduledBounds): void {
    new AppautoscalingScheduledAction(this, `schedule-${name}`, {
      name,
      ...this.scaled,
      schedule,
      timezone,
      scalableTargetAction: { minCapacity: String(minTasks), maxCapacity: String(maxTasks) },
    });
  }

  /** Returns whether steps can be made of the props. */
  private checkProps(props: ServiceScalingProps): boolean {
    const { minTasks, maxTasks, cpuPercent, memoryPercent, requestsPerTask, loadBalancer, schedule = [] } = props;
    this.checkBounds("", minTasks, maxTasks);
    for (const bounds of schedule) this.checkBounds(`schedule.${bounds.name}.`, bounds.minTasks, bounds.maxTasks);
    for (const [property, got] of Object.entries({ cpuPercent, memoryPercent })) {
      check(this, got === undefined || (got >= 1 && got <= 100), {
        property,
        got,
        allowed: "1 to 100",
        fix: "give the use in percent that tasks should be kept at",
      });
    }
    check(this, requestsPerTask === undefined || (requestsPerTask >= 1 && loadBalancer !== undefined), {
      property: "requestsPerTask",
      got: requestsPerTask,
      allowed: "1 or more, behind a load balancer",
      fix: "give the requests a minute that one task handles well",
    });
    return props.steps === undefined || this.checkSteps(props.steps, loadBalancer);
  }

  private checkBounds(prefix: string, minTasks: number, maxTasks: number): void {
    check(this, Number.isInteger(minTasks) && minTasks >= 1, {
      property: `${prefix}minTasks`,
      got: minTasks,
      allowed: "1 or more",
      fix: "keep at least one task",
    });
    check(this, Number.isInteger(maxTasks) && maxTasks >= minTasks, {
      property: `${prefix}maxTasks`,
      got: maxTasks,
      allowed: `${minTasks} (minTasks) or more`,
      fix: "raise the maximum or lower the minimum",
    });
  }

  private checkSteps({ out, outAfterMinutes, in: back }: Steps, loadBalancer: LoadBalancer | undefined): boolean {
    const metrics = out.map(({ metric }) => metric);
    const isComplete = metrics.length > 0 && new Set(metrics).size === metrics.length;
    const isSound = check(this, isComplete && (loadBalancer !== undefined || !metrics.includes("requests")), {
      property: "steps.out",
      got: metrics,
      allowed: "each of cpu, memory and requests once at most; requests behind a load balancer",
      fix: "remove a step, or add routing",
    });
    for (const { metric, above, addTasks, below = above } of out) {
      check(this, below <= above, {
        property: `steps.out.${metric}.below`,
        got: below,
        allowed: `${above} (above) or less`,
        fix: "tasks that were just added would be removed at once: lower it",
      });
      checkWhole(this, `steps.out.${metric}.addTasks`, addTasks, { min: 1, max: 5000 });
    }
    checkWhole(this, "steps.outAfterMinutes", outAfterMinutes, { min: 1, max: 1440 });
    checkWhole(this, "steps.in.removeTasks", back.removeTasks, { min: 1, max: 5000 });
    checkWhole(this, "steps.in.afterMinutes", back.afterMinutes, { min: 1, max: 1440 });
    return isSound;
  }
}

/** Average use of a service's tasks, in percent. */
export function serviceMetric(
  service: EcsService,
  cluster: Cluster,
  name: "CPUUtilization" | "MemoryUtilization",
): Metric {
  const dimensions = { ClusterName: cluster.name, ServiceName: service.name };
  return { namespace: "AWS/ECS", name, statistic: "Average", dimensions };
}
