import { existsSync, readFileSync } from "node:fs";
import { parseHcl } from "./hcl";
import { ConfigError, describeProblem, type Problem } from "./errors";
import type { Placement } from "./environment";

/** Settings of Terraform's `s3` backend under Terraform's own names, before the placeholders are filled in. */
export interface BackendSettings {
  readonly bucket: string;
  /** What every state key begins with. */
  readonly key: string;
  readonly region: string;
  readonly [setting: string]: unknown;
}

/** Settings that only lock; a read of another stack's state takes no lock. */
export const LOCK_SETTINGS: readonly string[] = ["dynamodb_table", "use_lockfile"];

/** What Lintel hands on to Terraform, by the type of the value. */
const SUPPORTED: Readonly<Record<string, "string" | "boolean" | "number" | "object">> = {
  bucket: "string",
  key: "string",
  region: "string",
  dynamodb_table: "string",
  use_lockfile: "boolean",
  encrypt: "boolean",
  kms_key_id: "string",
  profile: "string",
  assume_role: "object",
  endpoints: "object",
  use_path_style: "boolean",
  max_retries: "number",
  skip_credentials_validation: "boolean",
  skip_metadata_api_check: "boolean",
  skip_region_validation: "boolean",
  skip_requesting_account_id: "boolean",
  skip_s3_checksum: "boolean",
};
const PLACEHOLDERS = ["{account}", "{region}"];

/**
 * Reads the team's `backend.tf`.
 * @throws ConfigError with everything in the file that Lintel can't hand on to Terraform
 */
export async function readBackend(file: string): Promise<BackendSettings> {
  if (!existsSync(file)) {
    const fix = "correct LINTEL_BACKEND_FILE, or unset it to use backend.tf";
    throw misfit(file, [{ property: "file", got: file, allowed: "a file that is there", fix }]);
  }
  let content: Record<string, unknown>;
  try {
    content = await parseHcl(file, readFileSync(file, "utf8"));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
    throw misfit(file, [{ property: "content", got: reason, allowed: "HCL", fix: "correct the place that it names" }]);
  }
  return checkBackend(file, content);
}

function checkBackend(file: string, content: Record<string, unknown>): BackendSettings {
  const settings = findS3Block(content);
  if (settings === undefined) {
    throw misfit(file, [
      {
        property: "terraform.backend",
        got: outline(content),
        allowed: 'one block `terraform { backend "s3" { … } }` and nothing else',
        fix: "start again from backend.tf.example",
      },
    ]);
  }
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(settings)) {
    const type = SUPPORTED[name];
    if (type === undefined) {
      const fix = /key$|token|secret/.test(name)
        ? "remove it: Terraform takes credentials from the environment or a profile, and this file is committed"
        : "remove it, or ask for it";
      problems.push({ property: name, got: show(name, value), allowed: Object.keys(SUPPORTED).join(", "), fix });
    } else if (typeof value !== type || Array.isArray(value)) {
      problems.push({
        property: name,
        got: value,
        allowed: `a ${type}`,
        fix: "write it as Terraform's s3 backend wants it",
      });
    } else if (JSON.stringify(value).includes("${")) {
      const fix = `write the value itself; ${PLACEHOLDERS.join(" and ")} stand for the environment's own`;
      problems.push({ property: name, got: value, allowed: "a literal, as in every backend block", fix });
    }
  }
  for (const name of ["bucket", "key", "region"]) {
    if (settings[name] === undefined || settings[name] === "") {
      problems.push({ property: name, got: settings[name], allowed: "a value", fix: "add it, see backend.tf.example" });
    }
  }
  if (typeof settings["key"] === "string" && /^\/|\/$|\.tfstate$/.test(settings["key"])) {
    const allowed = 'what the keys of all stacks begin with, such as "lintel"';
    const fix =
      "leave out slashes at the ends and the file name: Lintel adds <architecture>/<environment>/<layer>.tfstate";
    problems.push({ property: "key", got: settings["key"], allowed, fix });
  }
  if (settings["encrypt"] !== true) {
    const fix = "set it: state holds what the resources hold";
    problems.push({ property: "encrypt", got: settings["encrypt"], allowed: "true", fix });
  }
  if (!LOCK_SETTINGS.some((name) => settings[name])) {
    const fix = "set one: two applies at once would destroy each other's state";
    problems.push({
      property: "dynamodb_table",
      got: settings["dynamodb_table"],
      allowed: "a table, or use_lockfile = true",
      fix,
    });
  }
  if (problems.length > 0) throw misfit(file, problems);
  return settings as unknown as BackendSettings;
}

/** The settings, when the content is exactly one `s3` backend block. */
function findS3Block(content: Record<string, unknown>): Record<string, unknown> | undefined {
  const terraform = only(content, "terraform");
  const backend = only(terraform, "backend");
  const s3 = only(backend, "s3");
  return isRecord(s3) ? s3 : undefined;
}

/** The value of the only key of an object; blocks come as lists of one. */
function only(value: unknown, key: string): unknown {
  if (!isRecord(value) || Object.keys(value).join() !== key) return undefined;
  const inner = value[key];
  return Array.isArray(inner) ? (inner.length === 1 ? inner[0] : undefined) : inner;
}

/** The block names of a file, down to the backend, for the error message. */
function outline(content: Record<string, unknown>): string {
  const names = (value: unknown, depth: number): string =>
    isRecord(value) && depth > 0
      ? Object.entries(value)
          .map(([key, inner]) => `${key} ${names(Array.isArray(inner) ? inner[0] : inner, depth - 1)}`.trim())
          .join(", ")
      : "";
  return names(content, 3) || "nothing";
}

/** A value for an error message; never one that may be a secret. */
function show(name: string, value: unknown): unknown {
  return /key$|token|secret/.test(name) ? `${name} = …` : { [name]: value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function misfit(file: string, problems: readonly Problem[]): ConfigError {
  const name = file.split(/[\\/]/).pop() ?? file;
  return new ConfigError(problems.map((problem) => describeProblem(name, problem)));
}

/** The settings of one stack: its own state key, and the placeholders replaced by its environment's values. */
export function backendFor(
  settings: BackendSettings,
  placement: Pick<Placement, "account" | "region">,
  stateKey: string,
): BackendSettings {
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replaceAll("{account}", placement.account).replaceAll("{region}", placement.region);
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner)]));
  };
  return { ...(fill(settings) as BackendSettings), key: `${settings.key}/${stateKey}.tfstate` };
}
