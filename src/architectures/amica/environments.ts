import type { Environment, Retention } from "../../config/environment";
import type { GithubRepository } from "../../constructs/delivery/github-deployer";
import type { Preset, PresetName } from "./presets";

/** One copy of Amica: where it is, and which form it has. */
export interface AmicaEnvironment extends Environment {
  /** The form: `src/architectures/amica/presets.ts` has all of them side by side. */
  readonly preset: PresetName;
  /** What is different from the preset here. @default - nothing */
  readonly changes?: Partial<Preset>;
  /** Names as the document's commands have them. Two copies in one account and region need different ones. */
  readonly names: {
    readonly cluster: string;
    readonly service: string;
    readonly targetGroup: string;
    readonly logGroup: string;
  };
  /** Bucket of the documents, whose name all of AWS shares: change it where it is taken. */
  readonly documentsBucket: string;
  /** Path that answers the load balancer's health checks; `/` for an application that has no other. */
  readonly healthPath: string;
  /** What the application is told and everybody may know, by the names of the variables; kept in Parameter Store. */
  readonly settings: Readonly<Record<string, string>>;
  readonly github: GithubRepository;
  /** Tag of the image in the task definition that Terraform registers; deployments bring their own. */
  readonly imageTag: string;
  readonly retention: Retention;
}

const SHARED = {
  architecture: "amica",
  region: "ap-southeast-1",
  zones: ["ap-southeast-1a", "ap-southeast-1b"],
  names: {
    cluster: "amica-cluster",
    service: "amica-service",
    targetGroup: "amica-tg",
    logGroup: "/ecs/amica-stack",
  },
  healthPath: "/health",
  settings: { LOG_LEVEL: "info" },
  imageTag: "bootstrap",
} as const;

const TEAM = { emails: ["team@amica.example.com"] };
const REPOSITORY = { repository: "amica/amica", provider: "create" } as const;

/** The demonstration: an echo application behind CloudFront, under CloudFront's name. */
const dev: AmicaEnvironment = {
  ...SHARED,
  name: "dev",
  account: "151515151515",
  data: "disposable",
  alerts: { p1: TEAM, p2: TEAM, p3: TEAM, p4: TEAM },
  preset: "dev",
  documentsBucket: "amica-documents-dev",
  github: { ...REPOSITORY, environment: "dev" },
  retention: { logDays: 30, accessLogDays: 30, trailDays: 90 },
};

/** Production with retrieval. */
const rag: AmicaEnvironment = {
  ...SHARED,
  name: "rag",
  account: "161616161616",
  data: "protected",
  domain: "chat.amica.example.com",
  hostedZoneId: "Z000000000000AMICARAG",
  alerts: { p1: TEAM, p2: TEAM, p3: TEAM, p4: TEAM },
  preset: "rag",
  documentsBucket: "amica-documents",
  github: { ...REPOSITORY, environment: "rag" },
  retention: { logDays: 90, accessLogDays: 90, trailDays: 365 },
};

/** Production with high traffic. */
const enterprise: AmicaEnvironment = {
  ...SHARED,
  name: "enterprise",
  account: "171717171717",
  data: "protected",
  domain: "chat.enterprise.amica.example.com",
  hostedZoneId: "Z0000000AMICAENTERPRISE",
  alerts: {
    p1: { emails: ["oncall@amica.example.com"], smsNumbers: ["+6561234567"] },
    p2: { emails: ["oncall@amica.example.com"] },
    p3: TEAM,
    p4: TEAM,
  },
  preset: "enterprise",
  documentsBucket: "amica-documents-enterprise",
  github: { ...REPOSITORY, environment: "enterprise" },
  retention: { logDays: 365, accessLogDays: 365, trailDays: 365 },
};

export const environments: readonly AmicaEnvironment[] = [dev, rag, enterprise];
