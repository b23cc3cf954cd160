import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { EXAMPLE_OUTPUT, FOREIGN_OUTPUT, OPTIONS_OUTPUT, OUTPUT, VARIANTS_OUTPUT } from "./output";

/** Synthesizes everything once for all test files, as a user would, with local state but for the variants. */
export default function globalSetup(): void {
  synthesize(OUTPUT);
  synthesize(EXAMPLE_OUTPUT, "examples/minimal.ts");
  synthesize(OPTIONS_OUTPUT, "test/support/fixtures/options.ts");
  synthesize(FOREIGN_OUTPUT, "test/support/fixtures/foreign.ts");
  synthesize(VARIANTS_OUTPUT, "test/support/fixtures/variants.ts", "backend.tf.example");
}

function synthesize(outdir: string, entry = "main.ts", backendFile = ""): void {
  rmSync(outdir, { recursive: true, force: true });
  const env = { ...process.env, CDKTF_OUTDIR: outdir, LINTEL_BACKEND_FILE: backendFile };
  const { status, stderr } = spawnSync(process.execPath, ["bin/app.mjs", entry], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`synthesis failed:\n${stderr}`);
}
