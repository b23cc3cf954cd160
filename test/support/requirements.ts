import { AssertionError } from "node:assert";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Requirement, RequirementKind } from "../../src/config/requirement";
import { readStacks, type Stack } from "../../src/template/template";
import { Editor } from "./editor";
import { OUTPUT, ROOT, VARIANTS_OUTPUT } from "./output";
import { Subject } from "./subject";

/** The assertion of one requirement, and a change that has to make it fail. */
export interface Assertion {
  /** Passes on the real JSON. */
  readonly holds: (subject: Subject) => void;
  /** Breaks a copy of the JSON so that `holds` fails on it, as an assertion; several for several parts of it. */
  readonly breaks: Change | readonly Change[];
  /**
   * A variant of test/support/fixtures/variants.ts, for what no shipped environment has switched on. It takes the place
   * of the requirement's environments.
   */
  readonly variant?: string;
}

/** One way to break a copy of the JSON. */
export type Change = (editor: Editor) => void;

/** Kinds that need an assertion. */
const ASSERTED: readonly RequirementKind[] = ["resource", "setting", "relation", "output"];

/** What one architecture's requirements are run with. */
export interface RequirementSuite {
  readonly architecture: string;
  readonly requirements: readonly Requirement[];
  /** The environment that the document describes. An assertion runs on it, unless its requirement is about others. */
  readonly environment: string;
  /** Assertions by requirement id. Those of kind `app` say what the infrastructure owes the application. */
  readonly assertions: Readonly<Record<string, Assertion>>;
  /** Environments of the same shape: assertions run on them as well, except for those that differ, and why. */
  readonly sameShape: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Declares the tests of an architecture's requirements, and the comparison of both sets. */
export function testRequirements(suite: RequirementSuite): void {
  const { architecture, requirements, environment, assertions, sameShape } = suite;
  /** Addresses that each assertion looked at on its way to passing. */
  const evidence = new Map<string, string[]>();
  const loaded = new Map<string, Stack[]>();
  const load = (name: string) => {
    const stacks = loaded.get(name) ?? stacksOf(architecture, name);
    loaded.set(name, stacks);
    return stacks;
  };
  /** Environments that an assertion has to hold in; it is also broken in the first. */
  const environmentsOf = (id: string) => {
    const { variant } = assertions[id] ?? {};
    if (variant !== undefined) return [variant];
    const { environments = [environment] } = requirements.find((each) => each.id === id) ?? {};
    return environments.includes(environment)
      ? [environment, ...environments.filter((name) => name !== environment)]
      : environments;
  };

  describe(`requirements of ${architecture}`, () => {
    for (const [id, { holds, breaks }] of Object.entries(assertions)) {
      const text = requirements.find((requirement) => requirement.id === id)?.text ?? "unknown requirement";
      const [main = environment, ...others] = environmentsOf(id);
      test(`${id} ${text} (${main})`, () => {
        const stacks = load(main);
        expect(stacks).not.toEqual([]);
        const subject = new Subject(stacks);
        holds(subject);
        for (const change of typeof breaks === "function" ? [breaks] : breaks) {
          const editor = new Editor(stacks);
          change(editor);
          expectAssertionFailure(id, () => {
            holds(new Subject(editor.stacks));
          });
        }
        if (evidence.has(id)) throw new Error(`${id} ran twice`);
        evidence.set(id, [...subject.seen].sort());
      });
      for (const other of others) {
        test(`${id} holds in ${other}`, () => {
          holds(new Subject(load(other)));
        });
      }
    }

    test("every asserted requirement ran exactly once, and none that is unknown", () => {
      const asserted = requirements.filter(({ kind }) => ASSERTED.includes(kind)).map(({ id }) => id);
      const others = requirements.filter(({ kind }) => kind === "app" || kind === "process").map(({ id }) => id);
      const ran = [...evidence.keys()];
      expect(asserted.filter((id) => !ran.includes(id))).toEqual([]);
      expect(ran.filter((id) => !asserted.includes(id) && !others.includes(id))).toEqual([]);
      expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    });

    test("every requirement for people or the application names a page and heading that exist", () => {
      const served = requirements.filter(({ kind }) => kind === "app" || kind === "process");
      expect(served.filter(({ servedBy }) => !headingExists(servedBy)).map(({ id }) => id)).toEqual([]);
    });

    test("every decision that a requirement names exists and names the requirement", () => {
      const decided = requirements.filter(({ decision }) => decision !== undefined);
      expect(decided.filter(({ id, decision = "" }) => !read(decision).includes(id)).map(({ id }) => id)).toEqual([]);
    });
  });

  for (const [other, differs] of Object.entries(sameShape)) {
    describe(`shape of ${architecture} in ${other}`, () => {
      const otherStacks = load(other);
      const shared = Object.keys(assertions).filter((id) => environmentsOf(id)[0] === environment && !(id in differs));
      test.each(shared)("%s holds as in the document", (id) => {
        assertions[id]?.holds(new Subject(otherStacks));
      });
      if (Object.keys(differs).length > 0) {
        test.each(Object.entries(differs))("%s differs: %s", (id) => {
          expectAssertionFailure(id, () => assertions[id]?.holds(new Subject(otherStacks)));
        });
      }
    });
  }

  afterAll(() => {
    const rows = requirements.map(({ id, kind, servedBy }) => {
      const addresses = evidence.get(id);
      const status = addresses
        ? "passed"
        : kind === "cost"
          ? "planned"
          : headingExists(servedBy)
            ? "documented"
            : "failed";
      return { id, kind, status, addresses: addresses ?? [] };
    });
    mkdirSync(join(ROOT, "build", "requirements"), { recursive: true });
    const file = join(ROOT, "build", "requirements", `${architecture}.json`);
    writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  });
}

/** Stacks of one environment, shipped or a variant, in the tests' own output. */
export function stacksOf(architecture: string, environment: string): Stack[] {
  return [...readStacks(OUTPUT), ...readStacks(VARIANTS_OUTPUT)].filter(
    ({ placement }) => placement?.architecture === architecture && placement.environment === environment,
  );
}

/** Fails unless a function fails, and by an assertion rather than by an accident. */
export function expectAssertionFailure(id: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof AssertionError || (error as { matcherResult?: unknown }).matcherResult !== undefined) return;
    throw new Error(`${id}: it stumbled where it should have failed: ${String(error)}`);
  }
  throw new Error(`${id}: it passes where it should have failed, so it proves nothing`);
}

function read(page: string): string {
  const file = join(ROOT, page);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function headingExists(servedBy: string | undefined): boolean {
  const [page = "", anchor = ""] = servedBy?.split("#") ?? [];
  const anchors = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replace(/\s+/g, "-"),
  );
  return anchors.includes(anchor);
}
