#!/usr/bin/env node
// The command `lintel`: src/cli has its commands. `npm run synth` is `lintel synth`.
import { runBundle } from "./bundle.mjs";

const { main } = await runBundle("src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2), {
  synthesize: async (entry) => {
    await (
      await runBundle(entry)
    ).done;
    return Number(process.exitCode ?? 0);
  },
});
