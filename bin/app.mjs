#!/usr/bin/env node
// Synthesizes main.ts: what `cdktf synth` and `cdktf deploy` call, and what `npm run synth` calls first.
import { runBundle } from "./bundle.mjs";

await (
  await runBundle("main.ts")
).done;
