import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStacks, type Stack } from "../../src/template/template";
import { EXAMPLE_OUTPUT, OPTIONS_OUTPUT, OUTPUT } from "../support/output";
import { cleanRoot, copyAssets, init, terraform, terraformTest } from "../support/terraform";

/** A stack and the output folder that it is in. */
interface Located {
  readonly stack: Stack;
  readonly outdir: string;
}

function stacksIn(outdir: string, suffix = ""): Located[] {
  return readStacks(outdir)
    .filter(({ name }) => name.endsWith(suffix))
    .map((stack) => ({ stack, outdir }));
}

/** One root with every stack as a module: the provider starts once, instead of once for each stack. */
function compose(name: string, stacks: readonly Located[]): string {
  const root = cleanRoot(name);
  for (const { stack, outdir } of stacks) {
    const directory = join(root, stack.name);
    mkdirSync(directory);
    // Providers and backends belong to the root.
    const { provider, terraform: settings, ...rest } = stack.json as Record<string, Record<string, unknown>>;
    const { backend, ...kept } = settings ?? {};
    writeFileSync(join(directory, "main.tf.json"), JSON.stringify({ ...rest, terraform: kept }, null, 1));
    copyAssets(join(outdir, "stacks", stack.name), directory);
  }
  const module = Object.fromEntries(stacks.map(({ stack }) => [stack.name, { source: `./${stack.name}` }]));
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

terraformTest(
  "every stack, the example and every option of a construct are valid for the AWS provider, without a warning",
  () => {
    const others = [...stacksIn(EXAMPLE_OUTPUT), ...stacksIn(OPTIONS_OUTPUT)];
    const own = others.filter(({ stack }) => !stack.name.startsWith("lintel-state-"));
    const { valid, diagnostics } = validate(compose("validate", [...stacksIn(OUTPUT), ...own]));
    expect(diagnostics).toEqual([]);
    expect(valid).toBe(true);
  },
);

terraformTest("a stack with an argument that the provider does not know is not valid", () => {
  const stacks = structuredClone(stacksIn(OUTPUT, "-dev-guard"));
  const resources = stacks[0]?.stack.json["resource"] as unknown as Record<
    string,
    Record<string, Record<string, unknown>>
  >;
  const [trail] = Object.values(resources["aws_cloudtrail"] ?? {});
  if (trail) trail["encrypted"] = true;
  const { valid, diagnostics } = validate(compose("invalid", stacks));
  expect(valid).toBe(false);
  expect(diagnostics[0]?.detail).toContain('"encrypted"');
});
