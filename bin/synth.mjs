#!/usr/bin/env node
// `npm run synth`: synthesizes main.ts and says what was written.
import "./app.mjs";
import { runBundle } from "./bundle.mjs";

if (!process.exitCode) (await runBundle("src/cli/synth.ts")).printSummary(process.argv.slice(2));
