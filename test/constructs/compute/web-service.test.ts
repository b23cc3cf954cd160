import type { HealthCheck, WebServiceProps } from "../../../src/constructs/compute/web-service";
import { Table } from "../../../src/constructs/database/table";
import { build } from "../../support/construct";
import { testService } from "../../support/service";

function service(props: Partial<WebServiceProps> = {}) {
  return build((stack) => void testService(stack, props));
}

test("tasks run in private subnets without public addresses", () => {
  const { subject } = service();
  expect(subject.one("aws_ecs_service").get("network_configuration")).toEqual({
    assign_public_ip: false,
    security_groups: [subject.one("aws_security_group", "api").ref("id")],
    subnets: ["private-a", "private-b"],
  });
});

test("a deployment keeps all tasks and goes back when the new ones fail", () => {
  const created = service().subject.one("aws_ecs_service");
  expect([created.get("deployment_minimum_healthy_percent"), created.get("deployment_maximum_percent")]).toEqual([
    100, 200,
  ]);
  expect(created.get("deployment_circuit_breaker")).toEqual({ enable: true, rollback: true });
});

test.each([
  ["terraform", ["desired_count"]],
  ["pipeline", ["desired_count", "task_definition"]],
] as const)("deployed by %s, Terraform leaves %j alone", (deployment, ignored) => {
  expect(service({ deployment }).subject.one("aws_ecs_service").get("lifecycle.ignore_changes")).toEqual(ignored);
});

test("the service's address does not depend on who deploys it", () => {
  const names = (["terraform", "pipeline"] as const).map(
    (deployment) => service({ deployment }).subject.one("aws_ecs_service").name,
  );
  expect(names[0]).toBe(names[1]);
});

test("waits for the rule that sends requests to it, for its roles' permissions and for its ways", () => {
  const { subject } = service({ tracing: true });
  const rules = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"].flatMap((type) =>
    subject.all(type).filter(({ name }) => !name.includes("from-cloudfront")),
  );
  const awaited = [...rules, ...subject.all("aws_lb_listener_rule"), ...subject.all("aws_iam_role_policy")];
  expect(awaited).toHaveLength(6);
  const stack = subject.one("aws_ecs_service").stack;
  expect((subject.one("aws_ecs_service").get("depends_on") as string[]).sort()).toEqual(
    awaited.map(({ id }) => id.replace(`${stack}/`, "")).sort(),
  );
});

test("only the load balancer reaches the container, on its port", () => {
  const { subject } = service();
  const tasks = subject.one("aws_security_group", "api").ref("id");
  const rules = subject
    .all("aws_vpc_security_group_ingress_rule")
    .filter((rule) => rule.get("security_group_id") === tasks);
  expect(rules.map((rule) => [rule.get("referenced_security_group_id"), rule.get("from_port")])).toEqual([
    [subject.one("aws_security_group", "load-balancer").ref("id"), 8080],
  ]);
});

test("requests for the host names go to healthy tasks", () => {
  const { subject } = service();
  expect(subject.one("aws_lb_listener_rule").get("condition.host_header.values")).toEqual(["shop.example.com"]);
  expect(subject.one("aws_lb_target_group").get("health_check")).toEqual({
    enabled: true,
    healthy_threshold: 2,
    interval: 30,
    matcher: "200",
    path: "/health",
    protocol: "HTTP",
    timeout: 5,
    unhealthy_threshold: 3,
  });
});

test("a new port makes a new target group before the old one goes", () => {
  const group = service().subject.one("aws_lb_target_group");
  expect(group.get("name")).toBe("shop-prod-api-8080");
  expect(group.get("lifecycle.create_before_destroy")).toBe(true);
});

test("what is granted is granted to the application's role", () => {
  const { subject } = build((stack) => {
    const { service: api, key } = testService(stack);
    api.grantReadWrite(new Table(stack, "chat", { name: "chat", partitionKey: { name: "id" }, key }));
  });
  const [items] = subject.one("aws_iam_role_policy", "api task-role").statements();
  expect(items?.resources).toEqual([subject.one("aws_dynamodb_table").ref("arn")]);
});

test.each<[HealthCheck, string]>([
  [
    { path: "/", intervalSeconds: 5, timeoutSeconds: 5 },
    "api: healthCheck.timeoutSeconds: got 5, allowed 2 to 4, below the interval",
  ],
  [{ path: "/", intervalSeconds: 400 }, "healthCheck.intervalSeconds: got 400, allowed 5 to 300"],
  [{ path: "/", healthyThreshold: 1 }, "healthCheck.healthyThreshold: got 1, allowed 2 to 10"],
  [{ path: "/", unhealthyThreshold: 11 }, "healthCheck.unhealthyThreshold: got 11, allowed 2 to 10"],
])("fails for %j", (healthCheck, message) => {
  const { problems } = build((stack) => void testService(stack, {}, { healthCheck }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});
