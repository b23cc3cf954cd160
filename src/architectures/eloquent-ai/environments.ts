import type { PublicEnvironment, Retention } from "../../config/environment";
import type { ScalingRules } from "../../constructs/compute/service-scaling";
import type { AuroraCapacity } from "../../constructs/database/aurora-capacity";
import type { Shift } from "../../constructs/delivery/blue-green";
import type { GithubRepository } from "../../constructs/delivery/github-deployer";
import type { NatGateways } from "../../constructs/network/vpc";

/** Where what must survive the loss of the environment's region is copied to. */
export interface Recovery {
  /** Another region than the environment's. */
  readonly region: string;
  /** Zones of that region. */
  readonly zones: readonly string[];
  readonly cidrBlock: string;
  /** A higher number gives the database another password; RDS can't change that of a global database. */
  readonly loginVersion: number;
}

/** What differs between the copies of Eloquent AI. */
export interface EloquentAiEnvironment extends PublicEnvironment {
  readonly network: { readonly cidrBlock: string; readonly natGateways: NatGateways };
  /** AWS services that tasks reach without leaving the VPC; each costs money by the hour and zone. */
  readonly interfaceEndpoints: readonly string[];
  readonly clusterName: string;
  readonly serviceName: string;
  readonly api: {
    /** 1024 are one vCPU. */
    readonly cpu: number;
    readonly memoryMib: number;
    readonly tasks: number;
    /** @default - the number of tasks stays */
    readonly scaling?: ScalingRules;
    /** Tasks beyond these run on Spot capacity. @default - all tasks run on demand */
    readonly spotBeyondTasks?: number;
  };
  /** How requests move to a new version, step by step. @default - ECS replaces the tasks */
  readonly shift?: Shift;
  readonly database: {
    readonly engineVersion: string;
    readonly capacity: AuroraCapacity;
    readonly readers: number;
    readonly monitoringIntervalSeconds?: number;
  };
  /** Deployments save the database before they begin. */
  readonly snapshotBeforeDeployment: boolean;
  /** @default - one region */
  readonly recovery?: Recovery;
  /** Name of the site's bucket, which all of AWS shares: change it where it is taken. */
  readonly frontendBucket: string;
  /** The index on Pinecone, which is made there, in the environment's region. */
  readonly pinecone: { readonly index: string; readonly dimensions: number };
  /** Requests a minute that one address may make. */
  readonly requestsPerMinute: number;
  /** Countries that are blocked. @default - none */
  readonly blockedCountries?: readonly string[];
  readonly alarms: boolean;
  readonly github: GithubRepository;
  /** Tag of the image in the task definition that Terraform registers; deployments bring their own. */
  readonly imageTag: string;
  readonly retention: Retention;
}

/** The full form that the document describes. */
const prod: EloquentAiEnvironment = {
  architecture: "eloquent-ai",
  name: "prod",
  account: "888888888888",
  region: "us-east-1",
  zones: ["us-east-1a", "us-east-1b"],
  data: "protected",
  domain: "eloquent-ai.example.com",
  hostedZoneId: "Z0000000000000EQPROD",
  alerts: {
    p1: { emails: ["oncall@eloquent-ai.example.com"] },
    p2: { emails: ["oncall@eloquent-ai.example.com"] },
    p3: { emails: ["team@eloquent-ai.example.com"] },
    p4: { emails: ["team@eloquent-ai.example.com"] },
  },
  network: { cidrBlock: "10.60.0.0/16", natGateways: "one-per-zone" },
  interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager"],
  clusterName: "prod",
  serviceName: "eloquent-api",
  api: {
    cpu: 1024,
    memoryMib: 2048,
    tasks: 2,
    scaling: {
      minTasks: 2,
      maxTasks: 10,
      cpuPercent: 70,
      memoryPercent: 80,
      prediction: { cpuPercent: 70, mode: "ForecastOnly" },
    },
  },
  shift: "CodeDeployDefault.ECSCanary10Percent5Minutes",
  database: {
    engineVersion: "16.8",
    capacity: { minAcu: 0.5, maxAcu: 16 },
    readers: 1,
    monitoringIntervalSeconds: 60,
  },
  snapshotBeforeDeployment: true,
  recovery: {
    region: "us-west-2",
    zones: ["us-west-2a", "us-west-2b"],
    cidrBlock: "10.61.0.0/16",
    loginVersion: 1,
  },
  frontendBucket: "eloquent-ai-frontend-prod",
  pinecone: { index: "eloquent-ai-prod", dimensions: 1536 },
  requestsPerMinute: 1000,
  alarms: true,
  github: { repository: "eloquent-ai/eloquent-ai", environment: "prod", provider: "create" },
  imageTag: "bootstrap",
  retention: { logDays: 90, accessLogDays: 90, trailDays: 365 },
};

/** The architecture of production, smaller and in one region. */
const staging: EloquentAiEnvironment = {
  ...withoutRecovery(prod),
  name: "staging",
  account: "999999999999",
  domain: "staging.eloquent-ai.example.com",
  hostedZoneId: "Z00000000000EQSTAGING",
  alerts: { p1: prod.alerts.p3, p2: prod.alerts.p3, p3: prod.alerts.p3, p4: prod.alerts.p3 },
  network: { cidrBlock: "10.62.0.0/16", natGateways: "one" },
  interfaceEndpoints: [],
  clusterName: "eloquent-ai-staging",
  serviceName: "eloquent-api-staging",
  api: {
    ...prod.api,
    tasks: 1,
    scaling: {
      minTasks: 1,
      maxTasks: 4,
      cpuPercent: 70,
      memoryPercent: 80,
      prediction: { cpuPercent: 70, mode: "ForecastOnly" },
    },
    spotBeyondTasks: 1,
  },
  database: { ...prod.database, capacity: { minAcu: 0.5, maxAcu: 2 } },
  snapshotBeforeDeployment: false,
  frontendBucket: "eloquent-ai-frontend-staging",
  pinecone: { index: "eloquent-ai-staging", dimensions: 1536 },
  github: { ...prod.github, environment: "staging" },
  retention: { logDays: 7, accessLogDays: 30, trailDays: 90 },
};

/** One task on Spot capacity and one small database; destroyed with one command. */
const dev: EloquentAiEnvironment = {
  ...staging,
  name: "dev",
  account: "121212121212",
  data: "disposable",
  domain: "dev.eloquent-ai.example.com",
  hostedZoneId: "Z000000000000000EQDEV",
  network: { cidrBlock: "10.63.0.0/16", natGateways: "one" },
  clusterName: "eloquent-ai-dev",
  serviceName: "eloquent-api-dev",
  api: { cpu: 512, memoryMib: 1024, tasks: 1, spotBeyondTasks: 0 },
  database: { engineVersion: "16.8", capacity: { minAcu: 0.5, maxAcu: 1 }, readers: 0 },
  frontendBucket: "eloquent-ai-frontend-dev",
  pinecone: { index: "eloquent-ai-dev", dimensions: 1536 },
  alarms: false,
  github: { ...prod.github, environment: "dev" },
};

/** Without the second region, and without what belongs to production alone. */
function withoutRecovery(environment: EloquentAiEnvironment): Omit<EloquentAiEnvironment, "recovery" | "shift"> {
  const { recovery: _recovery, shift: _shift, ...rest } = environment;
  return rest;
}

export const environments: readonly EloquentAiEnvironment[] = [dev, staging, prod];
