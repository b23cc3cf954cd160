import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preview } from "../../src/preview/preview";
import { initialize, terraform } from "../../src/preview/terraform";
import { countResources, readStacks, type Stack } from "../../src/template/template";
import { FOREIGN_OUTPUT, OUTPUT, ROOT } from "../support/output";
import { cleanRoot, terraformTest } from "../support/terraform";

const STACK = "valor-assist-prod-foundation";
/** Beside a foundation's own resources the alert module makes four topics, their policies, and a subscription for each receiver. */
function alertsOf({ json }: Stack): number {
  const [routing] = Object.values((json["module"] ?? {}) as unknown as Record<string, Record<string, unknown>>);
  if (!routing) return 0;
  const receivers = Object.entries(routing).filter(([name]) => /^p\d_(emails|https_endpoints|sms_numbers)$/.test(name));
  return 8 + receivers.reduce((sum, [, each]) => sum + (each as string[]).length, 0);
}

/** The override file that the README tells to use for a plan without an account. */
function overrideOfReadme(): string {
  const [, override] = /```hcl\n(# override\.tf[\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
  if (override === undefined) throw new Error("README.md has no override.tf");
  return override;
}

terraformTest("the foundation can be planned without an account, as the README says", async () => {
  const root = cleanRoot("plan");
  cpSync(join(OUTPUT, "stacks", STACK), root, { recursive: true });
  writeFileSync(join(root, "override.tf"), overrideOfReadme());
  const { outcome, env } = await initialize(root);
  expect(outcome).toMatchObject({ status: 0 });
  const { status, stdout, stderr } = await terraform(root, ["plan", "-no-color", "-input=false"], { env });
  expect(stderr.replace(/There are some problems with the CLI configuration[\s\S]*?╵\n/, "")).toBe("");
  expect(status).toBe(0);
  const [added] = readStacks(OUTPUT)
    .filter(({ name }) => name === STACK)
    .map((stack) => countResources(stack) + alertsOf(stack));
  expect(stdout).toContain(`Plan: ${added} to add, 0 to change, 0 to destroy.`);
});

terraformTest("every environment can be planned at once, with everything that its stacks have", async () => {
  const stacks = readStacks(OUTPUT);
  const planFile = join(cleanRoot("preview"), "plan.json");
  const result = await preview(stacks, { mode: "plan", planFile });
  expect(result.findings).toEqual([]);
  const expected = stacks.map((stack) => [stack.name, countResources(stack) + alertsOf(stack)]);
  expect(result.stacks.map(({ stack, add }) => [stack, add])).toEqual(expected);
  expect(result.unread).toContainEqual({
    stack: "valor-assist-prod-service",
    address: expect.stringMatching(/^data\.aws_ec2_managed_prefix_list\./) as string,
  });
  const plan = JSON.parse(readFileSync(planFile, "utf8")) as { resource_changes: unknown[] };
  const added = result.stacks.reduce((sum, { add }) => sum + add, 0);
  expect(plan.resource_changes.length).toBeGreaterThanOrEqual(added);
});

terraformTest(
  "what one stack gives another is known to the plan, across the project's and a foreign project's stacks",
  async () => {
    const planFile = join(cleanRoot("foreign"), "plan.json");
    process.env["TF_VAR_prefix"] = "given";
    const result = await preview(readStacks(FOREIGN_OUTPUT), { mode: "plan", planFile });
    delete process.env["TF_VAR_prefix"];
    expect(result.findings).toEqual([]);
    expect(result.stacks).toEqual([
      { stack: "1.store", add: 1, byType: { aws_s3_bucket: 1 } },
      expect.objectContaining({ stack: "functions", add: 13 }),
    ]);
    expect(result.unread.map(({ address }) => address)).toEqual([
      "data.aws_caller_identity.me",
      "data.terraform_remote_state.elsewhere",
    ]);
    interface Planned {
      address: string;
      values: Record<string, unknown>;
    }
    const plan = JSON.parse(readFileSync(planFile, "utf8")) as {
      planned_values: { root_module: { child_modules: { resources?: Planned[] }[] } };
    };
    const planned = plan.planned_values.root_module.child_modules.flatMap(({ resources = [] }) => resources);
    const valuesOf = (suffix: string) => planned.find(({ address }) => address.endsWith(suffix))?.values;
    // Given by a variable, read from an asset, and placed by an aliased provider.
    expect(valuesOf("aws_s3_bucket.bucket")).toMatchObject({ bucket_prefix: "given" });
    expect(valuesOf("aws_s3_object.page-object")?.["content"]).toContain("statusCode");
    expect(valuesOf("aws_lambda_function.function")?.["source_code_hash"]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  },
);
