import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readStacks, type Json, type JsonObject, type Stack } from "../../../src/template/template";
import { ROOT } from "../../support/output";
import { say, startEmulator, WORK, type Zone } from "./emulator";
import { APPLY, cleanRoots, must, prepareRoot } from "./roots";

/** What the tests synthesize: as shipped, ready to be destroyed, with another image, and a stack to break. */
export const OUTPUTS = {
  shipped: "main.ts",
  disposable: "test/emulator/fixtures/disposable.ts",
  released: "test/emulator/fixtures/released.ts",
  faults: "test/emulator/fixtures/faults.ts",
} as const;

/** The output folder of one of {@link OUTPUTS}. */
export function outputOf(name: keyof typeof OUTPUTS): string {
  return join(WORK, "output", name);
}

/** Synthesizes, starts the emulator and applies the state backend of every account that the tests work in. */
export default async function globalSetup(): Promise<void> {
  const started = Date.now();
  rmSync(join(WORK, "output"), { recursive: true, force: true });
  await Promise.all(Object.keys(OUTPUTS).map((name) => synthesize(name as keyof typeof OUTPUTS)));
  const stacks = readStacks(outputOf("shipped")).filter(isTested);
  const emulator = await startEmulator(zonesOf(stacks), placesOf([...stacks, ...readStacks(outputOf("faults"))]));
  const { pid } = emulator.server;
  process.env["LINTEL_EMULATOR_PID"] = String(pid);
  process.env["LINTEL_EMULATOR_PORT"] = String(emulator.port);
  process.once("exit", stopEmulator);
  cleanRoots();
  const backends = [...readStacks(outputOf("shipped")), ...readStacks(outputOf("faults"))].filter(isStateBackend);
  const accounts = new Set([...stacks, ...readStacks(outputOf("faults"))].map(({ placement }) => placement?.account));
  const wanted = backends.filter(({ placement }) => accounts.has(placement?.account));
  say(`applying ${wanted.length} state backends`);
  await Promise.all(wanted.map(applyStateBackend));
  say(`state backends are there after ${seconds(started)} s`);
}

/** Stops what the setup started. Jest gives the teardown modules of its own, so the process is all that both know. */
export function stopEmulator(): void {
  try {
    process.kill(Number(process.env["LINTEL_EMULATOR_PID"]));
  } catch {
    // It has ended already.
  }
}

/** Whether a stack is one of those that are applied: of every environment but staging, which is prod with other sizes. */
export function isTested({ placement }: Stack): boolean {
  return placement !== undefined && placement.architecture !== "lintel" && placement.environment !== "staging";
}

function isStateBackend({ placement }: Stack): boolean {
  return placement?.architecture === "lintel" && placement.environment === "state";
}

/** State backends begin with local state, as the README says. */
async function applyStateBackend({ json, ...stack }: Stack): Promise<void> {
  const { terraform, ...rest } = json as Record<string, JsonObject>;
  const { backend, ...settings } = terraform ?? {};
  const local: Stack = { ...stack, json: { ...rest, terraform: settings } as Record<string, Json> };
  const root = await prepareRoot(stack.name, [local], stack.placement?.account ?? "");
  await must(root, ...APPLY);
}

function placesOf(stacks: readonly Stack[]): (readonly [string, string])[] {
  const places = stacks.flatMap(({ placement }) => (placement ? [`${placement.account} ${placement.region}`] : []));
  return [...new Set(places)].map((place) => place.split(" ") as [string, string]);
}

/** The hosted zones that stacks name, each for the longest domain that all records in it share. */
function zonesOf(stacks: readonly Stack[]): Zone[] {
  const zones = new Map<string, { account: string; names: Set<string> }>();
  for (const { json, placement } of stacks) {
    const records =
      ((json["resource"] ?? {}) as Record<string, Record<string, JsonObject>>)["aws_route53_record"] ?? {};
    for (const { zone_id: id, name } of Object.values(records)) {
      if (typeof id !== "string" || typeof name !== "string" || name.includes("${")) continue;
      const zone = zones.get(id) ?? { account: placement?.account ?? "", names: new Set<string>() };
      zones.set(id, { ...zone, names: zone.names.add(name) });
    }
  }
  return [...zones].map(([id, { account, names }]) => ({ id, account, name: sharedDomain([...names]) }));
}

function sharedDomain(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split(".").reverse());
  const length = first.findIndex((label, index) => others.some((other) => other[index] !== label));
  return (length < 0 ? first : first.slice(0, length)).reverse().join(".");
}

async function synthesize(name: keyof typeof OUTPUTS): Promise<void> {
  const env = { ...process.env, CDKTF_OUTDIR: outputOf(name), LINTEL_BACKEND_FILE: "test/emulator/backend.tf" };
  await promisify(execFile)(process.execPath, ["bin/app.mjs", OUTPUTS[name]], { env, cwd: ROOT });
}

/** Seconds since a moment, for people. */
export function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
