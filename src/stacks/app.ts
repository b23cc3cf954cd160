import { existsSync, readFileSync } from "node:fs";
import { App } from "cdktf";
import type { Construct } from "constructs";
import { readBackend, type BackendSettings } from "../config/backend";
import { validateEnvironment, type Environment } from "../config/environment";
import { ConfigError, describeProblem, problemsOf } from "../config/errors";
import { LintelStack } from "./lintel-stack";
import { publish, removeDirectories, stage } from "./output";
import { StateBackendStack } from "./state-backend-stack";

/** One environment of an architecture, ready to be built. */
export interface Deployment {
  readonly environment: Environment;
  /** Adds the stacks of an environment of this architecture to an app. */
  build(app: Construct, environment: Environment, backend: BackendSettings | undefined): void;
}

/** An architecture in all its environments: `build` adds the stacks of one of them to an app. */
export function architecture<E extends Environment>(
  environments: readonly E[],
  build: (app: Construct, environment: E, backend: BackendSettings | undefined) => void,
): readonly Deployment[] {
  return environments.map((environment) => ({
    environment,
    build: (app, given, backend) => {
      build(app, given as E, backend);
    },
  }));
}

/**
 * Synthesizes environments of any architectures, and the state backend of each account and region in use.
 * Nothing is written unless everything is right.
 *
 * The output goes where CDKTF's command asks for (`CDKTF_OUTDIR`), or to `cdktf.out`. The backend is read from
 * `LINTEL_BACKEND_FILE`, or from `backend.tf` where there is one; the empty string is local state.
 * @throws ConfigError with every problem of the backend, the environments and the constructs
 */
export async function synthesize(deployments: readonly Deployment[]): Promise<void> {
  const outdir = process.env["CDKTF_OUTDIR"] ?? "cdktf.out";
  const backendFile = process.env["LINTEL_BACKEND_FILE"] ?? (existsSync("backend.tf") ? "backend.tf" : "");
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
    problems.push(...buildEverything(app, deployments, backend), ...problemsOf(app));
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
    .map((construct) => construct.node.tryFindChild("asset") as unknown as { sourcePath: string } | undefined)
    .flatMap((asset) => asset?.sourcePath ?? []);
}

function buildEverything(
  app: App,
  deployments: readonly Deployment[],
  backend: BackendSettings | undefined,
): readonly string[] {
  const sound: Environment[] = [];
  const problems = deployments.flatMap(({ environment, build }) => {
    const found = validateEnvironment(environment);
    if (found.length === 0) sound.push(environment);
    try {
      build(app, environment, backend);
      return found;
    } catch (error) {
      // Values that are known to be wrong may break a construct; what they break is no news.
      return found.length > 0 ? found : problemsIn(error);
    }
  });
  const names = new Set(sound.map(({ architecture, name }) => `${architecture}/${name}`));
  const places = app.node.children
    .filter((child) => child instanceof LintelStack)
    // A stack whose constructor did not come to its end has no place yet.
    .filter(({ placement }: Partial<LintelStack>) => names.has(`${placement?.architecture}/${placement?.environment}`))
    .map(({ statePlace }) => statePlace);
  for (const place of new Map(places.map((each) => [`${each.account}-${each.region}`, each])).values()) {
    new StateBackendStack(app, { ...place, ...(backend ? { backend } : {}) });
  }
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
export async function run(deployments: readonly Deployment[]): Promise<void> {
  try {
    await synthesize(deployments);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.problems) process.stderr.write(`${line}\n`);
    process.stderr.write(`${error.problems.length} problem(s); nothing was written\n`);
    process.exitCode = 2;
  }
}
