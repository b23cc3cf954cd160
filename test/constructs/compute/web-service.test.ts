import { WebService } from "../../../src/constructs/compute/web-service";
import { Table } from "../../../src/constructs/database/table";
import { TargetGroup } from "../../../src/constructs/edge/target-group";
import { build } from "../../support/construct";
import { NETWORK, testService, type ServiceChanges } from "../../support/service";

function service(props: ServiceChanges = {}) {
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
  expect(service().subject.one("aws_lb_target_group").get("name")).toBe("shop-prod-api-8080");
});

test("another service gets a share of the requests, and comes back to who had the same browser before", () => {
  const { subject } = build((stack) => {
    const options = { healthCheck: { path: "/health" } };
    const targetGroup = new TargetGroup(stack, "other", { ...options, network: NETWORK, name: "other", port: 8080 });
    const { service: main, ...rest } = testService(
      stack,
      {},
      { split: { targetGroup, percent: 10, stickySeconds: 60 } },
    );
    new WebService(stack, "other-api", {
      ...rest,
      name: "other-api",
      network: NETWORK,
      routing: { ...options, loadBalancer: rest.loadBalancer, behind: { targetGroup, service: main } },
      imageTag: "v2",
      deployment: "terraform",
      containerPort: 8080,
      cpu: 512,
      memoryMib: 1024,
      desiredCount: 1,
    });
  });
  const [one, two] = ["api", "other"].map((name) => subject.one("aws_lb_target_group", name).ref("arn"));
  expect(subject.one("aws_lb_listener_rule").get("action.forward")).toEqual({
    target_group: [
      { arn: one, weight: 90 },
      { arn: two, weight: 10 },
    ],
    stickiness: { enabled: true, duration: 60 },
  });
  const other = subject.one("aws_ecs_service", "other-api");
  expect(other.get("load_balancer.target_group_arn")).toBe(two);
  // ECS refuses a group that no rule knows yet.
  expect(other.get("depends_on")).toContain("aws_lb_listener_rule.api_rule");
});

test.each([0, 100, 12.5])("a share of %d percent is refused", (percent) => {
  const { problems } = build((stack) => {
    const options = { healthCheck: { path: "/health" }, network: NETWORK, name: "other", port: 8080 };
    const targetGroup = new TargetGroup(stack, "other", options);
    testService(stack, {}, { split: { targetGroup, percent, stickySeconds: 60 } });
  });
  expect(problems).toEqual([
    expect.stringContaining(`api: split.percent: got ${percent}, allowed a whole number from 1 to 99`),
  ]);
});

test("what is granted is granted to the application's role", () => {
  const { subject } = build((stack) => {
    const { service: api, key } = testService(stack);
    api.grantReadWrite(new Table(stack, "chat", { name: "chat", partitionKey: { name: "id" }, key }));
  });
  const [items] = subject.one("aws_iam_role_policy", "api task-role").statements();
  expect(items?.resources).toEqual([subject.one("aws_dynamodb_table").ref("arn")]);
});

test("without a load balancer only the named blocks reach the tasks, at public addresses", () => {
  const { subject } = build((stack) => {
    testService(stack, { routing: undefined, scaling: undefined, subnets: "public", directFrom: ["203.0.113.0/24"] });
  });
  const created = subject.one("aws_ecs_service");
  expect(created.get("network_configuration.assign_public_ip")).toBe(true);
  expect(created.get("network_configuration.subnets")).toEqual(["public-a", "public-b"]);
  expect([created.get("load_balancer"), created.get("health_check_grace_period_seconds")]).toEqual([
    undefined,
    undefined,
  ]);
  const into = subject
    .all("aws_vpc_security_group_ingress_rule")
    .filter((rule) => rule.get("security_group_id") === subject.one("aws_security_group", "api").ref("id"));
  expect(into.map((rule) => [rule.get("cidr_ipv4"), rule.get("from_port")])).toEqual([["203.0.113.0/24", 8080]]);
  // Nothing else changes the number of tasks, so Terraform does.
  expect(created.get("lifecycle.ignore_changes")).toEqual([]);
});

test("tasks beyond a number run on Spot capacity", () => {
  const strategy = (spotBeyondTasks: number) =>
    service({ spotBeyondTasks }).subject.one("aws_ecs_service").get("capacity_provider_strategy");
  expect(strategy(0)).toEqual([{ capacity_provider: "FARGATE_SPOT", weight: 1 }]);
  expect(strategy(2)).toEqual([
    { base: 2, capacity_provider: "FARGATE", weight: 0 },
    { capacity_provider: "FARGATE_SPOT", weight: 1 },
  ]);
  expect(service({ spotBeyondTasks: 0 }).subject.one("aws_ecs_service").get("launch_type")).toBeUndefined();
});

test("without host names and paths every request is passed on", () => {
  const { subject } = build((stack) => void testService(stack, {}, { hostNames: [] }));
  expect(subject.one("aws_lb_listener_rule").list("condition")).toEqual([{ path_pattern: { values: ["/*"] } }]);
});

test("paths narrow what the load balancer passes on", () => {
  const { subject } = build((stack) => void testService(stack, {}, { paths: ["/api/*", "/ws"] }));
  expect(subject.one("aws_lb_listener_rule").list("condition")).toEqual([
    { host_header: { values: ["shop.example.com"] } },
    { path_pattern: { values: ["/api/*", "/ws"] } },
  ]);
});

test("a name that is given is taken", () => {
  expect(service({ serviceName: "web" }).subject.one("aws_ecs_service").get("name")).toBe("web");
});

test.each<[ServiceChanges, string]>([
  [{ directFrom: ["0.0.0.0/0"] }, 'directFrom: got "0.0.0.0/0", allowed IPv4 blocks of /16 or smaller'],
  [{ directFrom: ["10.0.0.0/8"] }, 'directFrom: got "10.0.0.0/8"'],
  [{ desiredCount: -1 }, "desiredCount: got -1, allowed a whole number from 0"],
  [{ spotBeyondTasks: 0.5 }, "spotBeyondTasks: got 0.5, allowed a whole number"],
  [{ serviceName: "a b" }, 'serviceName: got "a b", allowed 1 to 255 letters'],
  [
    { deployment: "blue-green", routing: undefined, scaling: undefined },
    'deployment: got "blue-green", allowed blue-green with',
  ],
  [
    { deployment: "blue-green", spotBeyondTasks: 1 },
    'deployment: got "blue-green", allowed blue-green with routing, and',
  ],
])("refuses %j", (props, message) => {
  const { problems } = service(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`api: ${message}`);
});

test("more hosts and paths than a rule can hold are refused", () => {
  const { problems } = build((stack) => void testService(stack, {}, { paths: ["/a", "/b", "/c", "/d", "/e"] }));
  expect(problems[0]).toContain("api: routing: got");
  expect(problems[0]).toContain("allowed five host names and paths together");
});
