// Values of an environment that make no sense end in one clear line each.
import { App } from "cdktf";
import { buildAmica } from "../../src/architectures/amica";
import { environments as amica, type AmicaEnvironment } from "../../src/architectures/amica/environments";
import { buildEloquentAi } from "../../src/architectures/eloquent-ai";
import {
  environments as eloquentAi,
  type EloquentAiEnvironment,
} from "../../src/architectures/eloquent-ai/environments";
import { buildHealthHelper } from "../../src/architectures/health-helper";
import {
  environments as healthHelper,
  type CdnEnvironment,
  type DirectEnvironment,
} from "../../src/architectures/health-helper/environments";
import { buildStudentWellbeing } from "../../src/architectures/student-wellbeing";
import {
  environments as studentWellbeing,
  type StudentWellbeingEnvironment,
} from "../../src/architectures/student-wellbeing/environments";
import { validateEnvironment } from "../../src/config/environment";
import { Vpc } from "../../src/constructs/network/vpc";
import { ConfigError, problemsOf } from "../../src/config/errors";

import { FoundationStack } from "../../src/stacks/foundation-stack";
import { build } from "../support/construct";

const context = { cdktfRelativeModules: ["./modules/alert-routing"] };

function eloquent(change: (prod: EloquentAiEnvironment) => Partial<EloquentAiEnvironment>): string[] {
  const app = new App({ context });
  const prod = eloquentAi.find(({ name }) => name === "prod") as EloquentAiEnvironment;
  buildEloquentAi(app, { ...prod, ...change(prod) });
  return problemsOf(app);
}

function helper(name: string, change: object): string[] {
  const app = new App({ context });
  const environment = healthHelper.find((each) => each.name === name) as CdnEnvironment | DirectEnvironment;
  buildHealthHelper(app, { ...environment, ...change });
  return problemsOf(app);
}

function chat(name: string, change: object): string[] {
  const environment = amica.find((each) => each.name === name) as AmicaEnvironment;
  return problemsIn((app) => {
    buildAmica(app, { ...environment, ...change });
  });
}

function students(name: string, change: object): string[] {
  const environment = studentWellbeing.find((each) => each.name === name) as StudentWellbeingEnvironment;
  return problemsIn((app) => {
    buildStudentWellbeing(app, { ...environment, ...change });
  });
}

/** Problems that were raised at once, or that constructs report. */
function problemsIn(make: (app: App) => void): string[] {
  const app = new App({ context });
  try {
    make(app);
    return problemsOf(app);
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems];
    throw error;
  }
}

/** An environment without its name. */
const nameless = { domain: undefined, hostedZoneId: undefined };

const recovery = {
  region: "us-west-2",
  zones: ["us-west-2a", "us-west-2b"],
  cidrBlock: "10.61.0.0/16",
  loginVersion: 1,
};

test.each<[string, string[], string]>([
  [
    "a recovery region that is the main one",
    eloquent(() => ({ recovery: { ...recovery, region: "us-east-1" } })),
    'recovery.region: got "us-east-1", allowed the code of another region than us-east-1; a copy in the same region is',
  ],
  [
    "zones of another region",
    eloquent(() => ({ recovery: { ...recovery, zones: ["us-east-1a", "us-east-1b"] } })),
    'recovery.zones: got ["us-east-1a","us-east-1b"], allowed two or more zones of us-west-2',
  ],
  [
    "a capacity between Aurora's steps",
    eloquent(({ database }) => ({ database: { ...database, capacity: { minAcu: 0.5, maxAcu: 16.2 } } })),
    "eloquent-ai-prod-data/database: capacity.maxAcu: got 16.2, allowed 1 to 256 in steps of 0.5",
  ],
  [
    "a number of readers that makes no sense",
    eloquent(({ database }) => ({ database: { ...database, readers: 20 } })),
    "eloquent-ai-prod-data/database: readers: got 20, allowed a whole number from 0 to 15",
  ],
  [
    "a pause with an engine that can't",
    helper("dev", {
      database: {
        engineVersion: "15.3",
        capacity: { minAcu: 0, maxAcu: 4, pauseAfterSeconds: 300 },
        readers: 0,
        maxConnections: 100,
        backupRetentionDays: 1,
      },
    }),
    'health-helper-dev-data/database: engineVersion: got "15.3", allowed with minAcu 0 one that can pause',
  ],
  [
    "a task that the whole internet reaches",
    helper("dev", { directFrom: ["0.0.0.0/0"] }),
    'health-helper-dev-service/api: directFrom: got "0.0.0.0/0", allowed IPv4 blocks of /16 or smaller',
  ],
  [
    "an origin of uploads that is everybody",
    helper("prod", { domain: "*" }),
    'health-helper-prod-data/uploads: cors.origins: got "https://*", allowed scheme and host',
  ],
  [
    "a preset that does not exist",
    chat("dev", { preset: "constructor" }),
    'amica/dev: preset: got "constructor", allowed dev, rag, enterprise; take one of these, and say in changes what is different',
  ],
  [
    "weights of A and B that do not add up",
    chat("enterprise", { changes: { release: { kind: "a-b", percent: { a: 90, b: 20 } } } }),
    'amica/enterprise: release.percent: got {"a":90,"b":20}, allowed two whole numbers from 1 on that add up to 100',
  ],
  [
    "A and B with one task",
    chat("enterprise", { changes: { tasks: { min: 1, max: 10, cpuPercent: 70 } } }),
    "amica/enterprise: tasks.min: got 1, allowed 2 or more with a release by A and B",
  ],
  [
    "a certificate that is missing where HTTPS is asked for",
    chat("rag", nameless),
    "amica/rag: domain: got nothing, allowed a host name and its hosted zone, because the preset asks for HTTPS",
  ],
  [
    "more tasks at least than at most",
    chat("rag", { changes: { tasks: { min: 4, max: 2, cpuPercent: 70 } } }),
    'amica/rag: tasks: got {"min":4,"max":2,"cpuPercent":70}, allowed min from 1 to max',
  ],
  [
    "copies of images in the same region",
    chat("enterprise", { changes: { imagesAlsoIn: "ap-southeast-1" } }),
    'amica/enterprise: imagesAlsoIn: got "ap-southeast-1", allowed another region than ap-southeast-1',
  ],
  [
    "a disk that Fargate does not offer",
    chat("dev", { changes: { task: { cpu: 256, memoryMib: 512, ephemeralStorageGib: 20 } } }),
    "amica-dev-service/app/task: ephemeralStorageGib: got 20, allowed a whole number from 21 to 200",
  ],
  [
    "a size that does not exist",
    students("dev", { size: "users1" }),
    'student-wellbeing/dev: size: got "users1", allowed users100, users1000, users10000',
  ],
  [
    "plain HTTP for data of students",
    students("prod", { ...nameless, cdn: false, clients: ["198.51.100.0/24"] }),
    "student-wellbeing/prod: domain: got nothing, allowed a host name and its hosted zone where data is protected",
  ],
  [
    "a CDN without a name",
    students("dev", { cdn: true, clients: [] }),
    "student-wellbeing/dev: domain: got nothing, allowed a host name and its hosted zone where there is a CDN",
  ],
  [
    "a load balancer that nobody reaches",
    students("dev", { clients: [] }),
    "student-wellbeing/dev: clients: got [], allowed one IPv4 block or more where there is no CDN",
  ],
  [
    "a way around the CDN",
    students("prod", { clients: ["0.0.0.0/0"] }),
    'student-wellbeing/prod: clients: got ["0.0.0.0/0"], allowed none where there is a CDN',
  ],
  ["tasks out of order", students("dev", { tasks: { desired: 8 } }), "student-wellbeing/dev: tasks: got"],
  [
    "public tasks with data of students",
    students("prod", { outbound: "public" }),
    'student-wellbeing/prod: outbound: got "public", allowed nat-per-zone, one-nat or endpoints where data is protected',
  ],
  [
    "copies of models in the same region",
    students("prod", { recovery: { region: "us-east-1", zones: [], cidrBlock: "10.1.0.0/16", databaseCopy: false } }),
    'student-wellbeing/prod: recovery.region: got "us-east-1", allowed another region than us-east-1',
  ],
  [
    "a copy of a database that is not there",
    students("prod", {
      database: undefined,
      recovery: { region: "us-west-2", zones: [], cidrBlock: "10.1.0.0/16", databaseCopy: true },
    }),
    "student-wellbeing/prod: recovery.databaseCopy: got true, allowed false where there is no database",
  ],
])("%s is refused", (_what, problems, message) => {
  expect(problems.filter((problem) => problem.includes(message))).toHaveLength(1);
  expect(new Set(problems.map((problem) => problem.replace(/^[^:]+: /, ""))).size).toBe(1);
});

test("a domain without its hosted zone is refused", () => {
  const prod = healthHelper.find(({ name }) => name === "prod") as CdnEnvironment;
  const { hostedZoneId: _zone, ...without } = prod;
  expect(validateEnvironment(without)).toEqual([
    expect.stringContaining("health-helper/prod: hostedZoneId: got nothing, allowed the id of the Route 53 zone"),
  ]);
});

test("subnets outside of the VPC are refused, with the block and the VPC", () => {
  const { problems } = build((stack) => {
    new Vpc(stack, "network", {
      cidrBlock: "10.0.0.0/16",
      publicSubnets: ["10.0.0.0/24", "10.1.1.0/24"],
      privateSubnets: ["10.0.10.0/24", "10.0.11.0/24"],
    });
  });
  expect(problems).toEqual([
    'shop-prod-test/network: publicSubnets: got "10.1.1.0/24", allowed a block inside of 10.0.0.0/16, /28 or larger; ' +
      "choose another block or a larger VPC",
  ]);
});

test("flow logs are left out for a reason only", () => {
  const environment = amica.find(({ name }) => name === "rag") as AmicaEnvironment;
  const app = new App({ context });
  new FoundationStack(app, {
    environment,
    keyDescription: "d",
    network: { cidrBlock: "10.0.0.0/16" },
    flowLogs: { enabled: false, reason: " " },
  });
  expect(problemsOf(app)).toEqual([
    'amica-rag-foundation: flowLogs.reason: got " ", allowed why there may be no flow logs; say it, or leave flowLogs out',
  ]);
});

test("an environment may be in another region than CloudFront's parts", () => {
  const elsewhere = { region: "eu-west-1", zones: ["eu-west-1a", "eu-west-1b"] };
  expect(students("prod", elsewhere)).toEqual([]);
  expect(eloquent(() => elsewhere)).toEqual([]);
});
