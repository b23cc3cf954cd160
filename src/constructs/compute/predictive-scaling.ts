import type { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { CloudformationStack } from "@cdktf/provider-aws/lib/cloudformation-stack";
import { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";

/** How load is foreseen. */
export interface Prediction {
  /** Average CPU use that the foreseen number of tasks should have, in percent. */
  readonly cpuPercent: number;
  /**
   * `ForecastOnly`: the forecast is shown and nothing is scaled, which is how to begin. `ForecastAndScale`: tasks are
   * added ahead of the load. It never removes any; the other rules do.
   */
  readonly mode: "ForecastOnly" | "ForecastAndScale";
  /** Seconds that tasks are started ahead, 0 to 3600. @default 300 */
  readonly aheadSeconds?: number;
}

/** Props of {@link PredictiveScaling}. */
export interface PredictiveScalingProps extends Prediction {
  readonly target: AppautoscalingTarget;
}

/**
 * A predictive scaling policy of an ECS service. AWS provider 5.100.0 has no such policy, so it is the one resource
 * of a CloudFormation stack. It needs a day of metrics for a first forecast.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/predictive-auto-scaling.html
 */
export class PredictiveScaling extends Construct {
  public readonly stack: CloudformationStack;

  public constructor(scope: Construct, id: string, props: PredictiveScalingProps) {
    super(scope, id);
    const { target, cpuPercent, mode, aheadSeconds = 300 } = props;
    check(this, cpuPercent >= 1 && cpuPercent <= 100, {
      property: "cpuPercent",
      got: cpuPercent,
      allowed: "1 to 100",
      fix: "give the use in percent that tasks should have",
    });
    checkWhole(this, "aheadSeconds", aheadSeconds, { min: 0, max: 3600 });
    this.stack = new CloudformationStack(this, "stack", {
      name: physicalName(this, NAME_LIMITS.cloudFormationStack, "predictive-scaling"),
      templateBody: JSON.stringify({
        AWSTemplateFormatVersion: "2010-09-09",
        Resources: {
          Policy: {
            Type: "AWS::ApplicationAutoScaling::ScalingPolicy",
            Properties: {
              PolicyName: "prediction",
              PolicyType: "PredictiveScaling",
              ServiceNamespace: target.serviceNamespace,
              ScalableDimension: target.scalableDimension,
              ResourceId: target.resourceId,
              PredictiveScalingPolicyConfiguration: {
                Mode: mode,
                MaxCapacityBreachBehavior: "HonorMaxCapacity",
                SchedulingBufferTime: aheadSeconds,
                MetricSpecifications: [
                  {
                    TargetValue: cpuPercent,
                    PredefinedMetricPairSpecification: { PredefinedMetricType: "ECSServiceCPUUtilization" },
                  },
                ],
              },
            },
          },
        },
      }),
    });
  }
}
