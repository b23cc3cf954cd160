import { ConfigError, describeProblem } from "../config/errors";
import type { Stack } from "../template/template";
import type { Values } from "./command";

/**
 * The stacks of the architecture and the environment that were asked for; without them, all.
 * @throws ConfigError with the names that there are
 */
export function selectStacks(stacks: readonly Stack[], { architecture, environment }: Values): readonly Stack[] {
  const ofArchitecture = narrow(stacks, "architecture", architecture, (stack) => stack.placement?.architecture);
  return narrow(ofArchitecture, "environment", environment, (stack) => stack.placement?.environment);
}

function narrow(
  stacks: readonly Stack[],
  property: string,
  wanted: string | boolean | undefined,
  valueOf: (stack: Stack) => string | undefined,
): readonly Stack[] {
  if (wanted === undefined) return stacks;
  const found = stacks.filter((stack) => valueOf(stack) === wanted);
  if (found.length > 0) return found;
  const known = [...new Set(stacks.flatMap((stack) => valueOf(stack) ?? []))];
  const allowed = known.length > 0 ? known.join(", ") : "nothing: these stacks do not say where they belong";
  throw new ConfigError([
    describeProblem("arguments", { property, got: wanted, allowed, fix: "see `lintel list`, or synthesize again" }),
  ]);
}

/** Stacks together with everything that they read of, in the order of the synthesis. */
export function withDependencies(selected: readonly Stack[], all: readonly Stack[]): readonly Stack[] {
  const wanted = new Set<string>();
  const visit = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    all.find((stack) => stack.name === name)?.dependencies.forEach(visit);
  };
  for (const { name } of selected) visit(name);
  return all.filter(({ name }) => wanted.has(name));
}

/** Stacks in an order in which each one comes after those that it needs. */
export function inOrder(stacks: readonly Stack[]): readonly Stack[] {
  const ordered = new Set<Stack>();
  const visit = (stack: Stack) => {
    if (ordered.has(stack)) return;
    for (const needed of stacks.filter(({ name }) => stack.dependencies.includes(name))) visit(needed);
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
}

/** The environment that a stack is part of, for people; for a stack that does not say, the stack itself. */
export function groupOf({ name, placement }: Pick<Stack, "name" | "placement">): string {
  return placement ? `${placement.architecture}-${placement.environment}` : name;
}

/** What a stack is called within its group. */
export function layerOf({ name, placement }: Pick<Stack, "name" | "placement">): string {
  return placement?.layer ?? name;
}
