import { ServiceDiscovery } from "../../../src/constructs/compute/service-discovery";
import { build } from "../../support/construct";
import { NETWORK, testService } from "../../support/service";

function discovered(namespace = "shop.internal") {
  return build((stack) => {
    testService(stack, { discovery: new ServiceDiscovery(stack, "names", { network: NETWORK, namespace }) });
  });
}

test("tasks are found by the service's name, which means something in the VPC only", () => {
  const { subject } = discovered();
  const namespace = subject.one("aws_service_discovery_private_dns_namespace");
  expect([namespace.get("name"), namespace.get("vpc")]).toEqual(["shop.internal", "vpc-1"]);
  const registry = subject.follow(subject.one("aws_ecs_service").get("service_registries.registry_arn"));
  expect([registry.get("name"), registry.get("namespace_id")]).toEqual(["api", namespace.ref("id")]);
});

test("Service Connect has a name of its own, because Cloud Map has one service of a name", () => {
  const { subject } = discovered();
  const connect = subject.one("aws_ecs_service").get("service_connect_configuration") as Record<string, never>;
  const [service] = connect["service"] as unknown as Record<string, string>[];
  expect(service?.["discovery_name"]).toBe("api-connect");
  const [app] = subject.one("aws_ecs_task_definition").containers();
  expect((app?.["portMappings"] as object[])[0]).toEqual({
    name: service?.["port_name"],
    containerPort: 8080,
    hostPort: 8080,
    protocol: "tcp",
  });
});

test("fails for a name that is no domain, and for a service that CodeDeploy owns", () => {
  expect(discovered("Shop").problems).toEqual([
    expect.stringContaining('names: namespace: got "Shop", allowed a lower-case'),
  ]);
  const { problems } = build((stack) => {
    const discovery = new ServiceDiscovery(stack, "names", { network: NETWORK, namespace: "shop.internal" });
    testService(stack, { deployment: "blue-green", discovery });
  });
  expect(problems).toEqual([
    expect.stringContaining(
      'api: deployment: got "blue-green", allowed blue-green without discovery and without a split',
    ),
  ]);
});
