import type { ScalingRules } from "../../../src/constructs/compute/service-scaling";
import { build } from "../../support/construct";
import { testService } from "../../support/service";

function scaling(props: Partial<ScalingRules> = {}) {
  return build((stack) => void testService(stack, { scaling: { minTasks: 2, maxTasks: 4, cpuPercent: 60, ...props } }));
}

test("keeps the CPU at its target between the two bounds", () => {
  const { subject } = scaling();
  const target = subject.one("aws_appautoscaling_target");
  expect([target.get("min_capacity"), target.get("max_capacity")]).toEqual([2, 4]);
  const policy = subject.one("aws_appautoscaling_policy");
  expect(policy.get("target_tracking_scaling_policy_configuration.target_value")).toBe(60);
});

test("removes tasks more slowly than it adds them", () => {
  const policy = scaling().subject.one("aws_appautoscaling_policy");
  const tracking = "target_tracking_scaling_policy_configuration";
  expect(Number(policy.get(`${tracking}.scale_in_cooldown`))).toBeGreaterThan(
    Number(policy.get(`${tracking}.scale_out_cooldown`)),
  );
});

test("counts the requests of this load balancer's target group where that is asked for", () => {
  const { subject } = scaling({ requestsPerTask: 500 });
  const metric = subject
    .one("aws_appautoscaling_policy", "requests")
    .get("target_tracking_scaling_policy_configuration.predefined_metric_specification");
  expect(metric).toEqual({
    predefined_metric_type: "ALBRequestCountPerTarget",
    resource_label: `${subject.one("aws_lb").ref("arn_suffix")}/${subject.one("aws_lb_target_group").ref("arn_suffix")}`,
  });
});

test.each([
  [{ minTasks: 0 }, "api/scaling: minTasks: got 0, allowed 1 or more"],
  [{ minTasks: 5 }, "maxTasks: got 4, allowed 5 (minTasks) or more; raise the maximum or lower the minimum"],
  [{ cpuPercent: 0 }, "cpuPercent: got 0, allowed 1 to 100"],
  [{ cpuPercent: 101 }, "cpuPercent: got 101, allowed 1 to 100"],
  [{ requestsPerTask: 0 }, "requestsPerTask: got 0, allowed 1 or more"],
])("fails for %j", (wrong, message) => {
  const { problems } = scaling(wrong);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});
