import type { Environment, Retention } from "../../config/environment";
import type { PostgresSettings } from "../../constructs/database/postgres-instance";
import type { GithubRepository } from "../../constructs/delivery/github-deployer";
import type { DetectionSwitches } from "../../constructs/security/detection";
import type { PolicyStatement } from "../../constructs/security/policy";
import type { Size, SizeName } from "./sizes";

/**
 * How tasks reach what is outside of the VPC. `nat-per-zone` is the document's form. `one-nat` saves a gateway and loses
 * the way out with its zone. `endpoints` has no way out but to AWS's services. `public` gives tasks addresses of their
 * own, for data of nobody.
 */
export type Outbound = "nat-per-zone" | "one-nat" | "endpoints" | "public";

/** Where what must survive the loss of the environment's region is copied to. */
export interface Recovery {
  /** Another region than the environment's. */
  readonly region: string;
  /** Zones of that region. */
  readonly zones: readonly string[];
  readonly cidrBlock: string;
  /** Keeps a copy of the database there as well, which costs a second instance. */
  readonly databaseCopy: boolean;
}

/** One copy of Student Wellbeing. */
export interface StudentWellbeingEnvironment extends Environment {
  /** What the number of users asks for: `src/architectures/student-wellbeing/sizes.ts`. */
  readonly size: SizeName;
  /** Tasks, where they are not those of the size. @default - those of the size */
  readonly tasks?: Partial<Size["tasks"]>;
  /** Tasks run on Spot capacity, which AWS takes back with two minutes' notice. @default false */
  readonly spot?: boolean;
  readonly outbound: Outbound;
  /** CloudFront stands before the load balancer, and serves static files. It needs a domain. */
  readonly cdn: boolean;
  /** IPv4 blocks that reach the load balancer where there is no CDN. */
  readonly clients: readonly string[];
  /** @default - none: results are files in the data bucket */
  readonly database?: Omit<PostgresSettings, "instanceClass">;
  /** Requests in five minutes that one address may make, and AWS's rule groups. @default - no web ACL */
  readonly requestsPer5Minutes?: number;
  /** Shield Advanced for the load balancer and the CDN. The account subscribes to it first, for a year. @default false */
  readonly shieldAdvanced?: boolean;
  readonly flowLogs: boolean;
  /** CloudTrail, and what else watches over the account. @default - nothing */
  readonly guard?: DetectionSwitches;
  /** Predictions of high risk in five minutes that are more than usual; somebody looks at each of them anyway. */
  readonly highRiskPer5Minutes: number;
  /** What the application may do beside what it needs for its buckets and its database. */
  readonly permissions: readonly PolicyStatement[];
  /** Days that datasets and predictions are kept. */
  readonly dataDays: number;
  /** @default - one region */
  readonly recovery?: Recovery;
  readonly github: GithubRepository;
  /** Tag of the image in the task definition that Terraform registers; deployments bring their own. */
  readonly imageTag: string;
  readonly retention: Retention;
}

/** Namespace of the application's own metrics. */
export const NAMESPACE = "StudentWellbeing";

const SHARED = {
  architecture: "student-wellbeing",
  region: "us-east-1",
  zones: ["us-east-1a", "us-east-1b"],
  size: "users100",
  outbound: "nat-per-zone",
  highRiskPer5Minutes: 5,
  permissions: [
    {
      sid: "WriteMetrics",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": NAMESPACE } },
    },
  ],
  imageTag: "bootstrap",
} as const;

const TEAM = { emails: ["dashboard@wellbeing.example.edu"] };
const CARE = { emails: ["counselling@wellbeing.example.edu"] };
const REPOSITORY = { repository: "wellbeing/dashboard", provider: "create" } as const;

/** Everything on: CDN, HTTPS, database in two zones, web ACLs, and what HIPAA and FERPA ask for. */
const prod: StudentWellbeingEnvironment = {
  ...SHARED,
  name: "prod",
  account: "141414141414",
  data: "protected",
  stateRegion: "us-west-2",
  domain: "wellbeing.example.edu",
  hostedZoneId: "Z0000000000000000SWPROD",
  alerts: { p1: TEAM, p2: CARE, p3: TEAM, p4: TEAM },
  cdn: true,
  clients: [],
  database: {
    engineVersion: "15",
    storageGib: 20,
    maxStorageGib: 100,
    multiAz: true,
    backupRetentionDays: 7,
    monitoringIntervalSeconds: 60,
  },
  requestsPer5Minutes: 2000,
  flowLogs: true,
  guard: { guardDuty: true, config: true, securityHub: true },
  dataDays: 2190,
  recovery: {
    region: "us-west-2",
    zones: ["us-west-2a", "us-west-2b"],
    cidrBlock: "10.1.0.0/16",
    databaseCopy: false,
  },
  github: { ...REPOSITORY, environment: "prod" },
  // Six years, as HIPAA wants records of access to be kept; access logs as the document has them.
  retention: { logDays: 365, accessLogDays: 90, trailDays: 2190 },
};

/** Without the optional parts, over plain HTTP: for invented data only. */
const dev: StudentWellbeingEnvironment = {
  ...SHARED,
  name: "dev",
  account: "131313131313",
  data: "disposable",
  alerts: { p1: TEAM, p2: TEAM, p3: TEAM, p4: TEAM },
  tasks: { min: 1 },
  cdn: false,
  clients: ["0.0.0.0/0"],
  flowLogs: false,
  dataDays: 90,
  github: { ...REPOSITORY, environment: "dev" },
  retention: { logDays: 30, accessLogDays: 90, trailDays: 90 },
};

export const environments: readonly StudentWellbeingEnvironment[] = [dev, prod];
