import { demand } from "../../config/errors";
import type { InferenceProfile } from "../../constructs/ai/bedrock-model";
import type { PostgresSettings } from "../../constructs/database/postgres-instance";
import type { Shift } from "../../constructs/delivery/blue-green";
import type { DetectionSwitches } from "../../constructs/security/detection";
import type { AmicaEnvironment } from "./environments";

/** Where the vectors of documents are: PostgreSQL with pgvector, OpenSearch Serverless, or Pinecone, outside of AWS. */
export type VectorStore =
  | { readonly kind: "pgvector"; readonly database: PostgresSettings }
  | { readonly kind: "opensearch"; readonly standbyReplicas: boolean }
  | { readonly kind: "pinecone"; /** Only old clients ask for it. */ readonly environment: string };

/** What answers are built on beside a model: documents, their vectors, models. */
export interface Retrieval {
  readonly store: VectorStore;
  /** Keys of APIs that the application is given, each from a secret of its own, by the name of the variable. */
  readonly apiKeys: readonly string[];
  /** Models on Bedrock that it may ask. */
  readonly models: readonly { readonly id: string; readonly profile?: InferenceProfile }[];
  /** A model of the team's own on an endpoint of SageMaker that is there already. @default - none */
  readonly sagemakerEndpoint?: string;
}

/** How a new version comes: task by task; with CodeDeploy, step by step; or as B beside A, with shares of the requests. */
export type Release =
  | { readonly kind: "rolling" }
  | { readonly kind: "blue-green"; readonly shift: Shift }
  | { readonly kind: "a-b"; /** They add up to 100. */ readonly percent: { readonly a: number; readonly b: number } };

/** Everything that makes one form of Amica different from another. */
export interface Preset {
  /** 1024 CPU units are one vCPU; the disk is 20 GiB unless it is said. */
  readonly task: { readonly cpu: number; readonly memoryMib: number; readonly ephemeralStorageGib?: number };
  /** Where the bounds differ, CPU use decides; with a release by A and B they are those of both together. */
  readonly tasks: { readonly min: number; readonly max: number; readonly cpuPercent: number };
  /**
   * `public`: tasks have addresses of their own, and no NAT gateway costs anything; the load balancer alone reaches them.
   * Otherwise they are in private subnets, with endpoints of AWS services there.
   */
  readonly network:
    | "public"
    | {
        readonly natGateways: "one" | "one-per-zone";
        readonly interfaceEndpoints: readonly string[];
        readonly networkAcl: boolean;
      };
  /** Users come by a name of ours and TLS 1.2; without it by CloudFront's, whose way to the load balancer is plain HTTP. */
  readonly https: boolean;
  /** Requests in five minutes that one address may make. @default - no web ACL */
  readonly requestsPer5Minutes?: number;
  readonly flowLogs: boolean;
  /** CloudTrail, and what else watches over the account. @default - nothing */
  readonly guard?: DetectionSwitches;
  /** @default - the application alone */
  readonly retrieval?: Retrieval;
  /** Redis, for what several tasks share. @default - none */
  readonly cache?: { readonly nodeType: string; readonly nodes: number };
  readonly tracing: boolean;
  readonly alarms: boolean;
  /** P1 and P2 also go to PagerDuty or Opsgenie. */
  readonly pager: boolean;
  /** Other services of the VPC find the application by a name. */
  readonly discovery: boolean;
  /** Logs can be searched in a collection of OpenSearch Serverless as well. */
  readonly searchableLogs: boolean;
  /** Another region that images are copied to. @default - none */
  readonly imagesAlsoIn?: string;
  readonly release: Release;
}

/** The basic form that the document describes: one small task for some 25 dollars a month. */
const dev: Preset = {
  task: { cpu: 256, memoryMib: 512 },
  tasks: { min: 1, max: 1, cpuPercent: 70 },
  network: "public",
  https: false,
  flowLogs: false,
  tracing: false,
  alarms: false,
  pager: false,
  discovery: false,
  searchableLogs: false,
  release: { kind: "rolling" },
};

/** Retrieval-augmented answers: larger tasks in private subnets, documents, vectors in PostgreSQL. */
const rag: Preset = {
  ...dev,
  task: { cpu: 1024, memoryMib: 2048, ephemeralStorageGib: 30 },
  tasks: { min: 2, max: 4, cpuPercent: 70 },
  network: {
    natGateways: "one",
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager"],
    networkAcl: true,
  },
  https: true,
  requestsPer5Minutes: 2000,
  flowLogs: true,
  retrieval: {
    store: {
      kind: "pgvector",
      database: {
        engineVersion: "16",
        instanceClass: "db.t4g.small",
        storageGib: 20,
        maxStorageGib: 100,
        multiAz: false,
        backupRetentionDays: 7,
      },
    },
    apiKeys: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "COHERE_API_KEY"],
    models: [{ id: "cohere.embed-multilingual-v3" }],
  },
  tracing: true,
  alarms: true,
};

/** High traffic: everything of the security roadmap, vectors in OpenSearch, releases as A and B. */
const enterprise: Preset = {
  ...rag,
  task: { cpu: 2048, memoryMib: 4096, ephemeralStorageGib: 30 },
  tasks: { min: 5, max: 10, cpuPercent: 70 },
  network: {
    natGateways: "one-per-zone",
    interfaceEndpoints: ["bedrock-runtime", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"],
    networkAcl: true,
  },
  guard: { config: true, securityHub: true, inspector: true },
  retrieval: {
    store: { kind: "opensearch", standbyReplicas: true },
    apiKeys: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "COHERE_API_KEY"],
    models: [{ id: "cohere.embed-multilingual-v3" }],
    sagemakerEndpoint: "amica-reranker",
  },
  cache: { nodeType: "cache.t4g.micro", nodes: 2 },
  pager: true,
  discovery: true,
  searchableLogs: true,
  imagesAlsoIn: "ap-northeast-1",
  release: { kind: "a-b", percent: { a: 90, b: 10 } },
};

export const PRESETS = { dev, rag, enterprise } as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

/**
 * The preset of an environment with its changes.
 * @throws ConfigError with everything in it that makes no sense
 */
export function presetOf(environment: AmicaEnvironment): Preset {
  const { architecture, name, region, preset: presetName, changes, domain } = environment;
  const found: Preset | undefined = Object.hasOwn(PRESETS, presetName) ? PRESETS[presetName] : undefined;
  const preset: Preset = { ...(found ?? dev), ...changes };
  const { https, release, tasks, imagesAlsoIn } = preset;
  demand(`${architecture}/${name}`, (check) => {
    check(found !== undefined, {
      property: "preset",
      got: presetName,
      allowed: Object.keys(PRESETS).join(", "),
      fix: "take one of these, and say in changes what is different",
    });
    check(!https || domain !== undefined, {
      property: "domain",
      got: domain,
      allowed: "a host name and its hosted zone, because the preset asks for HTTPS",
      fix: "name both: a certificate is made for them",
    });
    check(tasks.min >= 1 && tasks.min <= tasks.max, {
      property: "tasks",
      got: tasks,
      allowed: "min from 1 to max",
      fix: "raise the maximum or lower the minimum",
    });
    if (release.kind === "a-b") {
      const { a, b } = release.percent;
      check(a + b === 100 && a >= 1 && b >= 1 && Number.isInteger(a), {
        property: "release.percent",
        got: release.percent,
        allowed: "two whole numbers from 1 on that add up to 100",
        fix: "give A what B does not get",
      });
      check(tasks.min >= 2, {
        property: "tasks.min",
        got: tasks.min,
        allowed: "2 or more with a release by A and B",
        fix: "each of both needs a task",
      });
    }
    check(imagesAlsoIn !== region, {
      property: "imagesAlsoIn",
      got: imagesAlsoIn,
      allowed: `another region than ${region}`,
      fix: "a copy in the same region is lost with it: choose another region, or leave it out",
    });
  });
  return preset;
}
