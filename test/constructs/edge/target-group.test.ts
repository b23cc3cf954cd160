import { TargetGroup, type TargetGroupProps } from "../../../src/constructs/edge/target-group";
import { build } from "../../support/construct";
import { NETWORK } from "../../support/service";

function group(props: Partial<TargetGroupProps> = {}) {
  return build((stack) => {
    new TargetGroup(stack, "group", { network: NETWORK, name: "api", port: 80, healthCheck: { path: "/" }, ...props });
  });
}

test("what replaces a group is made before the group goes, so a name that is given is given for one group", () => {
  const { subject } = group();
  expect(subject.one("aws_lb_target_group").get("lifecycle.create_before_destroy")).toBe(true);
  expect(subject.one("aws_lb_target_group").get("name")).toBe("shop-prod-api");
  expect(group({ targetGroupName: "tg" }).subject.one("aws_lb_target_group").get("name")).toBe("tg");
});

test("a browser comes back to its task only where that is asked for", () => {
  expect(group().subject.one("aws_lb_target_group").get("stickiness")).toBeUndefined();
  expect(group({ stickySeconds: 3600 }).subject.one("aws_lb_target_group").get("stickiness")).toEqual({
    enabled: true,
    type: "lb_cookie",
    cookie_duration: 3600,
  });
});

test.each<[Partial<TargetGroupProps>, string]>([
  [
    { healthCheck: { path: "/", intervalSeconds: 5, timeoutSeconds: 5 } },
    "healthCheck.timeoutSeconds: got 5, allowed 2 to 4, below the interval",
  ],
  [{ healthCheck: { path: "/", intervalSeconds: 400 } }, "healthCheck.intervalSeconds: got 400, allowed 5 to 300"],
  [{ healthCheck: { path: "/", healthyThreshold: 1 } }, "healthCheck.healthyThreshold: got 1, allowed 2 to 10"],
  [{ healthCheck: { path: "/", unhealthyThreshold: 11 } }, "healthCheck.unhealthyThreshold: got 11, allowed 2 to 10"],
  [{ stickySeconds: 0 }, "stickySeconds: got 0, allowed a whole number from 1"],
  [{ deregistrationDelaySeconds: 4000 }, "deregistrationDelaySeconds: got 4000, allowed a whole number from 0 to 3600"],
  [{ targetGroupName: "-tg" }, 'targetGroupName: got "-tg", allowed 1 to 32 letters'],
])("fails for %j", (props, message) => {
  const { problems } = group(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`group: ${message}`);
});
