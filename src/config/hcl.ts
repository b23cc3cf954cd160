import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The content of an HCL file as an object: blocks by their names, expressions as `${…}`.
 *
 * The parser is a WebAssembly module that takes a third of a second to start, half of a synthesis. So the result is
 * kept below `node_modules/.cache`, by a hash of the text, and the parser is not loaded until the text changes.
 * @throws Error with the parser's message
 */
export async function parseHcl(name: string, text: string, cache = defaultCache()): Promise<Record<string, unknown>> {
  const hash = createHash("sha256").update(text).digest("hex");
  const file = cache === undefined ? undefined : join(cache, `hcl-${hash}.json`);
  const kept = file === undefined ? undefined : readKept(file);
  if (kept !== undefined) return kept;
  const { parse } = await import("@cdktf/hcl2json");
  const content: Record<string, unknown> = await parse(name, text);
  if (cache !== undefined && file !== undefined) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }
  return content;
}

function defaultCache(): string | undefined {
  return existsSync("node_modules") ? join("node_modules", ".cache", "lintel") : undefined;
}

function readKept(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
