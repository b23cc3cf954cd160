// Values of an environment that make no sense end in one clear line each.
import { App } from "cdktf";
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
import { validateEnvironment } from "../../src/config/environment";
import { problemsOf } from "../../src/config/errors";

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
