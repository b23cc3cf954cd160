import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../support/output";

/** What the tests of the emulator write. */
export const WORK = join(ROOT, "build", "emulator");
const HERE = join(ROOT, "test", "emulator");

/** A hosted zone that exists before an environment does. */
export interface Zone {
  readonly account: string;
  readonly id: string;
  readonly name: string;
}

/** Something that exists in the emulator. */
export interface Thing {
  readonly account: string;
  readonly region: string;
  /** Service and collection, such as `ec2.subnets`. */
  readonly kind: string;
  readonly key: string;
}

/** Installs the emulator, once for each set of pinned packages. Returns its Python. */
export function installEmulator(): string {
  const requirements = join(HERE, "requirements.txt");
  const stamp = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const venv = join(WORK, "venv");
  const stampFile = join(venv, "requirements.sha256");
  const python = join(venv, "bin", "python");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return python;
  rmSync(venv, { recursive: true, force: true });
  say("installing the emulator");
  must("python3", ["-m", "venv", venv]);
  must(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements]);
  writeFileSync(stampFile, stamp);
  return python;
}

/** Starts the emulator on a free port of the loopback interface and waits until it answers. */
export async function startEmulator(
  zones: readonly Zone[],
  places: readonly (readonly [account: string, region: string])[],
): Promise<{ server: ChildProcess; port: number }> {
  const python = installEmulator();
  const port = await freePort();
  mkdirSync(WORK, { recursive: true });
  // Written by the emulator itself: nobody else has to be awake to read it.
  const log = openSync(join(WORK, "emulator.log"), "w");
  const server = spawn(
    python,
    [
      join(HERE, "server.py"),
      "--port",
      String(port),
      "--zones",
      JSON.stringify(zones),
      "--places",
      JSON.stringify(places),
    ],
    // Moto makes one wait a minute for a certificate.
    { env: { ...process.env, MOTO_ACM_VALIDATION_WAIT: "1" }, stdio: ["ignore", log, log] },
  );
  server.unref();
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (server.exitCode !== null) break;
    try {
      await inventory(port);
      return { server, port };
    } catch {
      await sleep(250);
    }
  }
  server.kill();
  throw new Error(`the emulator did not start:\n${readFileSync(join(WORK, "emulator.log"), "utf8").slice(-2000)}`);
}

/** Everything that exists in the emulator. */
export async function inventory(port: number): Promise<Thing[]> {
  const response = await fetch(`http://127.0.0.1:${port}/inventory`);
  if (!response.ok) throw new Error(`inventory: ${response.status}`);
  return (await response.json()) as Thing[];
}

/** The port of the emulator that the tests of this run share. */
export function emulatorPort(): number {
  return Number(process.env["LINTEL_EMULATOR_PORT"]);
}

/** An environment for Terraform that has the emulator for AWS, with the credentials of an account. */
export function environmentFor(account: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|TF_CLI_ARGS|TF_VAR_|TF_WORKSPACE$|TF_DATA_DIR$)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${emulatorPort()}`,
    AWS_ACCESS_KEY_ID: `AKIALNTL${account}`,
    AWS_SECRET_ACCESS_KEY: "emulated",
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    // Most of what Terraform computes in these runs is garbage collection: the provider's schema is large.
    GOGC: "off",
    GOMEMLIMIT: "1GiB",
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}

function must(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}

/** Says on standard error how far the tests are: they take minutes. */
export function say(text: string): void {
  process.stderr.write(`emulator: ${text}\n`);
}
