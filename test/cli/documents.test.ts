import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documents } from "../../src/cli/documents";
import type { Context } from "../../src/cli/command";
import { OUTPUT } from "../support/output";

test("writes every document, scripts that can be run, and removes what is no more", async () => {
  const to = mkdtempSync(join(tmpdir(), "lintel-documents-"));
  try {
    mkdirSync(join(to, "eloquent-ai"));
    writeFileSync(join(to, "eloquent-ai", "old.md"), "old");
    writeFileSync(join(to, "kept.md"), "not ours");
    let printed = "";
    const context = { print: (text: string) => void (printed += text) } as Context;
    expect(await documents({ output: OUTPUT, to, json: true }, context)).toBe(0);
    const { files } = JSON.parse(printed) as { files: string[] };
    for (const file of files) expect(readFileSync(file, "utf8")).not.toBe("");
    expect(statSync(join(to, "health-helper", "deploy-prod.sh")).mode & 0o111).not.toBe(0);
    expect(existsSync(join(to, "eloquent-ai", "old.md"))).toBe(false);
    expect(existsSync(join(to, "kept.md"))).toBe(true);
  } finally {
    rmSync(to, { recursive: true });
  }
});
