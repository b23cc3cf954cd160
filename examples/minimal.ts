// An architecture of one's own in one file: a web service in private subnets behind an HTTPS load balancer that
// CloudFront reaches. Try it with: CDKTF_OUTDIR=build/minimal node bin/app.mjs examples/minimal.ts
import type { PublicEnvironment } from "../src/config/environment";
import { Cluster, insightsLogGroupName } from "../src/constructs/compute/cluster";
import { WebService } from "../src/constructs/compute/web-service";
import { AliasRecord } from "../src/constructs/edge/alias-record";
import { Certificate } from "../src/constructs/edge/certificate";
import { LoadBalancer } from "../src/constructs/edge/load-balancer";
import { Endpoints } from "../src/constructs/network/endpoints";
import { Vpc } from "../src/constructs/network/vpc";
import { LogGroup, logGroupPrefix } from "../src/constructs/observability/log-group";
import { Key } from "../src/constructs/security/key";
import { LogBucket } from "../src/constructs/storage/log-bucket";
import { Registry } from "../src/constructs/storage/registry";
import { architecture, run } from "../src/stacks/app";
import { LintelStack } from "../src/stacks/lintel-stack";

const dev: PublicEnvironment = {
  architecture: "minimal",
  name: "dev",
  account: "111111111111",
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  data: "disposable",
  domain: "minimal.example.com",
  hostedZoneId: "Z0000000000000EXAMPLE",
  alerts: { p1: {}, p2: {}, p3: {}, p4: {} },
};

const minimal = architecture([dev], (app, environment, backend) => {
  const props = { environment, ...(backend ? { backend } : {}) };
  const { domain, hostedZoneId } = environment;

  const base = new LintelStack(app, { ...props, layer: "foundation" });
  const key = new Key(base, "key", { description: "Everything of minimal" });
  key.allowLogGroups(logGroupPrefix(base), insightsLogGroupName(base));
  const network = new Vpc(base, "network", { cidrBlock: "10.0.0.0/16", natGateways: "one" });
  new Endpoints(base, "endpoints", { vpc: network });
  const registry = new Registry(base, "registry", { name: "web", key });
  const accessLogs = new LogBucket(base, "access", { retentionDays: 30 });

  const stack = new LintelStack(app, { ...props, layer: "service" });
  const loadBalancer = new LoadBalancer(stack, "load-balancer", {
    network,
    certificate: new Certificate(stack, "certificate", { domain: `origin.${domain}`, hostedZoneId }),
    accessLogs,
  });
  new AliasRecord(stack, "origin", { domain: `origin.${domain}`, hostedZoneId, target: loadBalancer.aliasTarget });
  new WebService(stack, "web", {
    name: "web",
    cluster: new Cluster(stack, "cluster", { key, logRetentionDays: 30 }),
    network,
    routing: { loadBalancer, hostNames: [domain], healthCheck: { path: "/health" } },
    registry,
    imageTag: "v1",
    deployment: "terraform",
    containerPort: 8080,
    cpu: 256,
    memoryMib: 512,
    desiredCount: 1,
    scaling: { minTasks: 1, maxTasks: 2, cpuPercent: 60 },
    logGroup: new LogGroup(stack, "log", { name: `${logGroupPrefix(stack)}web`, retentionDays: 30, key }),
  });
});

export const done = run(minimal);
