import { CHECKLISTS, runChecklist } from "../../src/documents/checklist";
import { Names } from "../../src/documents/names";
import { readStacks, type Stack } from "../../src/template/template";
import { OUTPUT } from "../support/output";

const itemsOf = (architecture: string) => CHECKLISTS[architecture] ?? [];
const production = (architecture: string) =>
  readStacks(OUTPUT).filter(({ name }) => name.startsWith(`${architecture}-prod-`));
const items = itemsOf("eloquent-ai");
const stacks = production("eloquent-ai");

test.each([
  ["eloquent-ai", { Security: 6, Monitoring: 5, Performance: 4, "Backup & Recovery": 4 }],
  ["student-wellbeing", { Implemented: 9, Recommended: 8 }],
])("the list of %s is the document's: %j items", (architecture, counts) => {
  const sections: Record<string, number> = {};
  for (const { section } of itemsOf(architecture)) sections[section] = (sections[section] ?? 0) + 1;
  expect(sections).toEqual(counts);
});

test("every item is proved by resources or has a procedure, not both", () => {
  for (const { provedBy, procedure } of Object.values(CHECKLISTS).flat()) {
    expect([provedBy, procedure].filter(Boolean)).toHaveLength(1);
  }
});

test.each(Object.keys(CHECKLISTS))(
  "production of %s proves what stacks can prove, with addresses that exist",
  (name) => {
    const stacks = production(name);
    const checked = runChecklist(itemsOf(name), new Names(stacks));
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
  },
);

test("what is taken away is missing", () => {
  const without = structuredClone(stacks).map((stack) => {
    Reflect.deleteProperty((stack.json["resource"] ?? {}) as object, "aws_wafv2_web_acl");
    return stack;
  });
  const waf = runChecklist(items, new Names(without)).find(({ text }) => text === "WAF rules enabled");
  expect([waf?.state, waf?.missing]).toEqual(["missing", ["aws_wafv2_web_acl"]]);
});

test("what is there and has not what it should have proves nothing", () => {
  const open = structuredClone(production("student-wellbeing")).map((stack) => {
    const instances =
      (stack.json["resource"] as unknown as Record<string, Record<string, object>>)["aws_db_instance"] ?? {};
    for (const instance of Object.values(instances)) Object.assign(instance, { storage_encrypted: false });
    return stack;
  });
  const missing = runChecklist(itemsOf("student-wellbeing"), new Names(open)).filter(
    ({ state }) => state === "missing",
  );
  expect(missing.map(({ text }) => text)).toEqual(["RDS encryption at rest"]);
});
