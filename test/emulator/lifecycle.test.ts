import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deployments } from "../../src/architectures";
import { readStacks, type Stack } from "../../src/template/template";
import { say } from "./support/emulator";
import { isTested, outputOf, seconds } from "./support/global-setup";
import { live, type Life, type Lived } from "./support/lifecycle";

function environmentsIn(name: Parameters<typeof outputOf>[0]): Map<string, Stack[]> {
  const found = new Map<string, Stack[]>();
  for (const stack of readStacks(outputOf(name)).filter(isTested)) {
    const environment = `${stack.placement?.architecture}-${stack.placement?.environment}`;
    found.set(environment, [...(found.get(environment) ?? []), stack]);
  }
  return found;
}

const [shipped, released, disposable] = [
  environmentsIn("shipped"),
  environmentsIn("released"),
  environmentsIn("disposable"),
];
const lives: Life[] = [...shipped].map(([name, stacks]) => ({
  name,
  account: stacks[0]?.placement?.account ?? "",
  shipped: stacks,
  released: released.get(name) ?? [],
  disposable: disposable.get(name) ?? [],
}));

/** Parts of server.py that add nothing that AWS has. */
const NO_PATCHES = ["Accounts", "Missing services", "Inventory"];

/** Addresses of a stack's resources in its environment's root. */
function resourcesOf({ name, json }: Stack): string[] {
  const types = Object.entries((json["resource"] ?? {}) as Record<string, object>);
  return types.flatMap(([type, named]) => Object.keys(named).map((key) => `module.${name}.${type}.${key}`));
}

function typeOf(address: string): string {
  return (
    address
      .replace(/\[[^\]]*\]$/, "")
      .split(".")
      .at(-2) ?? ""
  );
}

/** Environments at once: each one waits for most of its time, and takes up to 1.5 GB. */
const AT_ONCE = 5;
const lived = new Map<string, Lived | Error>();

beforeAll(async () => {
  const started = Date.now();
  const waiting = [...lives];
  const work = async () => {
    for (let life = waiting.shift(); life; life = waiting.shift()) {
      lived.set(life.name, await live(life).catch((error: unknown) => error as Error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  report(seconds(started));
}, 1_800_000);

/** The table of what was applied, for the log. */
function report(all: number): void {
  for (const [name, seen] of lived) {
    if (seen instanceof Error) continue;
    const { applied, again, left, seconds: took } = seen;
    const differences = Object.keys(again).length;
    say(
      `${name}: ${applied.length} resources applied in ${took.apply} s, ${differences} differences in a plan of ` +
        `${took.plan} s, destroyed in ${took.destroy} s, ${left.length} things left`,
    );
  }
  const types = new Set(lives.flatMap(({ shipped: stacks }) => stacks.flatMap(resourcesOf)).map(typeOf));
  const applied = new Set(
    [...lived.values()].flatMap((seen) => (seen instanceof Error ? [] : seen.applied)).map(typeOf),
  );
  const left = [...types].filter((type) => !applied.has(type));
  say(`${lived.size} environments in ${all} s, ${types.size} resource types, exceptions: ${left.join(", ") || "none"}`);
  const server = readFileSync(join(__dirname, "server.py"), "utf8");
  const patched = [...server.matchAll(/^# --- (.+?) -+$/gm)].map(([, service]) => service);
  say(`moto has patches for: ${patched.filter((service) => !NO_PATCHES.includes(service ?? "")).join(", ")}`);
}

function of(name: string): Lived {
  const seen = lived.get(name);
  if (seen === undefined || seen instanceof Error) throw seen ?? new Error(`${name} was not applied`);
  return seen;
}

test("there are environments to apply, each architecture's but for staging", () => {
  const wanted = deployments.map(({ environment: { architecture, name } }) => `${architecture}-${name}`);
  expect(lives.map(({ name }) => name).sort()).toEqual(wanted.filter((name) => !name.endsWith("-staging")).sort());
});

describe.each(lives)("$name", ({ name, shipped }) => {
  test("everything that is synthesized is applied", () => {
    const { applied } = of(name);
    const there = new Set(applied.map((address) => address.replace(/\[.*\]$/, "")));
    const wanted = shipped.flatMap(resourcesOf);
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((address) => !there.has(address))).toEqual([]);
  });

  test("a plan after the apply has nothing to do", () => {
    expect(of(name).again).toEqual({});
  });

  test("another image changes the task definitions and nothing that did not have to", () => {
    const { release, expectedRelease } = of(name);
    expect(Object.values(expectedRelease)).toContain("replace");
    expect(release).toEqual(expectedRelease);
  });

  test("one task more changes one scaling target, or one service", () => {
    const { scaled, expectedScaled } = of(name);
    expect(Object.keys(expectedScaled)).not.toEqual([]);
    expect(scaled).toEqual(expectedScaled);
  });

  test("what is protected is not destroyed before somebody says so", () => {
    const { refusal } = of(name);
    if (refusal === undefined)
      expect(JSON.stringify(shipped.map(({ json }) => json))).not.toContain('"prevent_destroy":true');
    else expect(refusal).toContain("Instance cannot be destroyed");
  });

  test("after the destroy nothing is left", () => {
    expect(of(name).left).toEqual([]);
  });
});
