import type { Environment, PublicEnvironment, Retention } from "../../config/environment";
import type { InferenceProfile } from "../../constructs/ai/bedrock-model";
import type { ScalingRules } from "../../constructs/compute/service-scaling";
import type { AuroraCapacity } from "../../constructs/database/aurora-capacity";
import type { Shift } from "../../constructs/delivery/blue-green";
import type { GithubRepository } from "../../constructs/delivery/github-deployer";
import type { SourceRepository } from "../../constructs/delivery/pipeline";
import type { NatGateways } from "../../constructs/network/vpc";

/** What every copy of Health Helper says of itself. */
interface HealthHelper {
  readonly network: { readonly cidrBlock: string; readonly natGateways: NatGateways };
  /** Name of the ECS service. */
  readonly serviceName: string;
  readonly backend: {
    /** 1024 are one vCPU. */
    readonly cpu: number;
    readonly memoryMib: number;
    readonly tasks: number;
  };
  readonly database: {
    /** The document's 15.3 can neither pause nor hold the knowledge base. */
    readonly engineVersion: string;
    readonly capacity: AuroraCapacity;
    readonly readers: number;
    readonly maxConnections: number;
    readonly backupRetentionDays: number;
  };
  /** Names of the buckets, which all of AWS shares: change them where they are taken. */
  readonly buckets: { readonly frontend: string; readonly uploads: string };
  /** The model that answers. The document's Claude 3.5 Sonnet is retired. */
  readonly model: { readonly id: string; readonly profile?: InferenceProfile };
  /** The key of Deepgram, which Transcribe has replaced, is still handed to the application. @default false */
  readonly deepgram?: boolean;
  /** Tag of the image in the task definition that Terraform registers; deployments bring their own. */
  readonly imageTag: string;
  readonly retention: Retention;
}

/** Reached through CloudFront: the shape that the document describes. */
export interface CdnEnvironment extends PublicEnvironment, HealthHelper {
  readonly access: "cdn";
  readonly scaling: ScalingRules;
  readonly cache: { readonly nodeType: string; readonly nodes: number; readonly snapshotDays: number };
  /** Requests to the API that one address may make in five minutes. */
  readonly requestsPer5Minutes: number;
  /** Countries that are blocked. @default - none */
  readonly blockedCountries?: readonly string[];
  readonly shift: Shift;
  /** IPv4 blocks that may look at a new version before it gets requests. */
  readonly testFrom: readonly string[];
  readonly source: SourceRepository;
  readonly dashboardName: string;
}

/** Without load balancer and CDN: the development form. It has no TLS, so no real patient's data either. */
export interface DirectEnvironment extends Environment, HealthHelper {
  readonly access: "direct";
  /** IPv4 blocks that reach task and site, such as an office's address. Nobody else does. */
  readonly directFrom: readonly string[];
  readonly github: GithubRepository;
}

export type HealthHelperEnvironment = CdnEnvironment | DirectEnvironment;

const SHARED = {
  architecture: "health-helper",
  region: "us-east-1",
  zones: ["us-east-1a", "us-east-1b"],
  model: {
    id: "anthropic.claude-sonnet-4-5-20250929-v1:0",
    profile: { geography: "us", regions: ["us-east-1", "us-east-2", "us-west-2"] },
  },
  imageTag: "bootstrap",
} as const;

/** The production environment that the document describes. */
const prod: CdnEnvironment = {
  ...SHARED,
  name: "prod",
  account: "666666666666",
  data: "protected",
  domain: "health-helper.example.com",
  hostedZoneId: "Z0000000000000HHPROD",
  alerts: {
    p1: { emails: ["oncall@health-helper.example.com"] },
    p2: { emails: ["oncall@health-helper.example.com"] },
    p3: { emails: ["team@health-helper.example.com"] },
    p4: { emails: ["team@health-helper.example.com"] },
  },
  access: "cdn",
  network: { cidrBlock: "10.50.0.0/16", natGateways: "one" },
  serviceName: "health-helper-backend",
  backend: { cpu: 512, memoryMib: 1024, tasks: 2 },
  scaling: {
    minTasks: 2,
    maxTasks: 10,
    cpuPercent: 70,
    memoryPercent: 80,
    steps: {
      out: [
        { metric: "cpu", above: 70, addTasks: 2 },
        { metric: "memory", above: 80, addTasks: 2 },
        { metric: "requests", above: 1000, addTasks: 1 },
      ],
      in: { removeTasks: 1, afterMinutes: 5 },
    },
  },
  database: {
    engineVersion: "16.8",
    capacity: { minAcu: 0.5, maxAcu: 4 },
    readers: 1,
    maxConnections: 400,
    backupRetentionDays: 14,
  },
  cache: { nodeType: "cache.t4g.micro", nodes: 2, snapshotDays: 1 },
  buckets: { frontend: "health-helper-frontend-prod", uploads: "health-helper-uploads-prod" },
  requestsPer5Minutes: 100,
  shift: "CodeDeployDefault.ECSCanary10Percent5Minutes",
  testFrom: [],
  source: { host: "GitHub", repository: "health-helper/backend", branch: "release" },
  dashboardName: "Health-Helper-Production",
  // Six years, as HIPAA wants records of access to be kept.
  retention: { logDays: 365, accessLogDays: 365, trailDays: 2190 },
};

/** As production, with what one release candidate needs. */
const staging: CdnEnvironment = {
  ...prod,
  name: "staging",
  account: "555555555555",
  domain: "staging.health-helper.example.com",
  hostedZoneId: "Z00000000000HHSTAGING",
  alerts: { p1: prod.alerts.p3, p2: prod.alerts.p3, p3: prod.alerts.p3, p4: prod.alerts.p3 },
  network: { cidrBlock: "10.51.0.0/16", natGateways: "one" },
  serviceName: "health-helper-backend-staging",
  backend: { ...prod.backend, tasks: 1 },
  scaling: { ...prod.scaling, minTasks: 1, maxTasks: 4 },
  database: {
    ...prod.database,
    capacity: { minAcu: 0.5, maxAcu: 2 },
    readers: 0,
    maxConnections: 200,
    backupRetentionDays: 7,
  },
  cache: { ...prod.cache, nodes: 1, snapshotDays: 0 },
  buckets: { frontend: "health-helper-frontend-staging", uploads: "health-helper-uploads-staging" },
  testFrom: ["203.0.113.0/24"],
  source: { ...prod.source, branch: "main" },
  dashboardName: "Health-Helper-Staging",
  retention: { logDays: 90, accessLogDays: 90, trailDays: 365 },
};

/** One small task that an office reaches directly; the database sleeps when nobody works. */
const dev: DirectEnvironment = {
  ...SHARED,
  name: "dev",
  account: "777777777777",
  data: "disposable",
  alerts: { p1: prod.alerts.p4, p2: prod.alerts.p4, p3: prod.alerts.p4, p4: prod.alerts.p4 },
  access: "direct",
  directFrom: ["203.0.113.0/24"],
  network: { cidrBlock: "10.52.0.0/16", natGateways: "none" },
  serviceName: "health-helper-backend-dev",
  backend: { cpu: 256, memoryMib: 512, tasks: 1 },
  database: {
    ...prod.database,
    capacity: { minAcu: 0, maxAcu: 4, pauseAfterSeconds: 300 },
    readers: 0,
    backupRetentionDays: 1,
  },
  buckets: { frontend: "health-helper-frontend-dev", uploads: "health-helper-uploads-dev" },
  github: { repository: "health-helper/backend", environment: "dev", provider: "create" },
  retention: { logDays: 30, accessLogDays: 30, trailDays: 90 },
};

export const environments: readonly HealthHelperEnvironment[] = [dev, staging, prod];
