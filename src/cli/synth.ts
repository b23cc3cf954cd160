import { countResources, readStacks, type Stack } from "../template/template";
import { EXIT, type Context, type Values } from "./command";
import { groupOf, layerOf } from "./select";

/** `lintel synth`: synthesizes an entry and prints stacks and resources by environment, and what to do next. */
export async function synth({ entry, output, json }: Values, context: Context): Promise<number> {
  const outdir = String(output);
  process.env["CDKTF_OUTDIR"] = outdir;
  const code = await context.synthesize(String(entry));
  if (code !== EXIT.done) return code;
  const stacks = readStacks(outdir);
  if (json) {
    const rows = stacks.map((stack) => ({
      name: stack.name,
      resources: countResources(stack),
      backend: backendOf(stack),
    }));
    context.print(JSON.stringify({ outdir, stacks: rows }, null, 2));
  } else {
    context.print(renderSummary(outdir, stacks));
  }
  return EXIT.done;
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
    const layers = members.map(layerOf).join(", ");
    return `  ${group.padEnd(width)}  ${String(resources).padStart(4)} resources  ${layers}`;
  });
  const isLocal = stacks.every((stack) => backendOf(stack) === "local");
  const first = stacks.find(({ placement }) => placement?.layer === "foundation") ?? stacks[0];
  return [
    `${stacks.length} stacks with ${sum(stacks)} resources in ${outdir}/stacks:`,
    "",
    ...rows,
    "",
    isLocal
      ? "State: local files. For remote state apply the lintel-state stacks and copy backend.tf.example to backend.tf."
      : "State: remote, as backend.tf says.",
    "Next:  set your accounts, domains and zones in src/architectures/*/environments.ts, then",
    `       npx lintel preview${outdir === "cdktf.out" ? "" : ` --output ${outdir}`}     (a plan of everything, with no account), or`,
    `       terraform -chdir=${outdir}/stacks/${first?.name ?? "<stack>"} init`,
    `       terraform -chdir=${outdir}/stacks/${first?.name ?? "<stack>"} plan`,
  ].join("\n");
}

function sum(stacks: readonly Stack[]): number {
  return stacks.reduce((total, stack) => total + countResources(stack), 0);
}

function backendOf({ json }: Stack): string {
  const terraform = json["terraform"] as { backend?: object } | undefined;
  return Object.keys(terraform?.backend ?? {})[0] ?? "local";
}
