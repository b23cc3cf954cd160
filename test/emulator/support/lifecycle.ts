import { referencesIn, Template, type Resource, type Stack } from "../../../src/template/template";
import { emulatorPort, inventory, say, type Thing } from "./emulator";
import { seconds } from "./global-setup";
import { APPLY, changeRoot, DESTROY, must, plannedChanges, prepareRoot, run, stateOf, type Root } from "./roots";

/** One environment in the versions that its life has. */
export interface Life {
  readonly name: string;
  readonly account: string;
  /** As the project ships it. */
  readonly shipped: readonly Stack[];
  /** With another image. */
  readonly released: readonly Stack[];
  /** Ready to be destroyed. */
  readonly disposable: readonly Stack[];
}

/** What was seen while an environment was made and removed. */
export interface Lived {
  readonly applied: readonly string[];
  /** Changes of a plan after the apply. */
  readonly again: Readonly<Record<string, string>>;
  /** Changes of a plan of another image, and what follows from the two configurations. */
  readonly release: Readonly<Record<string, string>>;
  readonly expectedRelease: Readonly<Record<string, string>>;
  /** Changes of a plan of one task more, and the scaling target that was changed. */
  readonly scaled: Readonly<Record<string, string>>;
  readonly expectedScaled: Readonly<Record<string, string>>;
  /** What Terraform said to a destroy while the data was protected; undefined where it is not. */
  readonly refusal?: string;
  readonly left: readonly Thing[];
  readonly seconds: { readonly apply: number; readonly plan: number; readonly destroy: number; readonly all: number };
}

/**
 * Applies an environment, plans it again and with two changes, and destroys it. Only the first plan after the apply
 * reads everything back: nobody else changes the emulator, and a refresh takes most of a plan's time.
 */
export async function live(life: Life): Promise<Lived> {
  const { name, account } = life;
  const started = Date.now();
  const before = await thingsOf(account);
  const root = await prepareRoot(name, life.shipped, account);
  say(`${name}: applying`);
  let since = Date.now();
  await must(root, ...APPLY);
  const applied = await stateOf(root);
  const apply = seconds(since);
  say(`${name}: ${applied.length} resources after ${apply} s; planning again`);
  since = Date.now();
  const again = await plannedChanges(root);
  const plan = seconds(since);

  changeRoot(name, root, life.released);
  const release = await plannedChanges(root, "-refresh=false");
  const { stacks, changed } = withOneMoreTask(life.shipped);
  changeRoot(name, root, stacks);
  const scaled = await plannedChanges(root, "-refresh=false");

  since = Date.now();
  const refusal = await removeProtection(root, life);
  say(`${name}: destroying`);
  await must(root, ...DESTROY, "-refresh=false");
  const destroy = seconds(since);
  const known = new Set(before.map(identity));
  const left = (await thingsOf(account)).filter((thing) => !known.has(identity(thing)));
  say(`${name}: gone after ${seconds(started)} s`);
  return {
    applied,
    again,
    release,
    expectedRelease: expectedChanges(life.shipped, life.released),
    scaled,
    expectedScaled: changed,
    ...(refusal === undefined ? {} : { refusal }),
    left,
    seconds: { apply, plan, destroy, all: seconds(started) },
  };
}

/** The runbook's way to destroy what is protected: a destroy is refused until `data` is `"disposable"` and applied. */
async function removeProtection(root: Root, life: Life): Promise<string | undefined> {
  if (
    JSON.stringify(life.shipped.map(({ json }) => json)) === JSON.stringify(life.disposable.map(({ json }) => json))
  ) {
    changeRoot(life.name, root, life.shipped);
    return undefined;
  }
  changeRoot(life.name, root, life.shipped);
  const { status, stderr } = await run(root, ...DESTROY, "-refresh=false");
  changeRoot(life.name, root, life.disposable);
  await must(root, ...APPLY, "-refresh=false");
  return status === 0 ? "" : stderr;
}

async function thingsOf(account: string): Promise<Thing[]> {
  return (await inventory(emulatorPort())).filter((thing) => thing.account === account);
}

function identity({ region, kind, key }: Thing): string {
  return `${region} ${kind} ${key}`;
}

/**
 * What a plan has to say when it goes from one configuration to another: a task definition is replaced, everything
 * else changes in place; and so does what refers to something that is replaced, unless it ignores that argument.
 */
export function expectedChanges(from: readonly Stack[], to: readonly Stack[]): Record<string, string> {
  const before = new Map(new Template(from).resources.map((resource) => [addressOf(resource), resource]));
  const after = new Template(to).resources.filter(({ mode }) => mode === "resource");
  const changed = after.filter((resource) => {
    const old = before.get(addressOf(resource));
    return JSON.stringify(old?.values) !== JSON.stringify(resource.values);
  });
  const replaced = changed.filter(({ type }) => type === "aws_ecs_task_definition");
  const names = replaced.map(({ stack, address }) => `${stack}/${address}`);
  const followers = after.filter(
    (resource) => !changed.includes(resource) && referencesIn(watched(resource)).some((name) => names.includes(name)),
  );
  return Object.fromEntries([
    ...changed.map((resource) => [addressOf(resource), replaced.includes(resource) ? "replace" : "update"]),
    ...followers.map((resource) => [addressOf(resource), "update"]),
  ]) as Record<string, string>;
}

/** A resource's arguments without those whose changes it ignores. */
function watched({ values }: Resource): Resource["values"] {
  const { lifecycle } = values as { lifecycle?: { ignore_changes?: readonly string[] } };
  const ignored = lifecycle?.ignore_changes ?? [];
  return Object.fromEntries(Object.entries(values).filter(([name]) => !ignored.includes(name)));
}

function addressOf({ stack, address }: Resource): string {
  return `module.${stack}.${address}`;
}

/**
 * The stacks with one task more, as the least of each scaling target or of a service that does not scale, and the
 * changes that this makes.
 */
function withOneMoreTask(stacks: readonly Stack[]): { stacks: readonly Stack[]; changed: Record<string, string> } {
  const changed: Record<string, string> = {};
  const copies = structuredClone(stacks);
  for (const { name, json } of copies) {
    const types = (json["resource"] ?? {}) as unknown as Record<string, Record<string, Record<string, unknown>>>;
    for (const [address, service] of Object.entries(types["aws_ecs_service"] ?? {})) {
      const { ignore_changes: ignored = [] } = (service["lifecycle"] ?? {}) as { ignore_changes?: string[] };
      if (ignored.includes("desired_count")) continue;
      service["desired_count"] = Number(service["desired_count"]) + 1;
      changed[`module.${name}.aws_ecs_service.${address}`] = "update";
    }
    for (const [address, target] of Object.entries(types["aws_appautoscaling_target"] ?? {})) {
      if (target["service_namespace"] !== "ecs") continue;
      target["min_capacity"] = Number(target["min_capacity"]) + 1;
      changed[`module.${name}.aws_appautoscaling_target.${address}`] = "update";
    }
  }
  return { stacks: copies, changed };
}
