import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findMirror, initialize, terraform } from "../../src/preview/terraform";
import { cleanRoot, terraformTest } from "../support/terraform";

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

terraformTest("after init, no command reads a whole provider again to compare its checksum", async () => {
  const root = cleanRoot("init");
  const required = { aws: { source: "hashicorp/aws", version: "5.100.0" } };
  writeFileSync(join(root, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
  const { outcome, env } = await initialize(root);
  expect(outcome.status).toBe(0);
  const lock = readFileSync(join(root, ".terraform.lock.hcl"), "utf8");
  expect(lock).toMatch(/version += "5\.100\.0"/);
  expect(lock).not.toContain("hashes");
  expect((await terraform(root, ["validate"], { env })).status).toBe(0);
});

terraformTest("output comes line by line, and whole at the end", async () => {
  const lines: string[] = [];
  const { status, stdout } = await terraform(".", ["version"], { onLine: (line) => lines.push(line) });
  expect(status).toBe(0);
  expect(lines[0]).toMatch(/^Terraform v/);
  expect(stdout.split("\n")).toEqual([...lines, ""]);
});
