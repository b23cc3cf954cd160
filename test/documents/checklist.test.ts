import { CHECKLISTS, runChecklist } from "../../src/documents/checklist";
import { Names } from "../../src/documents/names";
import { readStacks, type Stack } from "../../src/template/template";
import { OUTPUT } from "../support/output";

const items = CHECKLISTS["eloquent-ai"] ?? [];
const stacks = readStacks(OUTPUT).filter(({ name }) => name.startsWith("eloquent-ai-prod-"));

test("the list is the document's: 6, 5, 4 and 4 items", () => {
  const sections = new Map<string, number>();
  for (const { section } of items) sections.set(section, (sections.get(section) ?? 0) + 1);
  expect([...sections]).toEqual([
    ["Security", 6],
    ["Monitoring", 5],
    ["Performance", 4],
    ["Backup & Recovery", 4],
  ]);
});

test("every item is proved by resources or has a procedure, not both", () => {
  for (const { provedBy, procedure } of items) expect([provedBy, procedure].filter(Boolean)).toHaveLength(1);
});

test("production proves what stacks can prove, with addresses that exist", () => {
  const checked = runChecklist(items, new Names(stacks));
  expect(checked.filter(({ state }) => state === "missing")).toEqual([]);
  for (const { evidence } of checked.filter(({ state }) => state === "proved")) {
    for (const address of evidence) {
      const [stack = "", rest = ""] = address.split("/");
      const [type = "", name = ""] = rest.split(".");
      const { json } = stacks.find((each) => each.name === stack) as Stack;
      expect((json["resource"] as unknown as Record<string, object>)[type]).toHaveProperty([name]);
    }
    expect(evidence.length).toBeGreaterThan(0);
  }
});

test("what is taken away is missing", () => {
  const without = structuredClone(stacks).map((stack) => {
    Reflect.deleteProperty((stack.json["resource"] ?? {}) as object, "aws_wafv2_web_acl");
    return stack;
  });
  const waf = runChecklist(items, new Names(without)).find(({ text }) => text === "WAF rules enabled");
  expect([waf?.state, waf?.missing]).toEqual(["missing", ["aws_wafv2_web_acl"]]);
});
