import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { initialize } from "../../src/preview/terraform";
import { readStacks, type JsonObject } from "../../src/template/template";
import { ROOT } from "../support/output";
import { emulatorPort, environmentFor, inventory, say, WORK } from "./support/emulator";
import { outputOf, seconds } from "./support/global-setup";
import { APPLY, DESTROY, must, plannedChanges, run, stateOf, type Root } from "./support/roots";

/** Every point at which an apply is interrupted follows from this. */
const SEED = "lintel";
const ACCOUNT = "444444444444";
const PLACE = {
  ACCOUNT,
  REGION: "us-east-1",
  BUCKET: `lintel-state-${ACCOUNT}-us-east-1`,
  TABLE: "lintel-state-locks",
  KEY: "lintel/faults/dev/parts.tfstate",
  APPLICATION: "faults",
  ENVIRONMENT: "dev",
};

const RUNBOOK = readFileSync(join(ROOT, "docs", "runbooks", "state.md"), "utf8");
const started = Date.now();
let parts: Root;
/** What exists when `parts` is applied, and when it is not, by kind and number. */
let full: Record<string, number>;
let empty: Record<string, number>;
/** Lines of an undisturbed apply that tell of a step. */
let steps: number;

/** A stack's directory as it was synthesized, for plain Terraform, with its own backend. */
async function stackRoot(layer: string): Promise<Root> {
  const directory = join(WORK, "roots", `faults-${layer}`);
  cpSync(join(outputOf("faults"), "stacks", `faults-dev-${layer}`), directory, { recursive: true });
  writeFileSync(join(directory, "override.tf"), 'provider "aws" {\n  s3_use_path_style = true\n}\n');
  const { outcome, env } = await initialize(directory, { env: environmentFor(ACCOUNT) });
  if (outcome.status !== 0) throw new Error(outcome.stderr);
  return { directory, env };
}

/** How many things of each kind exist in the account, but for what only records what happened. */
async function shape(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { account, kind, key } of await inventory(emulatorPort())) {
    if (account !== ACCOUNT || key.startsWith("lintel/")) continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

interface Interruption {
  readonly signal: NodeJS.Signals;
  /** Steps that are waited for, and milliseconds after the last of them. */
  readonly step: number;
  readonly delay: number;
}

/** Runs Terraform and interrupts it. Returns whether it was still running. */
async function interrupt(args: readonly string[], { signal, step, delay }: Interruption): Promise<boolean> {
  // A group of its own, so that SIGKILL takes the provider with it, as the loss of a machine does.
  const child = spawn("terraform", [`-chdir=${parts.directory}`, ...args], { env: parts.env, detached: true });
  let seen = 0;
  let interrupted = false;
  const ended = new Promise((done) => child.on("close", done));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const before = seen;
    seen += stepsIn(text);
    if (before < step && seen >= step) {
      setTimeout(() => {
        if (child.exitCode !== null || child.pid === undefined) return;
        interrupted = true;
        process.kill(signal === "SIGKILL" ? -child.pid : child.pid, signal);
      }, delay);
    }
  });
  child.stderr.resume();
  await ended;
  return interrupted;
}

function stepsIn(text: string): number {
  return (text.match(/: (Creating|Destroying)\.\.\.|(Creation|Destruction) complete/g) ?? []).length;
}

/** A number from 0 to below `limit`, the same in every run. */
function random(limit: number, ...name: unknown[]): number {
  return (
    createHash("sha256")
      .update([SEED, ...name].join(" "))
      .digest()
      .readUInt32BE() % limit
  );
}

/** A command of the runbook, by the name in its first line. */
function command(name: string): string {
  const [, found] = new RegExp("```sh\\n# " + name + "\\n([\\s\\S]*?)```").exec(RUNBOOK) ?? [];
  if (found === undefined) throw new Error(`docs/runbooks/state.md has no command ${name}`);
  return found;
}

/** Runs a command of the runbook as a person would, and returns what it prints. */
function follow(name: string, variables: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync("bash", ["-ec", command(name)], {
    cwd: parts.directory,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...parts.env, ...PLACE, ...variables, PATH: `${join(WORK, "venv", "bin")}:${process.env["PATH"] ?? ""}` },
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return stdout.trim();
}

beforeAll(async () => {
  const base = await stackRoot("base");
  await must(base, ...APPLY);
  parts = await stackRoot("parts");
  empty = await shape();
  const { stdout } = await must(parts, ...APPLY);
  steps = stepsIn(stdout);
  full = await shape();
});

test("a stack applied over remote state, with the state of another stack, has nothing left to do", async () => {
  expect(await plannedChanges(parts)).toEqual({});
  expect(full).not.toEqual(empty);
});

// Each group interrupts three runs, each where the one before it was left, and lets a fourth one end.
const GROUPS = Array.from(
  { length: 8 },
  (_, group) => ({ group, run: group % 2 === 0 ? "destroy" : "apply" }) as const,
);
const COMMANDS = { apply: APPLY, destroy: DESTROY };
let interruptions = 0;
let cutOff = 0;

test.each(GROUPS)(
  "three times $run interrupted, group $group: the state knows all that exists",
  async ({ group, run: name }) => {
    for (const index of [0, 1, 2]) {
      const signal = random(2, "signal", group, index) === 0 ? "SIGINT" : "SIGTERM";
      const step = 1 + random(Math.floor(steps / 8), "step", group, index);
      const delay = random(150, "delay", group, index);
      // What is under way when the signal comes is finished: two at a time leave something to do for the next run.
      if (await interrupt([...COMMANDS[name], "-parallelism=2"], { signal, step, delay })) interruptions += 1;
    }
    // A call that the interruption cut off may have been answered after all, and the state does not know of it.
    if (name === "apply") cutOff += await adoptWhatExists();
    else await must(parts, ...DESTROY);
    expect(await shape()).toEqual(name === "apply" ? full : empty);
  },
);

test("at least 20 runs were interrupted while they worked, and a plan has nothing to do after them", async () => {
  say(`${interruptions} runs were interrupted, of ${3 * GROUPS.length}; ${cutOff} resources were imported after them`);
  expect(interruptions).toBeGreaterThanOrEqual(20);
  expect(await plannedChanges(parts)).toEqual({});
});

test.each([0, 1])(
  "after SIGKILL %i the lock is released and what the state lacks is imported, as the runbook says",
  async (round) => {
    await must(parts, ...DESTROY);
    // Ten are begun at once, so that a few have been made by then.
    const step = 14 + random(Math.floor(steps / 3), "kill step", round);
    expect(await interrupt(APPLY, { signal: "SIGKILL", step, delay: random(100, "kill delay", round) })).toBe(true);

    const locked = await run(parts, ...APPLY);
    expect(locked.status).toBe(1);
    expect(locked.stderr).toContain("Error acquiring the state lock");
    const id = /ID:\s+([0-9a-f-]{36})/.exec(locked.stderr)?.[1] ?? "";
    expect(JSON.parse(follow("who-holds-the-lock"))).toMatchObject({ ID: id, Operation: "OperationTypeApply" });
    follow("release-the-lock", { LOCK_ID: id });

    const adopted = await adoptWhatExists();
    expect(adopted).toBeGreaterThan(0);
    expect(await shape()).toEqual(full);
    expect(await plannedChanges(parts)).toEqual({});
    say(`SIGKILL ${round}: ${adopted} resources were imported`);
  },
);

/** Applies with what exists and the state lacks imported, as the runbook says. Returns how many resources. */
async function adoptWhatExists(): Promise<number> {
  const known = new Set(await stateOf(parts));
  const found = [
    ...follow("what-exists").split(/\s+/).map(byArn),
    ...follow("which-rules-exist").split("\n").map(byRule),
  ];
  const missing = found.filter((each) => each !== undefined && !known.has(each.address));
  const block = /```hcl\n(# imports\.tf\n[\s\S]*?)```/.exec(RUNBOOK)?.[1] ?? "";
  expect(block).toContain("ADDRESS");
  const blocks = missing.flatMap((each) =>
    each ? [block.replace("ADDRESS", each.address).replace("ID", each.id)] : [],
  );
  writeFileSync(join(parts.directory, "imports.tf"), blocks.join("\n"));
  await must(parts, ...APPLY);
  rmSync(join(parts.directory, "imports.tf"));
  return missing.length;
}

interface Importable {
  readonly address: string;
  readonly id: string;
}

/** The resource of `parts` with an argument of this value. */
function resourceWith(type: string, argument: string, value: unknown, id: string): Importable | undefined {
  const [stack] = readStacks(outputOf("faults")).filter(({ name }) => name === "faults-dev-parts");
  const resources = (stack?.json["resource"] ?? {}) as Record<string, Record<string, JsonObject>>;
  const [name] = Object.entries(resources[type] ?? {}).find(([, values]) => values[argument] === value) ?? [];
  return name === undefined ? undefined : { address: `${type}.${name}`, id };
}

function byArn(arn: string): Importable | undefined {
  const [, , service, , , ...rest] = arn.split(":");
  const name = rest.join(":");
  if (service === "logs")
    return resourceWith(
      "aws_cloudwatch_log_group",
      "name",
      name.slice("log-group:".length),
      name.slice("log-group:".length),
    );
  if (service === "dynamodb")
    return resourceWith("aws_dynamodb_table", "name", name.slice("table/".length), name.slice("table/".length));
  if (service === "secretsmanager")
    return resourceWith("aws_secretsmanager_secret", "name", name.slice("secret:".length, -7), arn);
  if (service !== "ec2" || !name.startsWith("security-group/")) return undefined;
  const id = name.slice("security-group/".length);
  return resourceWith("aws_security_group", "name", groupName(id), id);
}

function groupName(id: string): string {
  const args = ["ec2", "describe-security-groups", "--region", PLACE.REGION, "--group-ids", id];
  const query = ["--query", "SecurityGroups[0].GroupName", "--output", "text"];
  return spawnSync(join(WORK, "venv", "bin", "aws"), [...args, ...query], {
    encoding: "utf8",
    env: parts.env,
  }).stdout.trim();
}

/** Each rule of `parts` has a port of its own. */
function byRule(line: string): Importable | undefined {
  const [id = "", isEgress, port] = line.split("\t");
  const type = isEgress === "True" ? "aws_vpc_security_group_egress_rule" : "aws_vpc_security_group_ingress_rule";
  return resourceWith(type, "from_port", Number(port), id);
}

test("of two applies at once one works and the other names who is at it; waiting works as well", async () => {
  await must(parts, ...DESTROY);
  const first = run(parts, ...APPLY);
  await untilLocked();
  const [second, third] = await Promise.all([run(parts, ...APPLY), run(parts, ...APPLY, "-lock-timeout=120s")]);
  expect((await first).status).toBe(0);
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("Error acquiring the state lock");
  expect(second.stderr).toMatch(/Who:\s+\S+@\S+/);
  expect(third.status).toBe(0);
  expect(await plannedChanges(parts)).toEqual({});
  expect(await shape()).toEqual(full);
});

async function untilLocked(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const holder = follow("who-holds-the-lock");
    if (holder !== "None" && holder !== "") return;
    await sleep(50);
  }
  throw new Error("the first apply did not take the lock");
}

test("a state that was overwritten with rubbish is refused, and its last good version is brought back", async () => {
  const before = await stateOf(parts);
  await putState("rubbish");
  const damaged = await run(parts, ...APPLY);
  expect(damaged.status).toBe(1);
  expect(damaged.stderr).toMatch(/does not have the expected content|state snapshot/);
  expect(await shape()).toEqual(full);

  const [newest = "", good = ""] = follow("list-versions").split("\n");
  expect(newest).toMatch(/\t7$/);
  follow("restore-version", { VERSION: good.split("\t")[0] ?? "" });
  expect(await stateOf(parts)).toEqual(before);
  expect(await plannedChanges(parts)).toEqual({});

  // An older version than the last one also needs its checksum to be forgotten.
  const versions = follow("list-versions")
    .split("\n")
    .map((line) => line.split("\t"));
  const older = versions.find(([, , size], index) => index > 2 && Number(size) > 1000);
  follow("restore-version", { VERSION: older?.[0] ?? "" });
  follow("forget-checksum");
  expect((await run(parts, "state", "list")).status).toBe(0);
  follow("restore-version", { VERSION: good.split("\t")[0] ?? "" });
  follow("forget-checksum");
  expect(await plannedChanges(parts)).toEqual({});
});

async function putState(body: string): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIALNTL${ACCOUNT}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0`;
  const url = `http://127.0.0.1:${emulatorPort()}/${PLACE.BUCKET}/${PLACE.KEY}`;
  const { status } = await fetch(url, { method: "PUT", body, headers: { authorization } });
  expect(status).toBe(200);
}

test("without the lock table nothing is changed, and the error says so", async () => {
  await must(parts, "init", "-reconfigure", "-input=false", "-backend-config=dynamodb_table=not-there");
  const { status, stderr } = await run(parts, ...DESTROY);
  expect(status).toBe(1);
  expect(stderr).toContain("Error acquiring the state lock");
  expect(stderr).toContain("ResourceNotFoundException");
  expect(await shape()).toEqual(full);
  await must(parts, "init", "-reconfigure", "-input=false");
  await must(parts, ...DESTROY);
  expect(await shape()).toEqual(empty);
  say(`faults are done after ${seconds(started)} s`);
});
