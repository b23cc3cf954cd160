// Synthesizes thousands of generated configurations and reports each one that neither succeeds nor fails as it should.
// A program of its own, bundled as the command line is, because that is several times faster than Jest's transform.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { buildValorAssist } from "../../src/architectures/valor-assist";
import type { ValorAssistEnvironment } from "../../src/architectures/valor-assist/environments";
import type { PublicEnvironment } from "../../src/config/environment";
import { ConfigError } from "../../src/config/errors";
import { Table } from "../../src/constructs/database/table";
import { Endpoints } from "../../src/constructs/network/endpoints";
import { SecurityGroup } from "../../src/constructs/network/security-group";
import { Vpc } from "../../src/constructs/network/vpc";
import { LogGroup, logGroupPrefix } from "../../src/constructs/observability/log-group";
import { Key } from "../../src/constructs/security/key";
import { Secret } from "../../src/constructs/security/secret";
import { Bucket } from "../../src/constructs/storage/bucket";
import { Registry } from "../../src/constructs/storage/registry";
import { architecture, synthesize, type Deployment } from "../../src/stacks/app";
import { LintelStack } from "../../src/stacks/lintel-stack";

/** What a run is asked for, as JSON in the first argument. */
export interface Request {
  /** Directory that everything is written below. */
  readonly directory: string;
  readonly seed: number;
  readonly parts: number;
  readonly whole: number;
  /** How many outputs of each kind to keep, for Terraform to validate. */
  readonly keep: number;
}

/** What a run found. */
export interface Report {
  readonly accepted: number;
  readonly refused: number;
  /** Messages of refusals, one of each property. */
  readonly messages: readonly string[];
  /** Output folders that were kept. */
  readonly kept: readonly string[];
  /** Counterexamples; there should be none. */
  readonly failures: readonly string[];
}

/** A line of a {@link ConfigError}: where, what, what it got, what is allowed, and what to do. */
const FOUR_PARTS = /^[^\n]+: [^\n]+: got [^\n]+, allowed [^\n]+; [^\n]+$/;

/** Values of the case in hand that need not be right. */
let odd = 0;

/** Mostly a value that is right, sometimes one of the same type that need not be. */
function mostly<T>(right: fc.Arbitrary<T>, any: fc.Arbitrary<T>): fc.Arbitrary<T> {
  const counted = any.map((value) => {
    odd += 1;
    return value;
  });
  return fc.oneof({ weight: 150, arbitrary: right }, { weight: 1, arbitrary: counted });
}

const letters = (maxLength: number) =>
  fc.stringMatching(new RegExp(`^[a-z][a-z0-9-]{0,${maxLength - 2}}[a-z0-9]$`)).filter((text) => !text.includes("--"));
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom(
    "",
    " ",
    "..",
    "../../evil",
    "/etc/evil",
    "a/b",
    "${evil}",
    "%{if}",
    "a\nb",
    "__proto__",
    "constructor",
    "x".repeat(2000),
  ),
);
const text = (maxLength: number) => mostly(letters(maxLength), anyText);
const anyNumber = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 0.5, NaN, Infinity, 2 ** 53));
const whole = (min: number, max: number) => mostly(fc.integer({ min, max }), anyNumber);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;

const cidr = mostly(
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 16, max: 24 }))
    .map(([second, prefix]) => `10.${second}.0.0/${prefix}`),
  fc.oneof(anyText, fc.constantFrom("10.0.0.0/8", "10.0.0.0/29", "10.0.0.1/16", "0.0.0.0/0", "10.0.0.0/33", "::/64")),
);
const region = fc.constantFrom("us-east-1", "eu-central-1", "ap-southeast-2");
const account = mostly(fc.stringMatching(/^\d{12}$/), anyText);
const domain = mostly(
  fc.tuple(letters(20), letters(20)).map(([host, name]) => `${host}.${name}.com`),
  anyText,
);
const zone = mostly(fc.stringMatching(/^Z[A-Z0-9]{19}$/), anyText);
const receivers = fc.record({
  emails: fc.array(
    mostly(
      letters(9).map((name) => `${name}@example.com`),
      anyText,
    ),
    { maxLength: 2 },
  ),
});

const environment: fc.Arbitrary<PublicEnvironment> = region.chain((place) =>
  fc.record({
    architecture: text(30),
    name: text(12),
    account,
    region: mostly(fc.constant(place), anyText),
    zones: mostly(
      fc
        .integer({ min: 2, max: 4 })
        .map((count) => ["a", "b", "c", "d"].slice(0, count).map((letter) => place + letter)),
      fc.array(anyText, { maxLength: 20 }),
    ),
    data: fc.constantFrom("protected" as const, "disposable" as const),
    domain,
    hostedZoneId: zone,
    alerts: fc.record({ p1: receivers, p2: receivers, p3: receivers, p4: receivers }),
    tags: fc.dictionary(text(20), text(30), { maxKeys: 3 }),
  }),
);

const partsOf = fc.record({
  environment,
  cidrBlock: cidr,
  natGateways: fc.constantFrom("none" as const, "one" as const, "one-per-zone" as const),
  publicSubnets: mostly<readonly string[] | undefined>(fc.constant(undefined), fc.array(cidr, { maxLength: 3 })),
  interfaces: fc.uniqueArray(mostly(fc.constantFrom("ecr.api", "logs", "secretsmanager"), anyText), { maxLength: 3 }),
  tables: fc.array(fc.record({ id: text(10), name: text(40), key: text(20), ttl: optional(text(20)) }), {
    maxLength: 2,
  }),
  buckets: fc.array(
    fc.record({
      id: text(10),
      purpose: optional(text(40)),
      keepOldVersionsDays: optional(whole(1, 400)),
      glacierAfterDays: optional(whole(1, 200)),
      expireAfterDays: optional(whole(201, 400)),
    }),
    { maxLength: 2 },
  ),
  logs: fc.array(
    fc.record({ id: text(10), name: text(30), retentionDays: mostly(fc.constantFrom(7, 30, 365), anyNumber) }),
    { maxLength: 2 },
  ),
  secrets: fc.array(fc.record({ id: text(10), name: text(30), description: text(60) }), { maxLength: 2 }),
  registries: fc.array(fc.record({ id: text(10), name: text(30), keepImages: optional(whole(1, 500)) }), {
    maxLength: 2,
  }),
  groups: fc.array(
    fc.record({ id: text(10), name: text(20), description: text(60), port: whole(1, 65535), from: cidr }),
    { maxLength: 2 },
  ),
});

type ValueOf<T> = T extends fc.Arbitrary<infer V> ? V : never;

/** A stack of some parts, with whatever values. */
function partsDeployment(given: ValueOf<typeof partsOf>): readonly Deployment[] {
  return architecture([given.environment], (app, environment) => {
    const stack = new LintelStack(app, { environment, layer: "parts" });
    const key = new Key(stack, "key", { description: "Everything" });
    const { cidrBlock, natGateways, publicSubnets, interfaces } = given;
    const vpc = new Vpc(stack, "vpc", { cidrBlock, natGateways, ...(publicSubnets ? { publicSubnets } : {}) });
    new Endpoints(stack, "endpoints", { vpc, interfaces });
    for (const { id, name, key: partition, ttl } of given.tables) {
      const timeToLive = ttl === undefined ? {} : { timeToLiveAttribute: ttl };
      new Table(stack, `table-${id}`, { name, partitionKey: { name: partition }, key, ...timeToLive });
    }
    for (const { id, purpose, keepOldVersionsDays, expireAfterDays, glacierAfterDays } of given.buckets) {
      const rule = defined({ id: "rule", expireAfterDays, glacierAfterDays });
      const lifecycleRules = Object.keys(rule).length > 1 ? { lifecycleRules: [rule] } : {};
      new Bucket(stack, `bucket-${id}`, {
        encryption: key,
        ...defined({ purpose, keepOldVersionsDays }),
        ...lifecycleRules,
      });
    }
    for (const { id, name, retentionDays } of given.logs) {
      new LogGroup(stack, `log-${id}`, { name: `${logGroupPrefix(stack)}${name}`, retentionDays, key });
    }
    for (const { id, name, description } of given.secrets)
      new Secret(stack, `secret-${id}`, { name, description, key });
    for (const { id, name, keepImages } of given.registries) {
      new Registry(stack, `registry-${id}`, { name, key, ...defined({ keepImages }) });
    }
    for (const { id, name, description, port, from } of given.groups) {
      const group = new SecurityGroup(stack, `group-${id}`, { network: vpc, name, description });
      group.allowFromCidr("somewhere", from, port, description);
    }
  });
}

/** A whole environment of an architecture, with whatever values. */
const wholeOf: fc.Arbitrary<ValorAssistEnvironment> = fc
  .record({
    environment,
    network: fc.record({
      cidrBlock: cidr,
      natGateways: fc.constantFrom("none" as const, "one" as const, "one-per-zone" as const),
    }),
    loadBalancer: fc.constantFrom("public" as const, "vpc-origin" as const),
    api: fc.record({
      cpu: mostly(fc.constantFrom(256, 512, 1024, 2048), anyNumber),
      memoryMib: mostly(fc.constantFrom(512, 1024, 2048, 4096), anyNumber),
      minTasks: whole(1, 3),
      maxTasks: whole(3, 20),
      cpuPercent: whole(10, 90),
      requestsPerTask: whole(1, 10000),
    }),
    allowedOrigins: fc.array(text(30), { maxLength: 2 }),
    requestsPerMinute: whole(10, 1000),
    sessionTtlSeconds: whole(60, 86400),
    imageTag: text(40),
    source: fc.record({
      host: fc.constant("GitHub" as const),
      repository: mostly(fc.constant("a/b"), anyText),
      branch: text(20),
    }),
    retention: fc.record({
      logDays: mostly(fc.constantFrom(30, 365), anyNumber),
      accessLogDays: whole(1, 400),
      trailDays: whole(1, 3000),
    }),
  })
  .map(({ environment: base, ...rest }) => ({ ...base, ...rest }));

async function main(request: Request): Promise<Report> {
  const { directory, seed, keep } = request;
  let accepted = 0;
  let refused = 0;
  const kept: string[] = [];
  const names = new Set<string>();
  const messages = new Map<string, string>();
  const failures: string[] = [];

  async function check<T>(
    kind: string,
    numRuns: number,
    cases: fc.Arbitrary<T>,
    deploy: (value: T) => readonly Deployment[],
  ) {
    let ofKind = 0;
    const property = fc.asyncProperty(cases, async (value) => {
      const isOdd = odd > 0;
      odd = 0;
      const folder = join(directory, "deep", "deeper", "out");
      process.env["CDKTF_OUTDIR"] = folder;
      try {
        await synthesize(deploy(value));
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        const wrong = error.problems.filter((problem) => !FOUR_PARTS.test(problem));
        if (wrong.length > 0) throw new Error(`not four parts: ${JSON.stringify(wrong)}`);
        for (const problem of error.problems) messages.set(problem.split(": ")[1] ?? "", problem.slice(0, 300));
        refused += 1;
        if (existsSync(folder)) throw new Error(`something was written although it failed: ${readdirSync(folder)}`);
        return;
      } finally {
        const [stray] = straysIn(directory, kept);
        if (stray !== undefined) {
          rmSync(join(directory, stray), { recursive: true, force: true });
          throw new Error(`written outside of the output folder: ${stray}`);
        }
      }
      accepted += 1;
      const stacks = readdirSync(join(folder, "stacks")).filter((name) => !name.startsWith("lintel-state-"));
      // What was accepted although something in it is odd says most about what is accepted.
      if (isOdd && ofKind < keep && !stacks.some((name) => names.has(name))) {
        stacks.forEach((name) => names.add(name));
        ofKind += 1;
        const target = join(directory, `${kind}-${ofKind}`);
        kept.push(target);
        mkdirSync(target, { recursive: true });
        renameSync(folder, join(target, "out"));
      }
      rmSync(folder, { recursive: true, force: true });
    });
    const result = await fc.check(property, { seed, numRuns, endOnFailure: false });
    if (result.failed) {
      const example = JSON.stringify(result.counterexample).slice(0, 3000);
      const cause =
        result.errorInstance instanceof Error ? (result.errorInstance.stack ?? "") : String(result.errorInstance);
      failures.push(
        `${kind}, seed ${seed}, path ${String(result.counterexamplePath)}: ${cause.slice(0, 1500)}\n${example}`,
      );
    }
  }

  await check("parts", request.parts, partsOf, partsDeployment);
  await check("whole", request.whole, wholeOf, (value) => architecture([value], buildValorAssist));
  return { accepted, refused, messages: [...messages.values()], kept, failures };
}

/** What lies in the directory beside the way to the output folder and what was kept. */
function straysIn(directory: string, kept: readonly string[]): string[] {
  const own = new Set([
    "deep",
    join("deep", "deeper"),
    join("deep", "deeper", "out"),
    "tmp",
    ...kept.map((folder) => folder.slice(directory.length + 1)),
  ]);
  return ["", "deep", join("deep", "deeper")]
    .filter((folder) => existsSync(join(directory, folder)))
    .flatMap((folder) => readdirSync(join(directory, folder)).map((name) => join(folder, name)))
    .filter((path) => !own.has(path));
}

const [, , , request] = process.argv;
export const done = main(JSON.parse(request ?? "{}") as Request).then((report) => {
  writeFileSync(1, JSON.stringify(report));
});
