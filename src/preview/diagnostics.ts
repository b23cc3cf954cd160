import { isObject, type Json, type JsonObject } from "../template/template";
import type { StackModule } from "./compose";

/** A diagnostic as Terraform's `-json` commands write it. */
export interface TerraformDiagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/** What Terraform has to say about a place of a stack. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** Name of the stack; undefined when it concerns the composed root. */
  readonly stack?: string;
  /** Address in the stack, such as `aws_s3_bucket.documents` or `module.alerts.aws_sns_topic.p1`. */
  readonly address?: string;
  /** Path of the construct in the app, where CDKTF recorded it. */
  readonly path?: string;
  readonly summary: string;
  readonly detail: string;
}

/** Name of the file that a module of a composition is written to. */
export const MODULE_FILE = "main.tf.json";

/** Leads a diagnostic back to the stack and the construct that it speaks of. */
export function locate(diagnostic: TerraformDiagnostic, modules: readonly StackModule[]): Finding {
  const { severity, summary, detail = "", address, range } = diagnostic;
  const found =
    (address && byAddress(address, modules)) || (range && byLine(range.filename, range.start.line, modules));
  // Terraform knows modules where the user knows stacks.
  const text = found ? detail.replaceAll(`module.${found.module.name}.`, "") : detail;
  const path = found?.address && constructPath(found.module.json, found.address);
  return {
    severity,
    ...(found ? { stack: found.module.stack.name } : {}),
    ...(found?.address ? { address: found.address } : {}),
    ...(path ? { path } : {}),
    summary,
    detail: text.trim(),
  };
}

/** One line: the stack, the construct or the address, and what Terraform says. */
export function describeFinding({ stack, address, path, summary, detail }: Finding): string {
  // The path of a construct begins with its stack.
  const construct = path ?? stack ?? "composed root";
  const place = address ? `${construct} (${address})` : construct;
  return `${place}: ${summary}${detail ? `: ${detail.replace(/\s+/g, " ")}` : ""}`;
}

interface Place {
  readonly module: StackModule;
  readonly address?: string;
}

/** `module.<stack>.<address>` of a plan. */
function byAddress(address: string, modules: readonly StackModule[]): Place | undefined {
  const module = modules.find(({ name }) => address === `module.${name}` || address.startsWith(`module.${name}.`));
  return module && { module, address: address.slice(`module.${module.name}.`.length) };
}

/** A line of a file of the composition; the JSON is written with two spaces for each level. */
function byLine(filename: string, line: number, modules: readonly StackModule[]): Place | undefined {
  const [directory, ...rest] = filename.replace(/^\.\//, "").split("/");
  const module = modules.find(({ name }) => name === directory);
  if (module === undefined || rest.join("/") !== MODULE_FILE) return module && { module };
  const lines = renderJson(module.json).split("\n").slice(0, line);
  const keys: string[] = [];
  for (let depth = 1; depth <= 3; depth += 1) {
    const start = " ".repeat(2 * depth) + '"';
    // A key that is less deep closes what came before.
    const index = lines.findLastIndex((each) => each.startsWith(start));
    const parent = lines.findLastIndex((each) => each.startsWith(" ".repeat(2 * depth - 2) + '"'));
    if (index < 0 || index < parent) break;
    keys.push(/^ *"((?:[^"\\]|\\.)*)"/.exec(lines[index] ?? "")?.[1] ?? "");
  }
  const [block, type, name] = keys;
  const named = name === undefined ? type : `${String(type)}.${name}`;
  if (named === undefined) return { module };
  if (block === "resource") return { module, address: named };
  if (block === "data") return { module, address: `data.${named}` };
  return { module, address: `${String(block)}.${String(type)}` };
}

function constructPath(json: JsonObject, address: string): string | undefined {
  const [first = "", second = "", third = ""] = address.replace(/\[[^\]]*\]/g, "").split(".");
  const keys =
    first === "data"
      ? ["data", second, third]
      : first === "module" || first === "output"
        ? [first, second]
        : ["resource", first, second];
  const element = [...keys, "//", "metadata", "path"].reduce<Json | undefined>(
    (value, key) => (isObject(value) ? value[key] : undefined),
    json,
  );
  return typeof element === "string" ? element : undefined;
}

/** The form that modules are written in, so that a line of it can be found again. */
export function renderJson(json: JsonObject): string {
  return JSON.stringify(json, null, 2);
}
