import { existsSync, readFileSync } from "node:fs";
import { App } from "cdktf";
import type { Construct } from "constructs";
import { readBackend, type BackendSettings } from "../config/backend";
import { validateEnvironment, type Environment } from "../config/environment";
import { ConfigError, describeProblem, problemsOf } from "../config/errors";
import { publish, removeDirectories, stage } from "./output";
import { StateBackendStack } from "./state-backend-stack";

/** An architecture in all its environments. */
export interface Architecture<E extends Environment = Environment> {
  readonly environments: readonly E[];
  /** Adds the stacks of one environment to the app. */
  build(app: Construct, environment: E, backend: BackendSettings | undefined): void;
}

/** An architecture that forgets its own type of environment, so that different ones fit into one list. */
export type AnyArchitecture = Pick<Architecture, "environments"> & {
  buildAll(app: Construct, options: BuildOptions): void;
};

/** What a build needs beside the environments. */
export interface BuildOptions {
  readonly backend: BackendSettings | undefined;
  /** Receives what went wrong in one environment, so that the others are still looked at. */
  onError(environment: Environment, error: unknown): void;
}

/** Makes an architecture one of a list. */
export function architecture<E extends Environment>({ environments, build }: Architecture<E>): AnyArchitecture {
  return {
    environments,
    buildAll: (app, { backend, onError }) => {
      for (const environment of environments) {
        try {
          build(app, environment, backend);
        } catch (error) {
          onError(environment, error);
        }
      }
    },
  };
}

/** Where synthesis reads from and writes to. */
export interface SynthOptions {
  /** Output directory. @default - what CDKTF's command asks for, or `cdktf.out` */
  readonly outdir?: string;
  /**
   * The team's backend; the empty string is local state.
   * @default - the environment variable LINTEL_BACKEND_FILE, or backend.tf where there is one
   */
  readonly backendFile?: string;
}

/**
 * Synthesizes every environment of the architectures, and the state backend of each account and region in use.
 * Nothing is written unless everything is right.
 * @throws ConfigError with every problem of the backend, the environments and the constructs
 */
export async function synthesize(architectures: readonly AnyArchitecture[], options: SynthOptions = {}): Promise<void> {
  const { outdir = process.env["CDKTF_OUTDIR"] ?? "cdktf.out" } = options;
  const { backendFile = process.env["LINTEL_BACKEND_FILE"] ?? (existsSync("backend.tf") ? "backend.tf" : "") } =
    options;
  const problems: string[] = [];
  const backend =
    backendFile === ""
      ? undefined
      : await readBackend(backendFile).catch((error: unknown) => {
          problems.push(...problemsIn(error));
          return undefined;
        });
  const staging = stage(outdir);
  const app = new App({ outdir: staging, context: moduleContext() });
  try {
    problems.push(...buildEverything(app, architectures, backend), ...problemsOf(app));
    if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
    app.synth();
    publish(staging, outdir);
  } finally {
    removeDirectories([staging, ...moduleCopies(app)]);
  }
}

/** The copies of local modules that CDKTF makes in the temporary directory and leaves there. */
function moduleCopies(app: App): string[] {
  return app.node
    .findAll()
    .filter((construct) => construct.node.id === "__cdktf_module_asset")
    .map((construct) => (construct.node.findChild("asset") as unknown as { sourcePath: string }).sourcePath);
}

function buildEverything(
  app: App,
  architectures: readonly AnyArchitecture[],
  backend: BackendSettings | undefined,
): string[] {
  const problems: string[] = [];
  const environments = architectures.flatMap((each) => each.environments);
  const invalid = new Set<Environment>();
  for (const environment of environments) {
    const found = validateEnvironment(environment);
    if (found.length > 0) invalid.add(environment);
    problems.push(...found);
  }
  const onError = (environment: Environment, error: unknown) => {
    // Values that are known to be wrong may break a construct; what they break is no news.
    if (!invalid.has(environment)) problems.push(...problemsIn(error));
  };
  for (const each of architectures) each.buildAll(app, { backend, onError });
  const places = new Map(environments.map(({ account, region }) => [`${account}-${region}`, { account, region }]));
  for (const place of places.values()) new StateBackendStack(app, { ...place, ...(backend ? { backend } : {}) });
  return problems;
}

/** The lines of a user's mistake; anything else is a defect and goes on its way. */
function problemsIn(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  const duplicate =
    error instanceof Error && /^There is already a Construct with name '(.+)' in \S+( \[(.+)\])?/.exec(error.message);
  if (!duplicate) throw error;
  const [, id = "", , parent = "app"] = duplicate;
  const problem = {
    property: "id",
    got: id,
    allowed: "an id that no other construct of its scope has",
    fix: "rename one of the two",
  };
  return [describeProblem(parent, problem)];
}

/** What CDKTF's own command would pass on from `cdktf.json`: the local modules. */
function moduleContext(): Record<string, unknown> {
  if (process.env["CDKTF_CONTEXT_JSON"] || !existsSync("cdktf.json")) return {};
  const { terraformModules = [] } = JSON.parse(readFileSync("cdktf.json", "utf8")) as {
    terraformModules?: { source: string }[];
  };
  return {
    cdktfRelativeModules: terraformModules.map(({ source }) => source).filter((source) => source.startsWith(".")),
  };
}

/** Runs a synthesis as a program: a user's mistake is printed line by line and ends with exit code 2. */
export async function run(architectures: readonly AnyArchitecture[]): Promise<void> {
  try {
    await synthesize(architectures);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.problems) process.stderr.write(`${line}\n`);
    process.stderr.write(`${error.problems.length} problem(s); nothing was written\n`);
    process.exitCode = 2;
  }
}
