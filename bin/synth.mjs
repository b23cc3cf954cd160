#!/usr/bin/env node
// `npm run synth`: synthesizes main.ts and says what was written.
import { runBundle } from "./bundle.mjs";

const args = process.argv.slice(2);
const { findMisuse, printSummary } = await runBundle("src/cli/synth.ts");
const misuse = findMisuse(args);
if (misuse === undefined) {
  await (
    await runBundle("main.ts")
  ).done;
  if (!process.exitCode) printSummary(args);
} else {
  process.stderr.write(`${misuse}\n`);
  process.exitCode = 2;
}
