import { Cluster } from "../../src/constructs/compute/cluster";
import { WebService, type Routing, type WebServiceProps } from "../../src/constructs/compute/web-service";
import { Certificate } from "../../src/constructs/edge/certificate";
import { LoadBalancer, type LoadBalancerProps } from "../../src/constructs/edge/load-balancer";
import { LogGroup } from "../../src/constructs/observability/log-group";
import type { Key } from "../../src/constructs/security/key";
import { LogBucket } from "../../src/constructs/storage/log-bucket";
import { Registry } from "../../src/constructs/storage/registry";
import type { LintelStack } from "../../src/stacks/lintel-stack";
import { testKey } from "./construct";

export const NETWORK = {
  vpcId: "vpc-1",
  publicSubnetIds: ["public-a", "public-b"],
  privateSubnetIds: ["private-a", "private-b"],
};

/** Who may look at a new version. */
export const TESTERS = ["203.0.113.0/24"];

/** What a service stands on, for tests of it and of what stands on it. */
export interface TestService {
  readonly key: Key;
  readonly logGroup: LogGroup;
  readonly registry: Registry;
  readonly cluster: Cluster;
  readonly loadBalancer: LoadBalancer;
  readonly service: WebService;
}

export function testLoadBalancer(
  stack: LintelStack,
  props: { readonly [Name in keyof LoadBalancerProps]?: LoadBalancerProps[Name] | undefined } = {},
): LoadBalancer {
  return new LoadBalancer(stack, "load-balancer", {
    network: NETWORK,
    certificate: new Certificate(stack, "certificate", { domain: "origin.example.com", hostedZoneId: "Z123" }),
    accessLogs: new LogBucket(stack, "access", { retentionDays: 30 }),
    ...props,
  } as LoadBalancerProps);
}

/** Props of a service that a test changes; `undefined` takes one away. */
export type ServiceChanges = { readonly [Name in keyof WebServiceProps]?: WebServiceProps[Name] | undefined };

/** A service with everything at its default, but for what a test changes. */
export function testService(
  stack: LintelStack,
  props: ServiceChanges = {},
  routing: Partial<Routing> = {},
): TestService {
  const key = testKey(stack);
  const logGroup = new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays: 30, key });
  const registry = new Registry(stack, "registry", { name: "api", key });
  const cluster = new Cluster(stack, "cluster", { key, logRetentionDays: 30 });
  const loadBalancer = testLoadBalancer(stack, props.deployment === "blue-green" ? { testFrom: TESTERS } : {});
  const service = new WebService(stack, "api", {
    name: "api",
    cluster,
    network: NETWORK,
    routing: { loadBalancer, hostNames: ["shop.example.com"], healthCheck: { path: "/health" }, ...routing },
    registry,
    imageTag: "v1",
    deployment: "terraform",
    containerPort: 8080,
    cpu: 512,
    memoryMib: 1024,
    desiredCount: 2,
    scaling: { minTasks: 2, maxTasks: 4, cpuPercent: 60 },
    logGroup,
    ...props,
  } as WebServiceProps);
  return { key, logGroup, registry, cluster, loadBalancer, service };
}
