import { resolve } from "node:path";
import { describeFinding } from "../preview/diagnostics";
import { preview as runPreview, type Preview } from "../preview/preview";
import { readStacks } from "../template/template";
import { EXIT, type Context, type Values } from "./command";
import { inOrder, selectStacks, withDependencies } from "./select";

/** `lintel preview`: plans or validates stacks as one root and prints what was found, by stack. */
export async function preview(values: Values, context: Context): Promise<number> {
  const all = readStacks(String(values["output"]));
  const selected = inOrder(withDependencies(selectStacks(all, values), all));
  const { planJson, root } = values;
  const started = Date.now();
  const mode = values["validate"] ? "validate" : "plan";
  const result = await runPreview(selected, {
    mode,
    ...(planJson ? { planFile: resolve(String(planJson)) } : {}),
    ...(root ? { directory: resolve(String(root)) } : {}),
    onProgress: (doing) => {
      context.progress.show(doing);
    },
    signal: context.signal,
  });
  context.progress.clear();
  if (context.signal.aborted) return EXIT.findings;
  const isClean = !result.findings.some(({ severity }) => severity === "error");
  if (values["json"]) context.print(JSON.stringify({ mode, ok: isClean, ...result }, null, 2));
  else {
    for (const finding of result.findings) context.say(`${finding.severity}: ${describeFinding(finding)}`);
    if (isClean) context.print(mode === "plan" ? renderPlan(result) : renderValidation(result));
    else
      context.say(`${mode} failed: ${result.findings.filter(({ severity }) => severity === "error").length} error(s)`);
    context.say(`${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  return isClean ? EXIT.done : EXIT.findings;
}

/** The plan by stack: resources to add and of which types, and what could not be known. */
export function renderPlan({ stacks, unread }: Preview): string {
  const width = Math.max(...stacks.map(({ stack }) => stack.length));
  const total = stacks.reduce((sum, { add }) => sum + add, 0);
  const lines = stacks.flatMap(({ stack, add, byType }) => [
    `${stack.padEnd(width)}  ${String(add).padStart(4)} to add`,
    ...wrap(
      Object.entries(byType).map(([type, count]) => (count > 1 ? `${count} ${type}` : type)),
      100,
    ).map((line) => `    ${line}`),
  ]);
  return [...lines, "", `${count(stacks.length, "stack")}, ${total} to add`, ...renderUnread({ unread })].join("\n");
}

function renderValidation({ stacks, unread }: Preview): string {
  return [`${count(stacks.length, "stack")}: valid`, ...renderUnread({ unread })].join("\n");
}

function renderUnread({ unread }: Pick<Preview, "unread">): string[] {
  if (unread.length === 0) return [];
  return [
    "",
    "Not read, because it needs an account; what depends on it is not known in this plan:",
    ...unread.map(({ stack, address }) => `  ${stack}: ${address}`),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Words in lines of at most so many characters, with commas. */
function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 2 <= width) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}
