#!/usr/bin/env node
// Synthesizes main.ts, or another entry that exports `done`: `node bin/app.mjs examples/other.ts`.
// `cdktf synth` and `cdktf deploy` call it, and `npm run synth` calls it first.
import { runBundle } from "./bundle.mjs";

await (
  await runBundle(process.argv[2]?.endsWith(".ts") ? process.argv[2] : "main.ts")
).done;
