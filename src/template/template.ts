import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError, describeProblem } from "../config/errors";

/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Where a stack of Lintel belongs: the environment that it is a layer of. */
export interface StackPlacement {
  readonly architecture: string;
  readonly environment: string;
  readonly layer: string;
  readonly account: string;
  readonly region: string;
}

/** One stack of CDKTF's output: its name and the content of its `cdk.tf.json`. */
export interface Stack {
  readonly name: string;
  /** Directory of its `cdk.tf.json` and its assets. */
  readonly directory: string;
  readonly json: JsonObject;
  /** Names of the stacks that have to be applied before. */
  readonly dependencies: readonly string[];
  /** As {@link LintelStack} recorded it; other CDKTF stacks have none. */
  readonly placement?: StackPlacement;
}

/** One resource or data source, with every reference written as `${<stack>/<type>.<name>.<attribute>}`. */
export interface Resource {
  readonly stack: string;
  readonly mode: "resource" | "data";
  readonly type: string;
  readonly name: string;
  /** `<type>.<name>`, as Terraform writes it in its plans, with `data.` in front of a data source. */
  readonly address: string;
  /** Path of the construct in the app, where CDKTF recorded it. */
  readonly path?: string;
  readonly values: JsonObject;
}

/** The blocks of a value that Terraform's JSON may write as one object or as a list of them. */
export function blocks(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return (value as readonly Json[]).filter(isObject);
  return isObject(value) ? [value] : [];
}

/**
 * Reads an output folder of CDKTF.
 * @throws ConfigError when there is no manifest, or a stack of it can't be read
 */
export function readStacks(outdir: string): Stack[] {
  const manifest = readJson(join(outdir, "manifest.json"));
  const entries = manifest["stacks"];
  if (!isObject(entries)) throw unreadable(join(outdir, "manifest.json"), "no stacks", "the manifest of a synthesis");
  return Object.values(entries as Record<string, JsonObject>).map((entry) => {
    const file = join(outdir, String(entry["synthesizedStackPath"]));
    const json = readJson(file);
    const placement = (json["//"] as JsonObject | undefined)?.["lintel"] as StackPlacement | undefined;
    return {
      name: String(entry["name"]),
      directory: dirname(file),
      json,
      dependencies: (entry["dependencies"] as string[] | undefined) ?? [],
      ...(placement ? { placement } : {}),
    };
  });
}

function readJson(file: string): JsonObject {
  if (!existsSync(file)) throw unreadable(file, undefined, "a file that CDKTF wrote");
  if (file.endsWith(".tf")) throw unreadable(file, "HCL", "Terraform JSON");
  try {
    const json = JSON.parse(readFileSync(file, "utf8")) as Json;
    if (isObject(json)) return json;
  } catch (error) {
    throw unreadable(file, error instanceof Error ? error.message : String(error), "JSON");
  }
  throw unreadable(file, "no JSON object", "a JSON object");
}

function unreadable(file: string, got: unknown, allowed: string): ConfigError {
  const fix = "synthesize again, to JSON, or name the output folder of a synthesis";
  return new ConfigError([describeProblem(file, { property: "content", got, allowed, fix })]);
}

/** Whether a value is a JSON object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Number of resources in a stack's JSON, before Terraform expands `for_each`; modules not counted. */
export function countResources(stack: Stack): number {
  const types = Object.values((stack.json["resource"] ?? {}) as Record<string, JsonObject>);
  return types.reduce((sum, named) => sum + Object.keys(named).length, 0);
}

const CROSS_STACK =
  /data\.terraform_remote_state\.cross-stack-reference-input-([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_-]+)/g;
const LOCAL = /(?<![A-Za-z0-9_./-])((?:data\.)?(?:aws_[a-z0-9_]+|module)\.[A-Za-z0-9_-]+)/g;

/** Several stacks as one model, in which a reference leads to its resource across stacks. */
export class Template {
  public readonly resources: readonly Resource[];
  private readonly stacks: ReadonlyMap<string, Stack>;

  public constructor(stacks: readonly Stack[]) {
    this.stacks = new Map(stacks.map((stack) => [stack.name, stack]));
    this.resources = stacks.flatMap((stack) => [
      ...this.read(stack, "resource"),
      ...this.read(stack, "data").filter(({ type }) => type !== "terraform_remote_state"),
    ]);
  }

  /** Outputs that a stack declares for people and scripts; not those that CDKTF adds for other stacks. */
  public outputs(stackName: string): Record<string, Json> {
    const stack = this.stacks.get(stackName);
    const outputs = Object.entries((stack?.json["output"] ?? {}) as Record<string, JsonObject>);
    return Object.fromEntries(
      outputs
        .filter(([name]) => !name.startsWith("cross-stack-output-"))
        .map(([name, { value = null }]) => [name, this.qualify(value, stackName)]),
    );
  }

  /** What a value of a stack's JSON says, with references written as in {@link Resource}. */
  public qualify(value: Json, stackName: string): Json {
    if (typeof value === "string") return value.includes("${") ? this.qualifyText(value, stackName) : value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((each) => this.qualify(each, stackName));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([key, inner]) => [key, this.qualify(inner, stackName)]),
    );
  }

  private read(stack: Stack, mode: "resource" | "data"): Resource[] {
    const types = (stack.json[mode] ?? {}) as Record<string, Record<string, JsonObject>>;
    return Object.entries(types).flatMap(([type, named]) =>
      Object.entries(named).map(([name, { "//": comment, ...values }]) => {
        const path = ((comment as JsonObject | undefined)?.["metadata"] as JsonObject | undefined)?.["path"];
        return {
          stack: stack.name,
          mode,
          type,
          name,
          address: `${mode === "data" ? "data." : ""}${type}.${name}`,
          ...(typeof path === "string" ? { path } : {}),
          values: this.qualify(values, stack.name) as JsonObject,
        };
      }),
    );
  }

  private qualifyText(text: string, stackName: string): string {
    // Another stack's output says what that stack's JSON says.
    const local = text.replace(LOCAL, `${stackName}/$1`);
    return local.replace(CROSS_STACK, (whole, producer: string, output: string) => {
      const stack = this.stacks.get(producer);
      const value = (stack?.json["output"] as Record<string, JsonObject> | undefined)?.[output]?.["value"];
      if (typeof value !== "string") return whole;
      const qualified = this.qualifyText(value, producer);
      return /^\$\{(.*)\}$/.exec(qualified)?.[1] ?? qualified;
    });
  }
}

/** Every `<stack>/<address>` that a value refers to. */
export function referencesIn(value: Json): string[] {
  const pattern = /([A-Za-z0-9_-]+\/(?:data\.)?(?:aws_[a-z0-9_]+|module)\.[A-Za-z0-9_-]+)/g;
  return [...new Set(JSON.stringify(value).match(pattern) ?? [])];
}
