import { ConfigError, describeProblem } from "../config/errors";
import { CHECKLISTS, runChecklist, type CheckedItem } from "../documents/checklist";
import { Names } from "../documents/names";
import { readStacks } from "../template/template";
import { EXIT, type Context, type Values } from "./command";
import { selectStacks } from "./select";

/** `lintel checklist`: proves what has to be true before a launch, and says what people have to do. */
export async function checklist(values: Values, context: Context): Promise<number> {
  const stacks = selectStacks(readStacks(String(values["output"])), values);
  const items = CHECKLISTS[String(values["architecture"])];
  if (items === undefined) {
    const allowed = `an architecture with a list: ${Object.keys(CHECKLISTS).join(", ")}`;
    const problem = { property: "architecture", got: values["architecture"], allowed, fix: "name one of these" };
    throw new ConfigError([describeProblem("arguments", problem)]);
  }
  const checked = runChecklist(items, new Names(stacks));
  context.print(values["json"] ? JSON.stringify({ items: checked }, null, 2) : render(checked));
  return checked.some(({ state }) => state === "missing") ? EXIT.findings : EXIT.done;
}

const MARKS = { proved: "[x]", missing: "[!]", "by hand": "[ ]" } as const;

function render(items: readonly CheckedItem[]): string {
  const lines: string[] = [];
  let last = "";
  for (const { section, text, state, evidence, missing, procedure } of items) {
    if (section !== last) lines.push(`${lines.length > 0 ? "\n" : ""}${section}`);
    last = section;
    lines.push(`  ${MARKS[state]} ${text}`);
    const [first = "", ...more] = evidence;
    if (state === "proved") lines.push(`      ${first}${more.length > 0 ? ` and ${more.length} more` : ""}`);
    if (state === "missing") lines.push(`      there is no ${missing.join(" and no ")}`);
    if (procedure !== undefined) lines.push(`      ${procedure}`);
  }
  const count = (wanted: string) => items.filter(({ state }) => state === wanted).length;
  lines.push("", `${count("proved")} proved, ${count("missing")} missing, ${count("by hand")} by hand`);
  return lines.join("\n");
}
