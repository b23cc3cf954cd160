import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "../template/template";
import { compose, isOwnResource, type Composition, type Unread } from "./compose";
import { locate, MODULE_FILE, renderJson, type Finding, type TerraformDiagnostic } from "./diagnostics";
import { offlineEnvironment, PLAN, VALIDATE } from "./offline";
import { initialize, terraform } from "./terraform";

/** What a plan does in one stack. */
export interface StackPlan {
  readonly stack: string;
  /** Resources to add. */
  readonly add: number;
  /** Resources to add, by type. */
  readonly byType: Readonly<Record<string, number>>;
}

/** What a preview found. */
export interface Preview {
  readonly stacks: readonly StackPlan[];
  /** What needs an account and was left unknown. */
  readonly unread: readonly Unread[];
  /** What Terraform says, led back to stacks and constructs. */
  readonly findings: readonly Finding[];
}

/** Options of {@link preview}. */
export interface PreviewOptions {
  /** `validate` checks the configuration against the providers, `plan` also works out what would be created. */
  readonly mode: "validate" | "plan";
  /** File that the whole plan is written to, in Terraform's own JSON. @default - none */
  readonly planFile?: string;
  /** Directory to leave the composed root in. @default - a temporary one, which is removed */
  readonly directory?: string;
  /** Hears what is being done. @default - nobody */
  readonly onProgress?: (doing: string) => void;
  /** Ends the preview. @default - none */
  readonly signal?: AbortSignal;
}

/**
 * Validates or plans stacks as one Terraform root, with no account, no state and no network beyond the providers'
 * own registry or mirror.
 * @throws ConfigError when the stacks can't be composed or Terraform is missing
 */
export async function preview(stacks: readonly Stack[], options: PreviewOptions): Promise<Preview> {
  const composition = compose(stacks, options.mode === "plan" ? PLAN : VALIDATE);
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "lintel-preview-"));
  try {
    writeComposition(composition, directory);
    return await run(composition, directory, options);
  } finally {
    if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

async function run(composition: Composition, directory: string, options: PreviewOptions): Promise<Preview> {
  const { mode, planFile, onProgress, signal } = options;
  const { modules, unread } = composition;
  const common = { ...(signal ? { signal } : {}) };
  const count = modules.length === 1 ? "1 stack" : `${modules.length} stacks`;
  const result = (diagnostics: readonly TerraformDiagnostic[], changes: readonly PlannedChange[] = []): Preview => ({
    stacks: modules.map(({ name, stack }) => summarize(stack, name, changes)),
    unread,
    findings: diagnostics.map((diagnostic) => locate(diagnostic, modules)),
  });

  // Less garbage collection is a quarter of the time; a plan has a provider in memory for each block, a validation few.
  const environment = { GOGC: mode === "plan" ? "200" : "300", ...offlineEnvironment(process.env) };
  onProgress?.(`getting providers for ${count}`);
  const { outcome, env } = await initialize(directory, { ...common, env: environment });
  if (outcome.status !== 0) return result([failure("init", outcome.stderr)]);

  onProgress?.(`${mode === "plan" ? "planning" : "validating"} ${count}`);
  if (mode === "validate") {
    const { stdout, stderr } = await terraform(directory, ["validate", "-json"], { ...common, env });
    return result(parse<{ diagnostics: TerraformDiagnostic[] }>(stdout)?.diagnostics ?? [failure("validate", stderr)]);
  }
  const messages: PlanMessage[] = [];
  const read = (line: string) => messages.push(parse<PlanMessage>(line) ?? {});
  const args = ["plan", "-json", "-input=false", "-lock=false", ...(planFile ? ["-out=plan.tfplan"] : [])];
  const { status, stderr } = await terraform(directory, args, { ...common, env, onLine: read });
  const diagnostics = messages.flatMap(({ diagnostic }) => diagnostic ?? []);
  const failed = status !== 0 && !diagnostics.some(({ severity }) => severity === "error");
  if (planFile && status === 0) {
    onProgress?.("writing the plan");
    const shown = await terraform(directory, ["show", "-json", "plan.tfplan"], { ...common, env });
    writeFileSync(planFile, shown.stdout);
  }
  const changes = messages.flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []));
  return result(failed ? [...diagnostics, failure("plan", stderr)] : diagnostics, changes);
}

/** Writes a composition and the assets of its stacks as a root that Terraform can be run in. */
export function writeComposition({ root, modules }: Composition, directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, MODULE_FILE), renderJson(root));
  for (const { name, stack, json } of modules) {
    const target = join(directory, name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    writeFileSync(join(target, MODULE_FILE), renderJson(json));
    const assets = join(stack.directory, "assets");
    if (existsSync(assets)) cpSync(assets, join(target, "assets"), { recursive: true });
  }
}

interface PlannedChange {
  readonly action: string;
  readonly resource: { readonly module: string; readonly resource_type: string; readonly resource_name: string };
}

interface PlanMessage {
  readonly type?: string;
  readonly diagnostic?: TerraformDiagnostic;
  readonly change?: PlannedChange;
}

function summarize(stack: Stack, module: string, changes: readonly PlannedChange[]): StackPlan {
  const byType: Record<string, number> = {};
  for (const { action, resource } of changes) {
    if (!`${resource.module}.`.startsWith(`module.${module}.`) || action !== "create") continue;
    if (isOwnResource(resource.resource_type, resource.resource_name)) continue;
    byType[resource.resource_type] = (byType[resource.resource_type] ?? 0) + 1;
  }
  const add = Object.values(byType).reduce((sum, count) => sum + count, 0);
  return { stack: stack.name, add, byType: Object.fromEntries(Object.entries(byType).sort()) };
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

function failure(command: string, stderr: string): TerraformDiagnostic {
  return { severity: "error", summary: `terraform ${command} failed`, detail: boxless(stderr) };
}

/** A message of Terraform without the box that it draws around it. */
function boxless(text: string): string {
  return text.replace(/[│╷╵]/g, " ").trim();
}
