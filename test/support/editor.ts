import type { Stack } from "../../src/template/template";
import { hasRole } from "./role";

type Values = Record<string, unknown>;

/** A copy of stacks that can be broken on purpose. Addresses and paths are those of the raw JSON. */
export class Editor {
  public readonly stacks: Stack[];

  public constructor(stacks: readonly Stack[]) {
    this.stacks = structuredClone(stacks) as Stack[];
  }

  /** Changes every resource of a type (and role) with a function. Fails when there is none. */
  public edit(type: string, role: string | undefined, change: (values: Values) => void): void {
    let count = 0;
    for (const { stack, named } of this.named(type)) {
      for (const [name, values] of Object.entries(named)) {
        if (!hasRole(name, role, stack)) continue;
        change(values as Values);
        count += 1;
      }
    }
    if (count === 0) throw new Error(`nothing to break: no ${type}[${role ?? ""}]`);
  }

  /** Sets a value by its dotted path in every resource of a type (and role); `undefined` removes it. */
  public set(type: string, role: string | undefined, path: string, value: unknown): void {
    this.edit(type, role, (values) => {
      const keys = path.split(".");
      const last = keys.pop() as string;
      let target: Values = values;
      for (const key of keys) {
        if (Array.isArray(target) && !/^\d+$/.test(key)) target = target[0] as Values;
        target = target[key] as Values;
      }
      if (Array.isArray(target) && !/^\d+$/.test(last)) target = target[0] as Values;
      if (value === undefined) Reflect.deleteProperty(target, last);
      else target[last] = value;
    });
  }

  /** Changes every provider block. */
  public providers(change: (provider: Values) => void): void {
    for (const { json } of this.stacks) {
      for (const blocks of Object.values((json["provider"] ?? {}) as unknown as Record<string, Values[]>)) {
        for (const block of blocks) change(block);
      }
    }
  }

  /** Removes every resource of a type (and role). */
  public remove(type: string, role?: string): void {
    let count = 0;
    for (const { stack, named } of this.named(type)) {
      for (const name of Object.keys(named)) {
        if (!hasRole(name, role, stack)) continue;
        Reflect.deleteProperty(named, name);
        count += 1;
      }
    }
    if (count === 0) throw new Error(`nothing to break: no ${type}[${role ?? ""}]`);
  }

  /** Adds a resource to the first stack whose name ends with a layer. */
  public add(layer: string, type: string, name: string, values: Values): void {
    const stack = this.stacks.find((each) => each.name.endsWith(`-${layer}`));
    if (!stack) throw new Error(`no stack of layer ${layer}`);
    const resources = stack.json["resource"] as unknown as Record<string, Record<string, Values>>;
    (resources[type] ??= {})[name] = values;
  }

  /** Changes a JSON document that stands as text in an attribute, such as a policy. */
  public document(type: string, role: string | undefined, attribute: string, change: (document: never) => void): void {
    this.edit(type, role, (values) => {
      const document = JSON.parse(String(values[attribute])) as never;
      change(document);
      values[attribute] = JSON.stringify(document);
    });
  }

  /** Changes the statements of a policy. */
  public statements(type: string, role: string | undefined, change: (statements: Values[]) => void): void {
    this.document(type, role, "policy", (document: { Statement: Values[] }) => {
      change(document.Statement);
    });
  }

  /** Changes one container of a task definition. */
  public container(role: string, name: string, change: (container: Values) => void): void {
    this.document("aws_ecs_task_definition", role, "container_definitions", (containers: Values[]) => {
      const container = containers.find((each) => each["name"] === name);
      if (!container) throw new Error(`nothing to break: no container ${name}`);
      change(container);
    });
  }

  private named(type: string): { stack: string; named: Record<string, unknown> }[] {
    const mode = type.startsWith("data.") ? "data" : "resource";
    const plain = type.replace(/^data\./, "");
    return this.stacks.flatMap(({ name: stack, json }) => {
      const named = (json[mode] as unknown as Record<string, Record<string, unknown>> | undefined)?.[plain];
      return named ? [{ stack, named }] : [];
    });
  }
}
