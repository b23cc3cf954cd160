import { AssertionError } from "node:assert";
import { referencesIn, Template, type Json, type Resource, type Stack } from "../../src/template/template";
import { hasRole } from "./role";

/** A statement of an IAM policy, with single values as lists of one. */
export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly principal: Json;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** One resource, with short ways to what tests ask of it. */
export class SubjectResource {
  public constructor(private readonly resource: Resource) {}

  public get id(): string {
    return `${this.resource.stack}/${this.resource.address}`;
  }

  public get stack(): string {
    return this.resource.stack;
  }

  public get name(): string {
    return this.resource.name;
  }

  /** What another resource writes to refer to an attribute of this one. */
  public ref(attribute: string): string {
    return `\${${this.id}.${attribute}}`;
  }

  /** A value by its dotted path; a list on the way stands for its first entry. */
  public get(path: string): Json | undefined {
    let value: Json | undefined = this.resource.values as Json;
    for (const key of path.split(".")) {
      if (Array.isArray(value) && !/^\d+$/.test(key)) value = value[0] as Json | undefined;
      if (value === null || typeof value !== "object") return undefined;
      value = (value as Record<string, Json>)[key];
    }
    return value;
  }

  /** A list by its dotted path; a single value is a list of one, nothing an empty list. */
  public list(path: string): Record<string, Json>[] {
    const value = this.get(path);
    if (value === undefined || value === null) return [];
    return (Array.isArray(value) ? value : [value]) as Record<string, Json>[];
  }

  public json(path: string): unknown {
    return JSON.parse(String(this.get(path))) as unknown;
  }

  public references(path: string): string[] {
    return referencesIn(this.get(path) ?? null);
  }

  public statements(path = "policy"): Statement[] {
    const many = (value: unknown) => (Array.isArray(value) ? value : value === undefined ? [] : [value]) as string[];
    const document = this.json(path) as { Statement: Record<string, unknown>[] };
    return document.Statement.map((statement) => ({
      sid: String(statement["Sid"]),
      effect: String(statement["Effect"]),
      principal: (statement["Principal"] ?? null) as Json,
      actions: many(statement["Action"]),
      resources: many(statement["Resource"]),
      conditions: (statement["Condition"] ?? {}) as Statement["conditions"],
    }));
  }

  public containers(): Record<string, unknown>[] {
    return this.json("container_definitions") as Record<string, unknown>[];
  }
}

/** Several stacks as tests look at them. It remembers what was looked at: the evidence of a requirement. */
export class Subject {
  public readonly seen = new Set<string>();
  private readonly template: Template;

  public constructor(private readonly stacks: readonly Stack[]) {
    this.template = new Template(stacks);
  }

  /** Resources and data sources (`data.<type>`) of a type; of a role, when a part of the name is called like it. */
  public all(type: string, role?: string): SubjectResource[] {
    return this.template.resources
      .filter((resource) => resource.address.startsWith(`${type}.`))
      .filter(({ name, stack }) => hasRole(name, role, stack))
      .map((resource) => this.see(new SubjectResource(resource)));
  }

  /** The only one. */
  public one(type: string, role?: string): SubjectResource {
    const found = this.all(type, role);
    const [first] = found;
    if (found.length !== 1 || first === undefined) {
      const what = role === undefined ? type : `${type}[${role}]`;
      throw new AssertionError({
        message: `expected one ${what}, found ${found.length}`,
        actual: found.length,
        expected: 1,
      });
    }
    return first;
  }

  /** The resource that a reference such as `${stack/type.name.arn}` leads to. */
  public follow(reference: Json | undefined): SubjectResource {
    const [id] = referencesIn(reference ?? null);
    const found = this.template.resources.find(({ stack, address }) => `${stack}/${address}` === id);
    if (found === undefined) {
      throw new AssertionError({ message: `no resource behind ${JSON.stringify(reference)}` });
    }
    return this.see(new SubjectResource(found));
  }

  /** Provider blocks, of one stack or of all. */
  public providers(stack?: string): Record<string, Json>[] {
    return this.stacks
      .filter(({ name }) => stack === undefined || name === stack)
      .flatMap(({ json }) =>
        Object.values((json["provider"] ?? {}) as unknown as Record<string, Record<string, Json>[]>).flat(),
      );
  }

  public stackNames(): string[] {
    return this.stacks.map(({ name }) => name);
  }

  /** Backend blocks, of all stacks. */
  public backends(): Record<string, Json>[] {
    return this.stacks.map(({ json }) => (json["terraform"] as unknown as { backend: Record<string, Json> }).backend);
  }

  /** Versions of Terraform that stacks ask for. */
  public requiredVersions(): Json[] {
    return this.stacks
      .map(({ json }) => (json["terraform"] as unknown as Record<string, Json>)["required_version"])
      .filter((version) => version !== undefined);
  }

  /** Variables of one name, of all stacks. */
  public variables(name: string): Json[] {
    return this.stacks
      .map(({ json }) => (json["variable"] as unknown as Record<string, Json> | undefined)?.[name])
      .filter((variable) => variable !== undefined);
  }

  /** Module calls, of all stacks. */
  public modules(): Record<string, Json>[] {
    return this.stacks.flatMap(({ json }) =>
      Object.values((json["module"] ?? {}) as unknown as Record<string, Record<string, Json>>),
    );
  }

  /** Every resource type in use. */
  public types(): string[] {
    return [...new Set(this.template.resources.map(({ type }) => type))].sort();
  }

  public outputs(stack: string): Record<string, Json> {
    return this.template.outputs(stack);
  }

  private see(resource: SubjectResource): SubjectResource {
    this.seen.add(resource.id);
    return resource;
  }
}
