import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentsOf } from "../documents/documents";
import { readStacks } from "../template/template";
import { EXIT, type Context, type Values } from "./command";

/** `lintel documents`: writes workflows, scripts and pages with the real names of what was synthesized. */
export async function documents(values: Values, context: Context): Promise<number> {
  const folder = String(values["to"]);
  const files = documentsOf(readStacks(String(values["output"])));
  for (const architecture of new Set(Object.keys(files).map((file) => dirname(file)))) {
    rmSync(join(folder, architecture), { recursive: true, force: true });
  }
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), content, { mode: file.endsWith(".sh") ? 0o755 : 0o644 });
  }
  const names = Object.keys(files).map((file) => join(folder, file));
  context.print(values["json"] ? JSON.stringify({ files: names }, null, 2) : names.join("\n"));
  return EXIT.done;
}
