// What a page says of compliance is true of the requirements and of their assertions.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requirements } from "../../src/architectures/student-wellbeing/requirements";
import { ROOT } from "../support/output";

const page = readFileSync(join(ROOT, "docs", "compliance", "student-wellbeing.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| (HIPAA|FERPA|both) /.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, law = "", asks = "", served = ""]) => ({ law, asks, served: [...served.matchAll(/([AP]) (SW-\d{3})/g)] }));

test("what HIPAA and FERPA ask for by the document is there, and each has something that serves it", () => {
  // The document names six for HIPAA and five for FERPA; some are two rows here.
  expect(rows.filter(({ law }) => law === "HIPAA").length).toBeGreaterThanOrEqual(6);
  expect(rows.filter(({ law }) => law === "FERPA")).toHaveLength(5);
  for (const { served } of rows) expect(served).not.toEqual([]);
});

test.each(rows.flatMap(({ asks, served }) => served.map(([, kind = "", id = ""]) => [asks, kind, id] as const)))(
  "%s: %s %s is a requirement, asserted or done by people as it says",
  (_asks, kind, id) => {
    const requirement = requirements.find((each) => each.id === id);
    const isByPeople = requirement?.kind === "process" || requirement?.kind === "app";
    expect(requirement).toBeDefined();
    expect(isByPeople).toBe(kind === "P");
  },
);

test("every requirement of the document's section on compliance is on the page", () => {
  const wanted = requirements.filter(({ section }) => section.startsWith("Compliance")).map(({ id }) => id);
  expect(wanted.length).toBeGreaterThan(5);
  for (const id of wanted) expect(page).toContain(id);
});
