#!/usr/bin/env node
// How synthesis grows with the number of environments: everything once, and ten times. All figures are of this run, on
// this machine. "Linear" is ten times the time that one set takes above the start of the program itself.
import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, printTable, repeat } from "./measure.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join(root, "build", "bench-growth");
const TIMES = 10;

function synth(copies) {
  const env = { CDKTF_OUTDIR: join(folder, String(copies)), LINTEL_BENCH_COPIES: String(copies) };
  return measure(process.execPath, ["bin/app.mjs", "bench/copies.ts"], { cwd: root, env });
}
const stacks = (copies) => readdirSync(join(folder, String(copies), "stacks")).length;

rmSync(folder, { recursive: true, force: true });
await synth(0);
const rows = [
  await repeat("no environment: the program's own start", 5, () => synth(0)),
  await repeat("every environment", 5, () => synth(1)),
  await repeat(`every environment ${TIMES} times`, 3, () => synth(TIMES)),
];
const [start, one, many] = rows;
const growth = (many.seconds - start.seconds) / (one.seconds - start.seconds);
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ rows, stacks: [stacks(1), stacks(TIMES)], growth }, null, 2)}\n`);
} else {
  printTable(rows, "of one", ({ seconds }) => seconds / one.seconds);
  process.stdout.write(
    `${stacks(1)} stacks, then ${stacks(TIMES)}: ${growth.toFixed(1)} times the work (linear: ${TIMES})\n`,
  );
}
