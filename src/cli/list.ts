import { countResources, readStacks, type Stack } from "../template/template";
import { EXIT, type Context, type Values } from "./command";
import { groupOf, inOrder, layerOf, selectStacks } from "./select";

/** `lintel list`: prints architectures, environments, stacks and dependencies. */
export async function list(values: Values, context: Context): Promise<number> {
  const stacks = inOrder(selectStacks(readStacks(String(values["output"])), values));
  context.print(values["json"] ? JSON.stringify({ stacks: stacks.map(describe) }, null, 2) : renderList(stacks));
  return EXIT.done;
}

function describe(stack: Stack): object {
  const { name, placement, dependencies } = stack;
  return { name, ...placement, resources: countResources(stack), dependencies };
}

/** Architectures, their environments, and the stacks of each in the order in which they can be applied. */
export function renderList(stacks: readonly Stack[]): string {
  const width = Math.max(...stacks.map((stack) => layerOf(stack).length));
  const lines: string[] = [];
  let group = "";
  for (const stack of stacks.toSorted((one, other) => compare(groupOf(one), groupOf(other)))) {
    const { placement, dependencies } = stack;
    if (placement && groupOf(stack) !== group) {
      group = groupOf(stack);
      lines.push(`${lines.length > 0 ? "\n" : ""}${placement.architecture} ${placement.environment}`);
    }
    const needed = dependencies.map((name) => {
      const other = stacks.find((each) => each.name === name);
      return other && groupOf(other) === groupOf(stack) ? layerOf(other) : name;
    });
    const after = needed.length > 0 ? `  after ${needed.join(", ")}` : "";
    const place = placement ? `  ${placement.account} ${placement.region}` : "";
    const count = `${String(countResources(stack)).padStart(4)} resources`;
    lines.push(`  ${layerOf(stack).padEnd(width)}${place}  ${count}${after}`);
  }
  return lines.join("\n");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
