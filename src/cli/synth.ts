import { countResources, readStacks, type Stack } from "../template/template";

/** What is wrong with the arguments of `npm run synth`; undefined when nothing is. */
export function findMisuse(args: readonly string[]): string | undefined {
  const unknown = args.find((arg) => arg !== "--json");
  return unknown === undefined ? undefined : `synth: argument: got "${unknown}", allowed --json or nothing; remove it`;
}

/** Prints what a synthesis wrote: stacks and resources by environment, where, and what to do next. */
export function printSummary(args: readonly string[]): void {
  const outdir = process.env["CDKTF_OUTDIR"] ?? "cdktf.out";
  const stacks = readStacks(outdir);
  if (args.includes("--json")) {
    const rows = stacks.map((stack) => ({
      name: stack.name,
      resources: countResources(stack),
      backend: backendOf(stack),
    }));
    process.stdout.write(`${JSON.stringify({ outdir, stacks: rows }, null, 2)}\n`);
  } else {
    process.stdout.write(`${renderSummary(outdir, stacks)}\n`);
  }
}

/** The summary as text. */
export function renderSummary(outdir: string, stacks: readonly Stack[]): string {
  const groups = new Map<string, Stack[]>();
  for (const stack of stacks) {
    const group = groupOf(stack);
    groups.set(group, [...(groups.get(group) ?? []), stack]);
  }
  const width = Math.max(...[...groups.keys()].map((group) => group.length));
  const rows = [...groups].map(([group, members]) => {
    const resources = sum(members);
    const layers = members.map((stack) => stack.name.slice(group.length + 1)).join(", ");
    return `  ${group.padEnd(width)}  ${String(resources).padStart(4)} resources  ${layers}`;
  });
  const isLocal = stacks.every((stack) => backendOf(stack) === "local");
  const first = stacks.find((stack) => stack.name.endsWith("-foundation")) ?? stacks[0];
  return [
    `${stacks.length} stacks with ${sum(stacks)} resources in ${outdir}/stacks:`,
    "",
    ...rows,
    "",
    isLocal
      ? "State: local files. For remote state apply the lintel-state stacks and copy backend.tf.example to backend.tf."
      : "State: remote, as backend.tf says.",
    "Next:  set your accounts, domains and zones in src/architectures/*/environments.ts, then",
    `       terraform -chdir=${outdir}/stacks/${first?.name ?? "<stack>"} init`,
    `       terraform -chdir=${outdir}/stacks/${first?.name ?? "<stack>"} plan`,
  ].join("\n");
}

/** Everything before the last part of a stack's name; the state stacks are one group. */
export function groupOf({ name }: Pick<Stack, "name">): string {
  return name.startsWith("lintel-state-") ? "lintel-state" : name.slice(0, name.lastIndexOf("-"));
}

function sum(stacks: readonly Stack[]): number {
  return stacks.reduce((total, stack) => total + countResources(stack), 0);
}

function backendOf({ json }: Stack): string {
  const terraform = json["terraform"] as { backend?: object } | undefined;
  return Object.keys(terraform?.backend ?? {})[0] ?? "local";
}
