import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./output";

/** Offline plans and validations need no more, on a busy machine too. */
const TIME_LIMIT_MS = 600_000;

/** Whether there is a Terraform; in CI there has to be one. */
export function hasTerraform(): boolean {
  const found = spawnSync("terraform", ["version"], { encoding: "utf8" }).status === 0;
  if (!found && process.env["CI"] === "true") throw new Error("CI needs Terraform 1.5 or newer on the PATH");
  return found;
}

/** A test that needs Terraform: skipped, with a line that says so, where there is none. */
export function terraformTest(name: string, run: () => Promise<void>): void {
  if (hasTerraform()) test(name, run, TIME_LIMIT_MS);
  else test.skip(`${name} [skipped: terraform is not on the PATH]`, run);
}

/** A clean directory for Terraform; what it downloaded into it before stays. */
export function cleanRoot(name: string): string {
  const root = join(ROOT, "build", "terraform", name);
  mkdirSync(root, { recursive: true });
  for (const file of readdirSync(root)) if (file !== ".terraform") rmSync(join(root, file), { recursive: true });
  return root;
}
