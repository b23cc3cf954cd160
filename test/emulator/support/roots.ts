import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { compose, type ComposeOptions } from "../../../src/preview/compose";
import { writeComposition } from "../../../src/preview/preview";
import { initialize, terraform, type Outcome } from "../../../src/preview/terraform";
import { isObject, type JsonObject, type Stack } from "../../../src/template/template";
import { environmentFor, WORK } from "./emulator";

/** A Terraform root that works in the emulator. */
export interface Root {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Provider blocks as they are; the emulator has no host name for each bucket. */
const EMULATED: Omit<ComposeOptions, "backend"> = {
  provider: (_name, settings) => ({ ...settings, s3_use_path_style: true }),
  isRead: () => true,
};

/** Writes stacks as one root, with their own backend under one key, or local state, and initializes it. */
export async function prepareRoot(name: string, stacks: readonly Stack[], account: string): Promise<Root> {
  const directory = join(WORK, "roots", name);
  write(name, directory, stacks);
  const { outcome, env } = await initialize(directory, { env: environmentFor(account) });
  if (outcome.status !== 0) throw new Error(`${name}: terraform init failed:\n${outcome.stderr}`);
  return { directory, env };
}

/** Gives a root another version of the same stacks: the same modules and providers, so there is nothing to initialize. */
export function changeRoot(name: string, { directory }: Root, stacks: readonly Stack[]): void {
  write(name, directory, stacks);
}

function write(name: string, directory: string, stacks: readonly Stack[]): void {
  const backend = backendOf(stacks, name);
  writeComposition(compose(stacks, { ...EMULATED, ...(backend ? { backend } : {}) }), directory);
}

/** The backend that the stacks have, with one key for the root. */
function backendOf([stack]: readonly Stack[], name: string): JsonObject | undefined {
  const settings = stack?.json["terraform"];
  const backend = isObject(settings) ? settings["backend"] : undefined;
  const s3 = isObject(backend) ? backend["s3"] : undefined;
  return isObject(s3) ? { s3: { ...s3, key: `emulator/${name}.tfstate` } } : undefined;
}

/** A directory of a run before is no more. */
export function cleanRoots(): void {
  rmSync(join(WORK, "roots"), { recursive: true, force: true });
  mkdirSync(join(WORK, "roots"), { recursive: true });
}

/** Runs Terraform in a root. */
export async function run({ directory, env }: Root, ...args: string[]): Promise<Outcome> {
  return terraform(directory, args, { env });
}

/** Runs Terraform in a root and fails with its words when it fails. */
export async function must(root: Root, ...args: string[]): Promise<Outcome> {
  const outcome = await run(root, ...args);
  if (outcome.status !== 0) throw new Error(`terraform ${args.join(" ")} failed:\n${outcome.stderr || outcome.stdout}`);
  return outcome;
}

export const APPLY = ["apply", "-auto-approve", "-input=false", "-no-color"] as const;
export const DESTROY = ["destroy", "-auto-approve", "-input=false", "-no-color"] as const;

/** What a plan would do: address and actions, without what stays. */
export async function plannedChanges(root: Root, ...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await must(root, "plan", "-json", "-input=false", ...args);
  const messages = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type?: string; change?: { action: string; resource: { addr: string } } });
  const changes = messages.flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []));
  return Object.fromEntries(changes.map(({ action, resource }) => [resource.addr, action]));
}

/** Addresses of the resources that a root's state knows. */
export async function stateOf(root: Root): Promise<string[]> {
  const { stdout } = await must(root, "state", "list");
  return stdout.split("\n").filter((line) => line !== "" && !/(^|\.)data\./.test(line));
}
