import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "./support/output";

function filesBelow(directory: string): string[] {
  return readdirSync(join(ROOT, directory)).flatMap((name) => {
    const path = join(directory, name);
    return statSync(join(ROOT, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

const sources = filesBelow("src").filter((file) => file.endsWith(".ts"));

/** What a folder of src may import: folders of src, and packages. The tools know CDKTF's output, not CDKTF. */
const LAYERS: Record<string, { folders: string[]; packages: RegExp }> = {
  config: { folders: ["config"], packages: /^(node:|constructs$|@cdktf\/hcl2json$)/ },
  constructs: {
    folders: ["config", "constructs", ".gen"],
    packages: /^(node:|constructs$|cdktf$|fflate$|@cdktf\/provider-aws\/lib\/)/,
  },
  stacks: {
    folders: ["config", "constructs", "stacks"],
    packages: /^(node:|constructs$|cdktf$|@cdktf\/provider-aws\/lib\/)/,
  },
  architectures: {
    folders: ["config", "constructs", "stacks", "architectures"],
    packages: /^(constructs$|cdktf$|@cdktf\/provider-aws\/lib\/)/,
  },
  template: { folders: ["config/errors", "template"], packages: /^node:/ },
  preview: { folders: ["config/errors", "template", "preview"], packages: /^node:/ },
  documents: { folders: ["config/errors", "config/revision", "template", "documents"], packages: /^node:/ },
  cli: { folders: ["config/errors", "template", "preview", "documents", "cli"], packages: /^(node:|commander$)/ },
};

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/(?:from |import\()"([^"]+)"/g)].map(([, name = ""]) => name);
}

test.each(sources)("%s imports only what stands below it", (file) => {
  const layer = LAYERS[file.split("/")[1] ?? ""];
  for (const name of importsOf(file)) {
    if (name.startsWith(".")) {
      const target = relative(ROOT, resolve(ROOT, dirname(file), name)).split("/");
      const folder = target[0] === "src" ? target.slice(1) : target;
      // The error that everything raises is the one part of the authoring side that tools know.
      expect(layer?.folders).toContain(layer?.folders.includes(folder.join("/")) ? folder.join("/") : folder[0]);
    } else {
      expect(name).toMatch(layer?.packages ?? /^$/);
    }
  }
});

/** Sources that others test, and how. */
const TESTED_ELSEWHERE: Record<string, string> = {
  "src/config/requirement.ts": "types only",
  "src/constructs/network/network.ts": "types only",
  "src/cli/command.ts": "types and exit codes only",
  "src/cli/commands.ts": "data, which test/cli/main.test.ts runs",
  "src/stacks/backend.ts": "test/stacks/app.test.ts reads what it writes",
  "src/stacks/layer.ts": "types only",
  "src/constructs/edge/managed-policies.ts": "ids only, which the distribution's tests and requirements know",
  "src/constructs/edge/bucket-origin.ts": "test/constructs/edge/site-origin.test.ts reads what it makes",
  "src/constructs/database/enhanced-monitoring.ts":
    "test/constructs/database/postgres-instance.test.ts reads what it makes",
  "src/constructs/database/rds-settings.ts": "the tests of both databases read what it makes",
  "src/stacks/recovery-stack.ts": "a layer of three architectures, whose requirements read it",
  "src/constructs/database/managed-credentials.ts":
    "test/constructs/database/postgres-instance.test.ts reads what it makes",
  "src/stacks/foundation-stack.ts": "a layer of every architecture, whose requirements read it",
  "src/stacks/web-stack.ts": "a layer of every architecture, whose requirements read it",
  "src/stacks/edge-stack.ts": "a layer of every architecture, whose requirements read it",
  "src/stacks/delivery-stack.ts": "a layer of two architectures, whose requirements read it",
  "src/stacks/github-stack.ts": "a layer of two architectures, whose requirements read it",
  "src/stacks/guard-stack.ts": "a layer of every architecture, whose requirements read it",
  "src/documents/names.ts": "test/documents/documents.test.ts reads every document",
  "src/documents/steps.ts": "test/documents/documents.test.ts runs every step",
  "src/documents/workflow.ts": "test/documents/documents.test.ts reads every document",
  "src/documents/deploy-script.ts": "test/documents/documents.test.ts reads every document",
  "src/documents/commands.ts": "test/documents/documents.test.ts reads every document",
  "src/documents/infrastructure-workflow.ts": "test/documents/documents.test.ts reads every document",
  "src/documents/recovery.ts": "test/documents/documents.test.ts reads every document",
};

test("every source has a test in the same place", () => {
  const untested = sources
    .filter((file) => !file.startsWith("src/architectures/") && !(file in TESTED_ELSEWHERE))
    .filter((file) => !existsSync(join(ROOT, file.replace(/^src/, "test").replace(/\.ts$/, ".test.ts"))));
  expect(untested).toEqual([]);
});

test("every architecture's requirements are run", () => {
  const names = readdirSync(join(ROOT, "src", "architectures")).filter((name) => !name.endsWith(".ts"));
  for (const name of names) {
    expect(existsSync(join(ROOT, "test", "architectures", name, "requirements.test.ts"))).toBe(true);
  }
});

test("decisions are accepted, or superseded by another one", () => {
  const decisions = readdirSync(join(ROOT, "docs", "decisions"));
  for (const file of decisions) {
    const text = readFileSync(join(ROOT, "docs", "decisions", file), "utf8");
    expect(text).toMatch(/^Status: (accepted|superseded by \d{3})\b/m);
  }
});

test("links between pages lead somewhere", () => {
  const pages = [...filesBelow("docs"), "README.md", "CHANGELOG.md"].filter((file) => file.endsWith(".md"));
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link);
    return links.filter((link) => !existsSync(join(ROOT, dirname(page), link))).map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});
