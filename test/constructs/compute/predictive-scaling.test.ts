import type { Prediction } from "../../../src/constructs/compute/predictive-scaling";
import { build } from "../../support/construct";
import { testService } from "../../support/service";

function prediction(props: Partial<Prediction> = {}) {
  const rules = { cpuPercent: 70, mode: "ForecastOnly", ...props } as const;
  return build(
    (stack) => void testService(stack, { scaling: { minTasks: 2, maxTasks: 4, cpuPercent: 60, prediction: rules } }),
  );
}

test("is one policy of the service's own target, which only forecasts until it is told to scale", () => {
  const { subject } = prediction();
  const { Resources: resources } = subject.one("aws_cloudformation_stack").json("template_body") as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const [policy] = Object.values(resources);
  expect(Object.values(resources)).toHaveLength(1);
  expect(policy?.Type).toBe("AWS::ApplicationAutoScaling::ScalingPolicy");
  expect(policy?.Properties).toMatchObject({
    PolicyType: "PredictiveScaling",
    ResourceId: subject.one("aws_appautoscaling_target").ref("resource_id"),
    PredictiveScalingPolicyConfiguration: { Mode: "ForecastOnly", MetricSpecifications: [{ TargetValue: 70 }] },
  });
});

test.each<[Partial<Prediction>, string]>([
  [{ cpuPercent: 0 }, "cpuPercent: got 0, allowed 1 to 100"],
  [{ aheadSeconds: 4000 }, "aheadSeconds: got 4000, allowed a whole number from 0 to 3600"],
])("refuses %j", (props, message) => {
  const { problems } = prediction(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`prediction: ${message}`);
});
