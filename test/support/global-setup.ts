import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { OUTPUT } from "./output";

/** Synthesizes everything once for all test files, as a user would, but with local state whatever backend.tf says. */
export default function globalSetup(): void {
  rmSync(OUTPUT, { recursive: true, force: true });
  const env = { ...process.env, CDKTF_OUTDIR: OUTPUT, LINTEL_BACKEND_FILE: "" };
  const { status, stderr } = spawnSync(process.execPath, ["bin/app.mjs"], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`synthesis failed:\n${stderr}`);
}
