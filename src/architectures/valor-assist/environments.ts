import type { PublicEnvironment, Retention } from "../../config/environment";
import type { Exposure } from "../../constructs/edge/load-balancer";
import type { NatGateways } from "../../constructs/network/vpc";
import type { SourceRepository } from "../../constructs/delivery/pipeline";

/** What differs between the copies of Valor Assist. */
export interface ValorAssistEnvironment extends PublicEnvironment {
  readonly network: { readonly cidrBlock: string; readonly natGateways: NatGateways };
  /** How CloudFront reaches the load balancer. The document draws a public one; `vpc-origin` is the stronger choice. */
  readonly loadBalancer: Exposure;
  readonly api: {
    /** 1024 are one vCPU. */
    readonly cpu: number;
    readonly memoryMib: number;
    readonly minTasks: number;
    readonly maxTasks: number;
    /** CPU use that tasks are kept at, in percent. */
    readonly cpuPercent: number;
    /** Requests a minute that tasks are kept at. */
    readonly requestsPerTask: number;
  };
  /** Origins that browsers may call the API from. */
  readonly allowedOrigins: readonly string[];
  /** Requests a minute that one address may make: at the edge, and in the application's own middleware. */
  readonly requestsPerMinute: number;
  readonly sessionTtlSeconds: number;
  /**
   * Tag of the image in the task definitions that Terraform registers. The pipeline deploys the API's later images
   * by itself; set this to the running release before the tasks' settings are changed or an ingest is run.
   */
  readonly imageTag: string;
  readonly source: SourceRepository;
  readonly retention: Retention;
}

const REPOSITORY = { host: "GitHub", repository: "valor-assist/backend" } as const;

/** The environment that the document describes. */
const prod: ValorAssistEnvironment = {
  architecture: "valor-assist",
  name: "prod",
  account: "333333333333",
  region: "us-east-1",
  zones: ["us-east-1a", "us-east-1b"],
  data: "protected",
  domain: "api.valorassist.com",
  hostedZoneId: "Z0000000000000000PROD",
  alerts: {
    p1: { emails: ["oncall@valorassist.com"] },
    p2: { emails: ["oncall@valorassist.com"] },
    p3: { emails: ["backend@valorassist.com"] },
    p4: { emails: ["backend@valorassist.com"] },
  },
  network: { cidrBlock: "10.40.0.0/16", natGateways: "one-per-zone" },
  loadBalancer: "public",
  api: { cpu: 2048, memoryMib: 4096, minTasks: 2, maxTasks: 10, cpuPercent: 60, requestsPerTask: 1000 },
  allowedOrigins: ["https://valorassist.com"],
  requestsPerMinute: 30,
  sessionTtlSeconds: 3600,
  imageTag: "bootstrap",
  source: { ...REPOSITORY, branch: "release" },
  // Six years, as HIPAA wants records of access to be kept.
  retention: { logDays: 365, accessLogDays: 365, trailDays: 2190 },
};

/** As production, with room for one release candidate under load. */
const staging: ValorAssistEnvironment = {
  ...prod,
  name: "staging",
  account: "222222222222",
  domain: "api.staging.valorassist.com",
  hostedZoneId: "Z000000000000000STAGE",
  alerts: { p1: prod.alerts.p3, p2: prod.alerts.p3, p3: prod.alerts.p3, p4: prod.alerts.p4 },
  network: { cidrBlock: "10.41.0.0/16", natGateways: "one" },
  api: { ...prod.api, cpu: 1024, memoryMib: 2048, minTasks: 1, maxTasks: 4 },
  allowedOrigins: ["https://staging.valorassist.com"],
  source: { ...REPOSITORY, branch: "main" },
  retention: { logDays: 90, accessLogDays: 90, trailDays: 365 },
};

/** The smallest copy that still has every part. Holds no personal data and can be destroyed with one command. */
const dev: ValorAssistEnvironment = {
  ...staging,
  name: "dev",
  account: "111111111111",
  data: "disposable",
  domain: "api.dev.valorassist.com",
  hostedZoneId: "Z00000000000000000DEV",
  alerts: { p1: prod.alerts.p4, p2: prod.alerts.p4, p3: prod.alerts.p4, p4: prod.alerts.p4 },
  network: { cidrBlock: "10.42.0.0/16", natGateways: "one" },
  api: { ...prod.api, cpu: 512, memoryMib: 1024, minTasks: 1, maxTasks: 2 },
  allowedOrigins: ["https://dev.valorassist.com", "http://localhost:3000"],
  source: { ...REPOSITORY, branch: "develop" },
  retention: { logDays: 30, accessLogDays: 30, trailDays: 90 },
};

export const environments: readonly ValorAssistEnvironment[] = [dev, staging, prod];
