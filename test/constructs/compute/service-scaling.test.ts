import type { ScalingRules, Steps } from "../../../src/constructs/compute/service-scaling";
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

const STEPS: Steps = {
  out: [
    { metric: "cpu", above: 70, addTasks: 2 },
    { metric: "requests", above: 1000, addTasks: 1 },
  ],
  in: { removeTasks: 1, afterMinutes: 5 },
};

test("with steps, tracking only adds, and one step removes when every metric is in order", () => {
  const { subject } = scaling({ memoryPercent: 80, steps: STEPS });
  const tracking = subject
    .all("aws_appautoscaling_policy")
    .filter((policy) => policy.get("policy_type") === "TargetTrackingScaling");
  expect(tracking).toHaveLength(2);
  for (const policy of tracking) {
    expect(policy.get("target_tracking_scaling_policy_configuration.disable_scale_in")).toBe(true);
  }
  const removing = subject
    .all("aws_appautoscaling_policy")
    .filter((policy) => Number(policy.get("step_scaling_policy_configuration.step_adjustment.scaling_adjustment")) < 0);
  expect(removing.map((policy) => policy.name)).toEqual(["api_scaling_in"]);
  const alarm = subject.one("aws_cloudwatch_metric_alarm", "in-alarm");
  expect(alarm.get("metric_query.0.expression")).toBe("IF(FILL(cpu,0)<70 AND FILL(requests,0)<1000,1,0)");
  expect(alarm.get("evaluation_periods")).toBe(5);
  expect(alarm.get("alarm_actions")).toEqual([subject.one("aws_appautoscaling_policy", "in").ref("arn")]);
});

test("without steps, tracking removes as well", () => {
  const policy = scaling().subject.one("aws_appautoscaling_policy", "cpu");
  expect(policy.get("target_tracking_scaling_policy_configuration.disable_scale_in")).toBeUndefined();
});

test("other bounds hold from a time of the week on", () => {
  const { subject } = scaling({
    schedule: [{ name: "evening", schedule: "cron(0 20 ? * MON-FRI *)", minTasks: 2, maxTasks: 3 }],
  });
  const action = subject.one("aws_appautoscaling_scheduled_action");
  expect([action.get("schedule"), action.get("timezone")]).toEqual(["cron(0 20 ? * MON-FRI *)", "Etc/UTC"]);
  expect(action.get("scalable_target_action")).toEqual({ min_capacity: "2", max_capacity: "3" });
});

test.each<[Partial<ScalingRules>, string]>([
  [{ memoryPercent: 101 }, "memoryPercent: got 101, allowed 1 to 100"],
  [{ steps: { ...STEPS, out: [] } }, "steps.out: got [], allowed each of cpu, memory and requests once at most"],
  [
    { steps: { ...STEPS, out: [STEPS.out[0], STEPS.out[0]] as Steps["out"] } },
    'steps.out: got ["cpu","cpu"], allowed each of cpu',
  ],
  [
    { steps: { ...STEPS, in: { removeTasks: 0, afterMinutes: 5 } } },
    "steps.in.removeTasks: got 0, allowed a whole number from 1",
  ],
  [
    { schedule: [{ name: "night", schedule: "cron(0 0 * * ? *)", minTasks: 3, maxTasks: 2 }] },
    "schedule.night.maxTasks: got 2, allowed 3 (minTasks) or more",
  ],
])("refuses %j", (wrong, message) => {
  const { problems } = scaling(wrong);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

test("rules on requests are refused without a load balancer", () => {
  const { problems } = build(
    (stack) =>
      void testService(stack, {
        routing: undefined,
        scaling: { minTasks: 1, maxTasks: 2, requestsPerTask: 100, steps: STEPS },
      }),
  );
  expect(problems).toEqual([
    expect.stringContaining("requestsPerTask: got 100, allowed 1 or more, behind a load balancer"),
    expect.stringContaining("steps.out: got"),
  ]);
});

test("a metric that has to be lower before tasks go keeps them from coming and going", () => {
  const { subject } = build((stack) => {
    testService(stack, {
      scaling: {
        minTasks: 1,
        maxTasks: 4,
        steps: { out: [{ metric: "cpu", above: 70, addTasks: 1, below: 30 }], in: { removeTasks: 1, afterMinutes: 5 } },
      },
    });
  });
  const [result] = subject.one("aws_cloudwatch_metric_alarm", "in-alarm").list("metric_query");
  expect(result?.["expression"]).toBe("IF(FILL(cpu,0)<30,1,0)");
});

test("fails for tasks that would go as soon as they have come", () => {
  const { problems } = build((stack) => {
    testService(stack, {
      scaling: {
        minTasks: 1,
        maxTasks: 4,
        steps: { out: [{ metric: "cpu", above: 70, addTasks: 1, below: 80 }], in: { removeTasks: 1, afterMinutes: 5 } },
      },
    });
  });
  expect(problems).toEqual([expect.stringContaining("steps.out.cpu.below: got 80, allowed 70 (above) or less")]);
});
