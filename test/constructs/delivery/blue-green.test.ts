import { BlueGreen, type BlueGreenProps } from "../../../src/constructs/delivery/blue-green";
import type { WebServiceProps } from "../../../src/constructs/compute/web-service";
import { Alarm } from "../../../src/constructs/observability/alarm";
import { Role } from "../../../src/constructs/security/role";
import { build } from "../../support/construct";
import { testService, TESTERS } from "../../support/service";

const GROUP = "aws_codedeploy_deployment_group";

function blueGreen(props: Partial<BlueGreenProps> = {}, deployment: WebServiceProps["deployment"] = "blue-green") {
  return build((stack) => {
    const { cluster, service } = testService(stack, { deployment });
    const topics = { p1: "arn:p1", p2: "arn:p2", p3: "arn:p3", p4: "arn:p4" };
    const metric = service.metric("CPUUtilization");
    const alarm = new Alarm(stack, "busy", { description: "d", priority: "p1", topics, metric, threshold: 90 });
    const created = new BlueGreen(stack, "blue-green", {
      cluster,
      service,
      shift: "CodeDeployDefault.ECSCanary10Percent5Minutes",
      alarms: [alarm],
      ...props,
    });
    created.grantDeploy(
      new Role(stack, "deployer", { name: "d", description: "d", assumedBy: "codebuild.amazonaws.com" }),
    );
  });
}

test("moves requests between two groups, step by step, and back when an alarm fires", () => {
  const { subject } = blueGreen();
  const group = subject.one(GROUP);
  expect(group.get("deployment_config_name")).toBe("CodeDeployDefault.ECSCanary10Percent5Minutes");
  expect(group.get("auto_rollback_configuration.events")).toEqual(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]);
  expect(group.get("alarm_configuration.alarms")).toEqual([
    subject.one("aws_cloudwatch_metric_alarm", "busy").ref("alarm_name"),
  ]);
  const pair = group.get("load_balancer_info.target_group_pair_info") as Record<string, unknown>;
  expect(pair["target_group"]).toHaveLength(2);
  expect(pair["prod_traffic_route"]).toEqual({ listener_arns: [subject.one("aws_lb_listener", "https").ref("arn")] });
  expect(pair["test_traffic_route"]).toEqual({
    listener_arns: [subject.one("aws_lb_listener", "test-listener").ref("arn")],
  });
});

test("what CodeDeploy changes, Terraform leaves alone", () => {
  const { subject } = blueGreen();
  const service = subject.one("aws_ecs_service");
  expect(service.get("deployment_controller.type")).toBe("CODE_DEPLOY");
  expect(service.get("deployment_circuit_breaker")).toBeUndefined();
  expect(service.get("lifecycle.ignore_changes")).toEqual(["desired_count", "task_definition", "load_balancer"]);
  expect(subject.one("aws_lb_listener_rule").get("lifecycle.ignore_changes")).toEqual(["action"]);
  expect(subject.one("aws_lb_listener", "test-listener").get("lifecycle.ignore_changes")).toEqual(["default_action"]);
});

test("only testers reach the test listener", () => {
  const { subject } = blueGreen();
  const rules = subject.all("aws_vpc_security_group_ingress_rule").filter((rule) => rule.get("from_port") === 8443);
  expect(rules.map((rule) => rule.get("cidr_ipv4"))).toEqual(TESTERS);
});

test("its role replaces tasks of this service and changes these listeners only", () => {
  const { subject } = blueGreen();
  const statements = subject.one("aws_iam_role_policy", "blue-green").statements();
  const wide = statements.filter(({ resources }) => resources.includes("*")).flatMap(({ actions }) => actions);
  expect(wide.filter((action) => !/:Describe/.test(action))).toEqual(["ecs:CreateTaskSet"]);
  const rules = statements.find(({ actions }) => actions.includes("elasticloadbalancing:ModifyRule"));
  expect(rules?.resources).toEqual([subject.one("aws_lb_listener_rule").ref("arn")]);
});

test("who may deploy may deploy this group", () => {
  const { subject } = blueGreen();
  const statements = subject.one("aws_iam_role_policy", "deployer").statements();
  const deploy = statements.find(({ actions }) => actions.includes("codedeploy:CreateDeployment"));
  expect(deploy?.resources).toEqual([subject.one("aws_codedeploy_app").ref("arn"), subject.one(GROUP).ref("arn")]);
});

test("refuses a service that has one target group", () => {
  const { problems } = blueGreen({}, "pipeline");
  expect(problems).toEqual([
    expect.stringContaining(
      'blue-green: service: got "1 target group(s)", allowed a service with two target groups and a test listener; ' +
        'give the service `deployment: "blue-green"` and routing',
    ),
  ]);
});

test("refuses to keep old tasks for more than two days", () => {
  const { problems } = blueGreen({ keepOldMinutes: 3000 });
  expect(problems[0]).toContain("keepOldMinutes: got 3000, allowed a whole number from 0 to 2880");
});
