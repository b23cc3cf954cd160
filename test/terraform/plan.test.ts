import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countResources, readStacks } from "../../src/template/template";
import { OUTPUT, ROOT } from "../support/output";
import { cleanRoot, init, terraform, terraformTest } from "../support/terraform";

const STACK = "valor-assist-prod-foundation";

/** The override file that the README tells to use for a plan without an account. */
function overrideOfReadme(): string {
  const [, override] = /```hcl\n(# override\.tf[\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
  if (override === undefined) throw new Error("README.md has no override.tf");
  return override;
}

terraformTest("the foundation can be planned without an account, as the README says", () => {
  const root = cleanRoot("plan");
  cpSync(join(OUTPUT, "stacks", STACK), root, { recursive: true });
  writeFileSync(join(root, "override.tf"), overrideOfReadme());
  const env = init(root);
  const { status, stdout, stderr } = terraform(root, ["plan", "-no-color", "-input=false"], env);
  expect(stderr.replace(/There are some problems with the CLI configuration[\s\S]*?╵\n/, "")).toBe("");
  expect(status).toBe(0);
  const resources = readStacks(OUTPUT)
    .filter(({ name }) => name === STACK)
    .map(countResources)[0];
  // Beside the stack's own resources the alert module makes four topics, their policies and four subscriptions.
  expect(stdout).toContain(`Plan: ${(resources ?? 0) + 12} to add, 0 to change, 0 to destroy.`);
});
