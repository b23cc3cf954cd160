import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, describeProblem } from "../config/errors";
import { blocks, isObject, type Json, type JsonObject, type Stack } from "../template/template";

/** One stack as a module of a composed root. */
export interface StackModule {
  /** Name of the module, and of its directory: the stack's name where that is an identifier. */
  readonly name: string;
  readonly stack: Stack;
  /** The stack's JSON without what belongs to a root. */
  readonly json: JsonObject;
}

/** Something that can only be known with an account, and is unknown in an offline plan. */
export interface Unread {
  readonly stack: string;
  /** Terraform address, such as `data.aws_caller_identity.current`. */
  readonly address: string;
}

/** Several stacks as one Terraform root. */
export interface Composition {
  /** `main.tf.json` of the root. */
  readonly root: JsonObject;
  readonly modules: readonly StackModule[];
  readonly unread: readonly Unread[];
}

/** What a composed root is for. */
export interface ComposeOptions {
  /** The settings that one provider block gets instead of its own. */
  readonly provider: (name: string, settings: JsonObject) => JsonObject;
  /** Provider blocks with the same key become one: each one that is left is a process. @default - the whole block */
  readonly providerKey?: (settings: JsonObject) => string;
  /** Whether a data source is read. One that is not is unknown until an apply that never comes. */
  readonly isRead: (provider: string, type: string) => boolean;
  /** The root's `backend` block. @default - a local state file in the root */
  readonly backend?: JsonObject;
}

/** Never created: a data source that depends on it is not read by a plan. */
const OFFLINE = "lintel_offline";
const BUILT_IN = "terraform";

/**
 * Composes stacks into one root in which each of them is a module. Backends are dropped, provider blocks that are
 * equal become one, and a read of the state of a stack that is there becomes an input wired to that stack's output.
 * @throws ConfigError with everything that can't be composed
 */
export function compose(stacks: readonly Stack[], options: ComposeOptions): Composition {
  const composer = new Composer(stacks, options);
  const modules = stacks.map((stack) => composer.add(stack));
  if (composer.problems.length > 0) throw new ConfigError(composer.problems);
  return { root: composer.root(), modules, unread: composer.unread };
}

/** How a stack's reads of other stacks' state become inputs of its module. */
interface Wiring {
  /** Input by the name of the data source. */
  readonly states: ReadonlyMap<string, string>;
  readonly inputs: Record<string, Json>;
  /** Names of the stacks that are read. */
  readonly producers: ReadonlySet<string>;
}

class Composer {
  public readonly problems: string[] = [];
  public readonly unread: Unread[] = [];
  private readonly names: ReadonlyMap<Stack, string>;
  private readonly calls: Record<string, Json> = {};
  private readonly sources = new Map<string, string>();
  private readonly variables: JsonObject;
  /** Root provider blocks by local name, each once. */
  private readonly providers = new Map<string, JsonObject[]>();

  public constructor(
    private readonly stacks: readonly Stack[],
    private readonly options: ComposeOptions,
  ) {
    this.names = nameModules(stacks);
    this.variables = liftVariables(stacks);
  }

  public root(): JsonObject {
    const providers = [...this.providers].map(([name, blocks]) => [
      name,
      blocks.map((block, index) => ({ ...block, alias: aliasOf(index) })),
    ]);
    const required = [...this.sources].map(([name, source]) => [name, { source }]);
    return {
      terraform: {
        required_providers: Object.fromEntries(required) as JsonObject,
        ...(this.options.backend ? { backend: this.options.backend } : {}),
      },
      ...(providers.length > 0 ? { provider: Object.fromEntries(providers) as JsonObject } : {}),
      ...(Object.keys(this.variables).length > 0 ? { variable: this.variables } : {}),
      module: this.calls,
    };
  }

  public add(stack: Stack): StackModule {
    const name = this.names.get(stack) ?? stack.name;
    const {
      "//": comment,
      provider,
      terraform,
      data,
      import: imports,
      ...rest
    } = rewriteAssets(stack.json, stack.directory);
    const { states, inputs, producers } = this.wire(stack, data);
    const wired = (value: JsonObject) => rewriteStrings(value, (text) => wireText(text, states)) as JsonObject;
    const { providers, aliases } = this.lift(stack, provider, terraform);

    const sources = this.deferred(stack, wired(withoutStates(data, states)));
    const json: Record<string, Json> = {
      ...(comment === undefined ? {} : { "//": comment }),
      terraform: moduleSettings(terraform, aliases),
      ...wired(rest),
      ...(Object.keys(sources.data).length > 0 ? { data: sources.data } : {}),
    };
    if (sources.hasDeferred) json["resource"] = withOffline(json["resource"]);
    if (Object.keys(inputs).length > 0) {
      const declared = Object.fromEntries(Object.keys(inputs).map((input) => [input, { type: "any" }]));
      json["variable"] = { ...(isObject(json["variable"]) ? json["variable"] : {}), ...declared };
    }
    // Only a root may import, and an import reads what it imports.
    for (const block of blocks(imports))
      this.unread.push({ stack: stack.name, address: `import ${String(block["to"])}` });

    const passed = Object.keys(isObject(stack.json["variable"]) ? stack.json["variable"] : {}).filter(
      (variable) => variable in this.variables,
    );
    this.calls[name] = {
      source: `./${name}`,
      ...(Object.keys(providers).length > 0 ? { providers } : {}),
      ...Object.fromEntries(passed.map((variable) => [variable, `\${var.${variable}}`])),
      ...inputs,
      ...this.order(stack, producers),
    };
    return { name, stack, json };
  }

  /** Provider blocks of a stack, as what its module is given: `aws.west` is the root's `aws.config2`. */
  private lift(
    stack: Stack,
    provider: Json | undefined,
    terraform: Json | undefined,
  ): { providers: Record<string, string>; aliases: Map<string, string[]> } {
    const required = requiredProviders(terraform);
    const declared = isObject(provider) ? provider : {};
    const providers: Record<string, string> = {};
    const aliases = new Map<string, string[]>();
    for (const name of new Set([...Object.keys(required), ...Object.keys(declared)])) {
      this.addSource(stack, name, required[name]);
      const own = blocks(declared[name]);
      // A provider without a block has the settings that its environment gives it.
      if (!own.some((block) => block["alias"] === undefined)) own.unshift({});
      for (const { alias, ...settings } of own) {
        const key = alias === undefined ? name : `${name}.${String(alias)}`;
        providers[key] = `${name}.${this.configure(stack, name, settings)}`;
        if (alias !== undefined) aliases.set(name, [...(aliases.get(name) ?? []), key]);
      }
    }
    return { providers, aliases };
  }

  private addSource(stack: Stack, name: string, requirement: Json | undefined): void {
    const written = isObject(requirement) ? requirement["source"] : undefined;
    const source = qualifySource(typeof written === "string" ? written : name);
    const known = this.sources.get(name);
    if (known !== undefined && known !== source) {
      this.report(stack, `required_providers.${name}`, source, known, "preview the two stacks apart");
    }
    this.sources.set(name, source);
  }

  /** The alias of the root's provider block with these settings. */
  private configure(stack: Stack, name: string, settings: JsonObject): string {
    const adapted = this.options.provider(name, settings);
    const references = JSON.stringify(adapted).match(/\$\{[^}]*\}/g) ?? [];
    for (const reference of references) {
      const variable = /^\$\{var\.([\w-]+)\}$/.exec(reference)?.[1];
      if (variable !== undefined && variable in this.variables) continue;
      const allowed = "literals and variables of the stack: one root can't configure a provider from a resource";
      this.report(stack, `provider ${name}`, reference, allowed, "preview the others without it");
    }
    const blocksOfName = this.providers.get(name) ?? [];
    const key = this.options.providerKey ?? JSON.stringify;
    const found = blocksOfName.findIndex((each) => key(each) === key(adapted));
    if (found >= 0) return aliasOf(found);
    this.providers.set(name, [...blocksOfName, adapted]);
    return aliasOf(blocksOfName.length);
  }

  /** Which reads of other stacks' state are inputs, by the data source's name, and what the root passes in. */
  private wire(stack: Stack, data: Json | undefined): Wiring {
    const states = new Map<string, string>();
    const read = new Set<string>();
    const inputs: Record<string, Json> = {};
    const reads = isObject(data) ? data["terraform_remote_state"] : undefined;
    for (const [name, source] of Object.entries(isObject(reads) ? reads : {})) {
      const producers = this.stacks.filter((other) => other !== stack && isStateOf(source, other));
      const [producer] = producers;
      if (producer === undefined) continue;
      if (producers.length > 1) {
        const names = producers.map((each) => each.name);
        const allowed = "the state of one stack: these have the same backend";
        this.report(stack, `data.terraform_remote_state.${name}`, names, allowed, "give each stack a state of its own");
        continue;
      }
      const outputs = isObject(producer.json["output"]) ? Object.keys(producer.json["output"]) : [];
      const wanted = outputsRead(JSON.stringify(stack.json), name) ?? outputs;
      for (const output of wanted.filter((each) => !outputs.includes(each))) {
        this.report(
          stack,
          `data.terraform_remote_state.${name}.outputs.${output}`,
          output,
          `an output of ${producer.name}`,
          "synthesize both stacks together",
        );
      }
      read.add(producer.name);
      const input = `${name}-outputs`;
      states.set(name, input);
      const module = this.names.get(producer) ?? producer.name;
      inputs[input] = Object.fromEntries(wanted.map((output) => [output, `\${module.${module}.${output}}`]));
    }
    return { states, inputs, producers: read };
  }

  /** A stack that says that it comes after another one, and reads nothing of it, waits for all of it. */
  private order(stack: Stack, producers: ReadonlySet<string>): JsonObject {
    const before = this.stacks.filter(({ name }) => stack.dependencies.includes(name) && !producers.has(name));
    if (before.length === 0) return {};
    return { depends_on: before.map((each) => `module.${this.names.get(each) ?? each.name}`) };
  }

  private deferred(stack: Stack, data: JsonObject): { data: JsonObject; hasDeferred: boolean } {
    let hasDeferred = false;
    const types = Object.entries(data as Record<string, Record<string, JsonObject>>).map(([type, named]) => [
      type,
      Object.fromEntries(
        Object.entries(named).map(([name, values]) => {
          const provider = providerOf(type, values);
          if (this.options.isRead(provider, type)) return [name, values];
          hasDeferred = true;
          this.unread.push({ stack: stack.name, address: `data.${type}.${name}` });
          const dependencies = Array.isArray(values["depends_on"]) ? (values["depends_on"] as Json[]) : [];
          return [name, { ...values, depends_on: [...dependencies, `terraform_data.${OFFLINE}`] }];
        }),
      ),
    ]);
    return { data: Object.fromEntries(types) as JsonObject, hasDeferred };
  }

  private report(stack: Stack, property: string, got: unknown, allowed: string, fix: string): void {
    this.problems.push(describeProblem(stack.name, { property, got, allowed, fix }));
  }
}

/** A name for each stack that Terraform takes for a module: letters, digits, `_` and `-`, not beginning with a digit. */
function nameModules(stacks: readonly Stack[]): ReadonlyMap<Stack, string> {
  const taken = new Set<string>();
  return new Map(
    stacks.map((stack) => {
      const base = stack.name.replace(/[^A-Za-z0-9_-]/g, "_").replace(/^(?![A-Za-z_])/, "_");
      let name = base;
      for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
      taken.add(name);
      return [stack, name];
    }),
  );
}

/** Variables that the root has for the stacks: those that every stack which has them declares alike. */
function liftVariables(stacks: readonly Stack[]): JsonObject {
  const declarations = new Map<string, Set<string>>();
  for (const { json } of stacks) {
    for (const [name, value] of Object.entries(isObject(json["variable"]) ? json["variable"] : {})) {
      const { "//": comment, ...declaration } = value as JsonObject;
      declarations.set(name, (declarations.get(name) ?? new Set()).add(JSON.stringify(declaration)));
    }
  }
  return Object.fromEntries(
    [...declarations]
      .filter(([, different]) => different.size === 1)
      .map(([name, [declaration = "{}"]]) => [name, JSON.parse(declaration) as Json]),
  );
}

/** Whether a remote-state data source reads the state that a stack's backend writes. */
function isStateOf(read: Json, { json }: Stack): boolean {
  if (!isObject(read) || !isObject(json["terraform"])) return false;
  const { backend, cloud } = json["terraform"];
  const type = String(read["backend"]);
  const [config] = blocks(read["config"]);
  // HCP Terraform's block has its workspace where the `remote` backend has it.
  const written = type === "remote" && cloud !== undefined ? cloud : isObject(backend) ? backend[type] : undefined;
  const [settings] = blocks(written);
  if (config === undefined || settings === undefined) return false;
  const shared = Object.keys(config).filter((name) => name in settings);
  const plain = (value: Json | undefined) =>
    JSON.stringify(Array.isArray(value) && value.length === 1 ? value[0] : value);
  return shared.length > 0 && shared.every((name) => plain(config[name]) === plain(settings[name]));
}

/** The outputs of a remote state that a stack's JSON names; undefined when it takes all of them as one value. */
function outputsRead(text: string, state: string): string[] | undefined {
  const uses = [...text.matchAll(outputsOf(state))].map(({ index, 0: use }) => text.slice(index + use.length));
  const names = uses.map((after) => /^(?:\.([A-Za-z_][\w-]*)|\[\\"([^"\\]+)\\"\])/.exec(after));
  if (names.some((match) => match === null)) return undefined;
  return [...new Set(names.map((match) => match?.[1] ?? match?.[2] ?? ""))];
}

function wireText(text: string, states: ReadonlyMap<string, string>): string {
  if (!text.includes("terraform_remote_state")) return text;
  return [...states].reduce((result, [state, input]) => result.replace(outputsOf(state), `var.${input}`), text);
}

function outputsOf(state: string): RegExp {
  return new RegExp(`data\\.terraform_remote_state\\.${state}\\.outputs(?![\\w-])`, "g");
}

function withoutStates(data: Json | undefined, states: ReadonlyMap<string, string>): JsonObject {
  if (!isObject(data)) return {};
  const { terraform_remote_state: reads, ...others } = data;
  const kept = Object.entries(isObject(reads) ? reads : {}).filter(([name]) => !states.has(name));
  return kept.length > 0 ? { ...others, terraform_remote_state: Object.fromEntries(kept) } : others;
}

/** Terraform settings that a module may have, and the aliases that it wants to be given. */
function moduleSettings(terraform: Json | undefined, aliases: ReadonlyMap<string, string[]>): JsonObject {
  const { backend, cloud, required_providers: ignored, ...kept } = isObject(terraform) ? terraform : {};
  const required: Record<string, Json> = { ...requiredProviders(terraform) };
  for (const [name, keys] of aliases) {
    const requirement = required[name];
    required[name] = { ...(isObject(requirement) ? requirement : {}), configuration_aliases: keys };
  }
  return { ...kept, required_providers: required };
}

function requiredProviders(terraform: Json | undefined): JsonObject {
  const [required] = isObject(terraform) ? blocks(terraform["required_providers"]) : [];
  return required ?? {};
}

function withOffline(resources: Json | undefined): JsonObject {
  return { ...(isObject(resources) ? resources : {}), terraform_data: { [OFFLINE]: {} } };
}

/** Whether a resource is the composition's own, not the stack's. */
export function isOwnResource(type: string, name: string): boolean {
  return type === "terraform_data" && name === OFFLINE;
}

/** Local name of the provider that a data source belongs to. */
function providerOf(type: string, values: JsonObject): string {
  const { provider } = values;
  if (typeof provider === "string") return provider.replace(/^\$\{|\}$/g, "").split(".")[0] ?? provider;
  return type === "terraform_remote_state" ? BUILT_IN : (type.split("_")[0] ?? type);
}

/** Assets lie beside a stack's JSON, and the paths in it are relative to its own root. */
function rewriteAssets(json: JsonObject, directory: string): JsonObject {
  const assets = join(directory, "assets");
  const names = existsSync(assets)
    ? readdirSync(assets).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    : [];
  const pattern =
    names.length > 0 ? new RegExp(`(?<![\\w./-])(?:\\./)?assets/(?=(?:${names.join("|")})(?:/|$|"))`, "g") : undefined;
  const rewrite = (text: string) => {
    const rooted = text.includes("${") ? text.replace(/\bpath\.root\b/g, "path.module") : text;
    return pattern ? rooted.replace(pattern, "${path.module}/assets/") : rooted;
  };
  const { module, "//": comment, ...rest } = json;
  // The source of a module is relative to the file that names it.
  const modules = Object.entries(isObject(module) ? module : {}).map(([name, value]) => {
    const { source, ...inputs } = value as JsonObject;
    return [name, { ...(rewriteStrings(inputs, rewrite) as JsonObject), ...(source === undefined ? {} : { source }) }];
  });
  return {
    ...(comment === undefined ? {} : { "//": comment }),
    ...(rewriteStrings(rest, rewrite) as JsonObject),
    ...(modules.length > 0 ? { module: Object.fromEntries(modules) as JsonObject } : {}),
  };
}

function rewriteStrings(value: Json, rewrite: (text: string) => string): Json {
  if (typeof value === "string") return rewrite(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => rewriteStrings(each, rewrite));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewriteStrings(inner, rewrite)]));
}

function qualifySource(source: string): string {
  const parts = source.toLowerCase().split("/");
  return parts.length === 1
    ? `hashicorp/${source}`
    : parts.length === 3 && parts[0] === "registry.terraform.io"
      ? parts.slice(1).join("/")
      : source;
}

function aliasOf(index: number): string {
  return `config${index + 1}`;
}
