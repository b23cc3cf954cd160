import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publish, removeDirectories, stage } from "../../src/stacks/output";

let directory = "";
let outdir = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lintel-output-"));
  outdir = join(directory, "cdktf.out");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function write(root: string, files: Record<string, string>): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), content);
  }
}

function publishFiles(files: Record<string, string>): void {
  const staging = stage(outdir);
  write(staging, files);
  publish(staging, outdir);
  removeDirectories([staging]);
}

test("what was staged is published, and the stage goes", () => {
  publishFiles({ "manifest.json": "{}", "stacks/a/cdk.tf.json": "1" });
  expect(readFileSync(join(outdir, "stacks/a/cdk.tf.json"), "utf8")).toBe("1");
  expect(existsSync(`${outdir}.staging-`)).toBe(false);
});

test("a file that did not change is not touched", () => {
  publishFiles({ "stacks/a/cdk.tf.json": "1", "stacks/b/cdk.tf.json": "1" });
  const old = new Date("2020-01-01");
  for (const stack of ["a", "b"]) utimesSync(join(outdir, "stacks", stack, "cdk.tf.json"), old, old);
  publishFiles({ "stacks/a/cdk.tf.json": "1", "stacks/b/cdk.tf.json": "2" });
  expect(statSync(join(outdir, "stacks/a/cdk.tf.json")).mtime).toEqual(old);
  expect(statSync(join(outdir, "stacks/b/cdk.tf.json")).mtime).not.toEqual(old);
});

test("what Terraform keeps beside a stack stays", () => {
  publishFiles({ "stacks/a/cdk.tf.json": "1" });
  write(outdir, { "stacks/a/.terraform.lock.hcl": "lock", "stacks/a/.terraform/modules/modules.json": "{}" });
  publishFiles({ "stacks/a/cdk.tf.json": "2" });
  expect(readFileSync(join(outdir, "stacks/a/.terraform.lock.hcl"), "utf8")).toBe("lock");
  expect(existsSync(join(outdir, "stacks/a/.terraform/modules/modules.json"))).toBe(true);
});

test("a stack that is no more goes, and so does an asset", () => {
  publishFiles({ "stacks/a/cdk.tf.json": "1", "stacks/a/assets/old/main.tf": "1", "stacks/b/cdk.tf.json": "1" });
  publishFiles({ "stacks/a/cdk.tf.json": "1", "stacks/a/assets/new/main.tf": "1" });
  expect(existsSync(join(outdir, "stacks/b"))).toBe(false);
  expect(existsSync(join(outdir, "stacks/a/assets/old/main.tf"))).toBe(false);
  expect(existsSync(join(outdir, "stacks/a/assets/new/main.tf"))).toBe(true);
});
