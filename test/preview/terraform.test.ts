import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findMirror, terraform } from "../../src/preview/terraform";
import { terraformTest } from "../support/terraform";

test("a mirror that the environment names comes first", () => {
  const directory = mkdtempSync(join(tmpdir(), "lintel-mirror-"));
  const before = process.env["LINTEL_PROVIDER_MIRROR"];
  try {
    process.env["LINTEL_PROVIDER_MIRROR"] = directory;
    expect(findMirror()).not.toBe(directory);
    mkdirSync(join(directory, "registry.terraform.io"));
    expect(findMirror()).toBe(directory);
  } finally {
    if (before === undefined) delete process.env["LINTEL_PROVIDER_MIRROR"];
    else process.env["LINTEL_PROVIDER_MIRROR"] = before;
    rmSync(directory, { recursive: true });
  }
});

test("a missing Terraform is a mistake of the user's", async () => {
  await expect(terraform(".", ["version"], { env: { PATH: "" } })).rejects.toThrow("terraform: PATH: got nothing");
});

terraformTest("output comes line by line, and whole at the end", async () => {
  const lines: string[] = [];
  const { status, stdout } = await terraform(".", ["version"], { onLine: (line) => lines.push(line) });
  expect(status).toBe(0);
  expect(lines[0]).toMatch(/^Terraform v/);
  expect(stdout.split("\n")).toEqual([...lines, ""]);
});
