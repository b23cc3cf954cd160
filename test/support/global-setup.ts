import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { EXAMPLE_OUTPUT, FOREIGN_OUTPUT, OPTIONS_OUTPUT, OUTPUT } from "./output";

/** Synthesizes everything once for all test files, as a user would, but with local state whatever backend.tf says. */
export default function globalSetup(): void {
  synthesize(OUTPUT);
  synthesize(EXAMPLE_OUTPUT, "examples/minimal.ts");
  synthesize(OPTIONS_OUTPUT, "test/support/fixtures/options.ts");
  synthesize(FOREIGN_OUTPUT, "test/support/fixtures/foreign.ts");
}

function synthesize(outdir: string, ...args: string[]): void {
  rmSync(outdir, { recursive: true, force: true });
  const env = { ...process.env, CDKTF_OUTDIR: outdir, LINTEL_BACKEND_FILE: "" };
  const { status, stderr } = spawnSync(process.execPath, ["bin/app.mjs", ...args], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`synthesis failed:\n${stderr}`);
}
