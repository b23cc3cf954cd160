import { Certificate } from "../../src/constructs/edge/certificate";
import { Distribution, type Api, type DistributionProps } from "../../src/constructs/edge/distribution";
import type { LoadBalancerProps } from "../../src/constructs/edge/load-balancer";
import { WebAcl } from "../../src/constructs/edge/web-acl";
import { LogBucket } from "../../src/constructs/storage/log-bucket";
import type { LintelStack } from "../../src/stacks/lintel-stack";
import { build, testKey, type Built } from "./construct";
import { testLoadBalancer } from "./service";

/** What a test changes of a distribution, of its API, and of the load balancer of that. */
export interface DistributionChanges {
  readonly props?: (stack: LintelStack) => {
    readonly [Name in keyof DistributionProps]?: DistributionProps[Name] | undefined;
  };
  readonly api?: (stack: LintelStack) => Partial<Api>;
  readonly loadBalancer?: { readonly [Name in keyof LoadBalancerProps]?: LoadBalancerProps[Name] | undefined };
}

/** A distribution with everything at its default, but for what a test changes. */
export function testDistribution({ props, api, loadBalancer = {} }: DistributionChanges = {}): Built {
  return build(
    (stack) => {
      const domain = "shop.example.com";
      new Distribution(stack, "distribution", {
        viewers: { domain, certificate: new Certificate(stack, "edge-certificate", { domain, hostedZoneId: "Z123" }) },
        webAcl: new WebAcl(stack, "web-acl", {
          rateLimit: { requests: 100, windowSeconds: 60 },
          managedRules: [],
          key: testKey(stack),
          logRetentionDays: 30,
        }),
        accessLogs: new LogBucket(stack, "logs-of-edge", { retentionDays: 30 }),
        api: {
          originDomain: "origin.example.com",
          loadBalancer: testLoadBalancer(stack, loadBalancer),
          ...api?.(stack),
        },
        ...props?.(stack),
      } as DistributionProps);
    },
    { region: "us-east-1", zones: ["us-east-1a", "us-east-1b"] },
  );
}
