import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./output";

/** Roots that tests run Terraform in. */
export const ROOTS = join(ROOT, "build", "terraform");
/** Offline plans and validations need no more. */
const TIME_LIMIT_MS = 280_000;

/** Whether there is a Terraform; in CI there has to be one. */
export function hasTerraform(): boolean {
  const found = spawnSync("terraform", ["version"], { encoding: "utf8" }).status === 0;
  if (!found && process.env["CI"] === "true") throw new Error("CI needs Terraform 1.5 or newer on the PATH");
  return found;
}

/** A test that needs Terraform: skipped, with a line that says so, where there is none. */
export function terraformTest(name: string, run: () => void): void {
  if (hasTerraform()) test(name, run, TIME_LIMIT_MS);
  else test.skip(`${name} [skipped: terraform is not on the PATH]`, run);
}

/** Runs Terraform in a directory. */
export function terraform(
  directory: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  return spawnSync("terraform", [`-chdir=${directory}`, ...args], {
    encoding: "utf8",
    timeout: TIME_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...env },
  });
}

/**
 * Initializes a directory: with the user's own configuration, and where that can't get the provider, from a mirror
 * on this machine. Returns the environment for the commands that follow.
 */
export function init(directory: string): NodeJS.ProcessEnv {
  const own = terraform(directory, ["init", "-no-color", "-input=false"]);
  if (own.status === 0) return {};
  const mirror = findMirror();
  if (mirror === undefined)
    throw new Error(`terraform init failed, and there is no mirror on this machine:\n${own.stderr}`);
  const config = join(ROOTS, "mirror.tfrc");
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  const env = { TF_CLI_CONFIG_FILE: config };
  const mirrored = terraform(directory, ["init", "-no-color", "-input=false"], env);
  if (mirrored.status !== 0) throw new Error(`terraform init failed:\n${mirrored.stderr}`);
  return env;
}

/** The first directory that holds `registry.terraform.io`, of the places where mirrors are kept. */
function findMirror(): string | undefined {
  const places = [
    process.env["LINTEL_PROVIDER_MIRROR"],
    join(homedir(), ".terraform.d", "plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    ...(existsSync("/opt") ? readdirSync("/opt").map((name) => join("/opt", name)) : []),
  ];
  return places.find((place) => place !== undefined && existsSync(join(place, "registry.terraform.io")));
}

/** A clean directory below {@link ROOTS}; what Terraform downloaded into it before stays. */
export function cleanRoot(name: string): string {
  const root = join(ROOTS, name);
  mkdirSync(root, { recursive: true });
  for (const file of readdirSync(root)) if (file !== ".terraform") rmSync(join(root, file), { recursive: true });
  return root;
}

/** Copies what a stack needs beside its JSON. */
export function copyAssets(from: string, to: string): void {
  if (existsSync(join(from, "assets"))) cpSync(join(from, "assets"), join(to, "assets"), { recursive: true });
}
