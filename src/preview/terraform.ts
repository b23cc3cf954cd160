import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ConfigError, describeProblem } from "../config/errors";

/** How a Terraform command ended. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link terraform}. */
export interface TerraformOptions {
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** Takes each line of standard output as it comes. @default - none */
  readonly onLine?: (line: string) => void;
  /** Ends the command as Ctrl-C does. @default - none */
  readonly signal?: AbortSignal;
}

/**
 * Runs Terraform in a directory.
 * @throws ConfigError when there is no Terraform
 */
export async function terraform(
  directory: string,
  args: readonly string[],
  options: TerraformOptions = {},
): Promise<Outcome> {
  const { env = process.env, onLine, signal } = options;
  const child = spawn("terraform", [`-chdir=${directory}`, ...args], {
    env: { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => void child.kill("SIGINT");
  signal?.addEventListener("abort", stop);
  let stdout = "";
  let stderr = "";
  let partial = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    stdout += data;
    const lines = (partial + data).split("\n");
    partial = lines.pop() ?? "";
    if (onLine) lines.forEach(onLine);
  });
  child.stderr.setEncoding("utf8").on("data", (data: string) => (stderr += data));
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", (error: NodeJS.ErrnoException) => {
        reject(error.code === "ENOENT" ? noTerraform() : error);
      });
      child.on("close", (status, killedBy) => {
        resolve({ status, signal: killedBy, stdout, stderr });
      });
    });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

function noTerraform(): ConfigError {
  const fix = "install it from https://developer.hashicorp.com/terraform/install";
  return new ConfigError([
    describeProblem("terraform", { property: "PATH", got: undefined, allowed: "Terraform 1.5 or newer", fix }),
  ]);
}

/**
 * Runs `terraform init` in a root of ours: with the user's own configuration, and where that can't get the
 * providers, from a mirror on this machine. Returns how it ended and the environment for the commands that follow.
 */
export async function initialize(
  directory: string,
  options: TerraformOptions = {},
): Promise<{ outcome: Outcome; env: NodeJS.ProcessEnv }> {
  const { env = process.env } = options;
  const args = ["init", "-no-color", "-input=false"];
  const own = await terraform(directory, args, options);
  const mirror = own.status === 0 || options.signal?.aborted ? undefined : findMirror();
  if (mirror === undefined) {
    trustProviders(directory);
    return { outcome: own, env };
  }
  const config = join(directory, ".terraform", "mirror.tfrc");
  mkdirSync(join(directory, ".terraform"), { recursive: true });
  const text = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  writeFileSync(config, text);
  const mirrored = { ...env, TF_CLI_CONFIG_FILE: config };
  const outcome = await terraform(directory, args, { ...options, env: mirrored });
  trustProviders(directory);
  return { outcome, env: mirrored };
}

/**
 * Takes the checksums out of the lock file that `init` has just written. Every later command would read the whole
 * provider again to compare them, which takes about five seconds for the AWS provider's 700 MB.
 */
function trustProviders(directory: string): void {
  const file = join(directory, ".terraform.lock.hcl");
  if (!existsSync(file)) return;
  writeFileSync(file, readFileSync(file, "utf8").replace(/\n *hashes = \[[^\]]*\]/g, ""));
}

/**
 * The first directory that holds `registry.terraform.io`, of the places where mirrors of providers are kept:
 * `LINTEL_PROVIDER_MIRROR`, the home directory's Terraform folder, and the system's folders.
 */
export function findMirror(): string | undefined {
  const places = [
    process.env["LINTEL_PROVIDER_MIRROR"],
    join(homedir(), ".terraform.d", "plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    ...(existsSync("/opt") ? readdirSync("/opt").map((name) => join("/opt", name)) : []),
  ];
  return places.find((place) => place !== undefined && existsSync(join(place, "registry.terraform.io")));
}
