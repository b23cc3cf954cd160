import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStacks, type Stack } from "../../src/template/template";
import { OUTPUT } from "../support/output";
import { cleanRoot, copyAssets, init, terraform, terraformTest } from "../support/terraform";

/** One root with every stack as a module: the provider starts once, instead of once for each stack. */
function compose(name: string, stacks: readonly Stack[]): string {
  const root = cleanRoot(name);
  for (const stack of stacks) {
    const directory = join(root, stack.name);
    mkdirSync(directory);
    // Providers and backends belong to the root.
    const { provider, terraform: settings, ...rest } = stack.json as Record<string, Record<string, unknown>>;
    const { backend, ...kept } = settings ?? {};
    writeFileSync(join(directory, "main.tf.json"), JSON.stringify({ ...rest, terraform: kept }, null, 1));
    copyAssets(join(OUTPUT, "stacks", stack.name), directory);
  }
  const module = Object.fromEntries(stacks.map((stack) => [stack.name, { source: `./${stack.name}` }]));
  const provider = { aws: { region: "us-east-1" } };
  writeFileSync(join(root, "main.tf.json"), JSON.stringify({ module, provider }));
  return root;
}

interface Verdict {
  readonly valid: boolean;
  readonly diagnostics: readonly { readonly severity: string; readonly summary: string; readonly detail: string }[];
}

function validate(root: string): Verdict {
  const env = init(root);
  return JSON.parse(terraform(root, ["validate", "-json"], env).stdout) as Verdict;
}

terraformTest("every stack is valid for the AWS provider, without a warning", () => {
  const { valid, diagnostics } = validate(compose("validate", readStacks(OUTPUT)));
  expect(diagnostics).toEqual([]);
  expect(valid).toBe(true);
});

terraformTest("a stack with an argument that the provider does not know is not valid", () => {
  const stacks = structuredClone(readStacks(OUTPUT).filter(({ name }) => name.endsWith("-dev-guard"))) as Stack[];
  const resources = stacks[0]?.json["resource"] as unknown as Record<string, Record<string, Record<string, unknown>>>;
  const [trail] = Object.values(resources["aws_cloudtrail"] ?? {});
  if (trail) trail["encrypted"] = true;
  const { valid, diagnostics } = validate(compose("invalid", stacks));
  expect(valid).toBe(false);
  expect(diagnostics[0]?.detail).toContain('"encrypted"');
});
