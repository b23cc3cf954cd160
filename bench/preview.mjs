#!/usr/bin/env node
// How fast everything is validated and planned as one root, against one stack after the other as Terraform is used
// today (`terraform init` and `terraform validate`, or `plan`, in each stack's directory). The stacks one after the
// other are a sample, scaled to all of them; which, is printed. All figures are of this run, on this machine.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, printTable, repeat } from "./measure.mjs";
import { runBundle } from "../bin/bundle.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join(root, "build", "bench-preview");
const output = join(folder, "out");
rmSync(folder, { recursive: true, force: true });
await measure(process.execPath, ["bin/app.mjs"], { cwd: root, env: { CDKTF_OUTDIR: output } });
const stacks = readdirSync(join(output, "stacks")).sort();
const { findMirror } = await runBundle("src/preview/terraform.ts");

const lintel = (...args) =>
  measure(process.execPath, ["bin/lintel.mjs", "preview", "--output", output, ...args], { cwd: root });

// Where the registry can't be reached, both ways use the mirror of this machine.
const mirror = findMirror();
const config = join(folder, "terraform.tfrc");
writeFileSync(
  config,
  mirror ? `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n` : "",
);
const override = /```hcl\n(# override\.tf[\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))[1];

/** Init and one command in a fresh copy of a stack's directory. */
async function alone(stack, ...args) {
  const directory = join(folder, "alone", stack);
  rmSync(directory, { recursive: true, force: true });
  cpSync(join(output, "stacks", stack), directory, { recursive: true });
  writeFileSync(join(directory, "override.tf"), override);
  const env = mirror ? { TF_CLI_CONFIG_FILE: config } : {};
  const init = await measure("terraform", [`-chdir=${directory}`, "init", "-input=false"], { env });
  const run = await measure("terraform", [`-chdir=${directory}`, ...args], { env });
  return { seconds: init.seconds + run.seconds, megabytes: Math.max(init.megabytes, run.megabytes) };
}

/** The mean of a sample, times the number of stacks. */
function scale(row, sample) {
  return {
    ...row,
    name: `${row.name}, ${sample.length} of ${stacks.length} scaled`,
    seconds: row.mean * stacks.length,
  };
}

async function oneByOne(name, sample, ...args) {
  const runs = [];
  const row = await repeat(name, sample.length, async (index) => {
    const run = await alone(sample[index], ...args);
    runs.push(run.seconds);
    return run;
  });
  return scale({ ...row, mean: runs.reduce((sum, seconds) => sum + seconds, 0) / runs.length }, sample);
}

// One environment's layers stand for all; only the stacks that read of no other can be planned alone.
const layers = stacks.filter((stack) => stack.startsWith("valor-assist-dev-"));
const foundations = stacks.filter((stack) => stack.endsWith("-foundation"));
const validated = await repeat(`validate ${stacks.length} stacks in one root`, 3, () => lintel("--validate"));
const validatedAlone = await oneByOne("validate stack by stack", layers, "validate");
const planned = await repeat(`plan ${stacks.length} stacks in one root`, 3, () => lintel());
const plannedAlone = await oneByOne("plan stack by stack", foundations, "plan", "-input=false");

const rows = [validated, validatedAlone, planned, plannedAlone];
const ratios = { validate: validatedAlone.seconds / validated.seconds, plan: plannedAlone.seconds / planned.seconds };
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ stacks: stacks.length, rows, ratios, layers, foundations }, null, 2)}\n`);
} else {
  printTable(
    rows,
    "faster",
    (row) => (row.name.startsWith("validate") ? validatedAlone : plannedAlone).seconds / row.seconds,
  );
  process.stdout.write(`Samples: validated ${layers.join(", ")}; planned ${foundations.join(", ")}\n`);
}
