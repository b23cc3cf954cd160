import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/output";

const folder = join("build", "bundle-test");
const entry = join(folder, "entry.ts");
const part = join(folder, "part.ts");

beforeEach(() => {
  rmSync(join(ROOT, folder), { recursive: true, force: true });
  mkdirSync(join(ROOT, folder), { recursive: true });
  write(
    entry,
    'import { value } from "./part";\nexport const done = Promise.resolve().then(() => console.log(value));\n',
  );
});
afterAll(() => {
  rmSync(join(ROOT, folder), { recursive: true });
});

function write(file: string, text: string): void {
  writeFileSync(join(ROOT, file), text);
}

function run() {
  return spawnSync(process.execPath, ["bin/app.mjs", entry], { cwd: ROOT, encoding: "utf8" });
}

test("runs what the sources say now, from the first run on and after each change", () => {
  write(part, "export const value: number = 1;\n");
  expect([run().stdout, run().stdout]).toEqual(["1\n", "1\n"]);
  write(part, "export const value: number = 22;\n");
  expect([run().stdout, run().stdout]).toEqual(["22\n", "22\n"]);
});

test("a source that can't be read as TypeScript is named, with exit code 2", () => {
  write(part, "export const value = ;\n");
  const { status, stdout, stderr } = run();
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("part.ts:1:");
});
