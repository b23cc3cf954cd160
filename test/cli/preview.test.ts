import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { renderPlan } from "../../src/cli/preview";
import { OUTPUT, ROOT } from "../support/output";
import { cleanRoot, terraformTest } from "../support/terraform";

function preview(args: string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ["bin/lintel.mjs", "preview", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

test("the plan is told by stack and type, and what could not be read", () => {
  const text = renderPlan({
    stacks: [
      { stack: "shop-prod-net", add: 3, byType: { aws_subnet: 2, aws_vpc: 1 } },
      { stack: "shop-prod", add: 0, byType: {} },
    ],
    unread: [{ stack: "shop-prod", address: "data.aws_caller_identity.me" }],
    findings: [],
  });
  expect(text.split("\n")).toEqual([
    "shop-prod-net     3 to add",
    "    2 aws_subnet, aws_vpc",
    "shop-prod         0 to add",
    "",
    "2 stacks, 3 to add",
    "",
    "Not read, because it needs an account; what depends on it is not known in this plan:",
    "  shop-prod: data.aws_caller_identity.me",
  ]);
});

test("long lists of types are broken", () => {
  const byType = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`aws_some_long_type_${index}`, 2]));
  const lines = renderPlan({ stacks: [{ stack: "s", add: 18, byType }], unread: [], findings: [] }).split("\n");
  expect(lines.every((line) => line.length <= 105)).toBe(true);
  expect(lines.join(" ").match(/2 aws_some_long_type_\d/g)).toHaveLength(9);
  expect(lines[1]).toMatch(/,$/);
});

test("without Terraform there is one message that says what to install", () => {
  const { status, stdout, stderr } = preview(["--output", OUTPUT], { PATH: "" });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(
    "terraform: PATH: got nothing, allowed Terraform 1.5 or newer; install it from https://developer.hashicorp.com/terraform/install\n",
  );
});

terraformTest("an environment is planned for scripts, and its root left where it was wanted", async () => {
  const root = cleanRoot("cli");
  const { status, stdout } = preview(["valor-assist", "dev", "--output", OUTPUT, "--json", "--root", root]);
  const { ok, mode, stacks } = JSON.parse(stdout) as { ok: boolean; mode: string; stacks: { stack: string }[] };
  expect([status, ok, mode]).toEqual([0, true, "plan"]);
  expect(stacks).toHaveLength(6);
  expect(existsSync(join(root, "valor-assist-dev-edge", "main.tf.json"))).toBe(true);
  await Promise.resolve();
});

terraformTest("Ctrl-C ends a preview with nothing left behind", async () => {
  const temporary = cleanRoot("cli-tmp");
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, ["bin/lintel.mjs", "preview", "--output", OUTPUT], { cwd: ROOT, env });
  const ended = new Promise((done) => child.on("close", done));
  const roots = () => readdirSync(temporary).filter((name) => name.startsWith("lintel-preview-"));
  while (roots().every((name) => !existsSync(join(temporary, name, ".terraform")))) await sleep(50);
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(roots()).toEqual([]);
});

terraformTest("an error of Terraform names the stack and the construct, with exit code 1", async () => {
  const output = cleanRoot("cli-broken");
  cpSync(OUTPUT, output, { recursive: true });
  const file = join(output, "stacks", "valor-assist-dev-guard", "cdk.tf.json");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace('"enable_log_file_validation"', '"enable_validation"'));
  const temporary = cleanRoot("cli-tmp");
  const args = ["valor-assist", "dev", "--validate", "--output", output];
  const { status, stdout, stderr } = preview(args, { TMPDIR: temporary });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^error: valor-assist-dev-guard\/trail\/trail \(aws_cloudtrail\.\S+\): Extraneous JSON object property: .*"enable_validation"/m,
  );
  expect(stderr).toContain("validate failed: 1 error(s)");
  expect(readdirSync(temporary).filter((name) => name.startsWith("lintel-preview-"))).toEqual([]);
  await Promise.resolve();
});
