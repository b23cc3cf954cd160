import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderSummary } from "../../src/cli/synth";
import { countResources, readStacks, type Stack } from "../../src/template/template";
import { EXAMPLE_OUTPUT, OUTPUT, ROOT } from "../support/output";

let directory = "";
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "lintel-cli-"))));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function run(args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ["bin/lintel.mjs", "synth", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: join(directory, "out"), LINTEL_BACKEND_FILE: "", ...env },
  });
}

test("says how many stacks and resources there are, where, and what comes next", () => {
  const { status, stdout, stderr } = run();
  const stacks = readStacks(OUTPUT);
  const resources = stacks.reduce((sum, stack) => sum + countResources(stack), 0);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`${stacks.length} stacks with ${resources} resources in ${join(directory, "out")}/stacks:`);
  expect(stdout).toMatch(/valor-assist-prod +\d+ resources {2}data, delivery, edge, foundation, guard, service/);
  expect(stdout).toMatch(
    /Next: +set your accounts.*\n +npx lintel preview --output .*\n +terraform -chdir=.*-foundation init/,
  );
});

test("prints JSON for scripts", () => {
  const { stacks } = JSON.parse(run(["--json"]).stdout) as {
    stacks: { name: string; resources: number; backend: string }[];
  };
  expect(stacks.map(({ name }) => name)).toEqual(readStacks(OUTPUT).map(({ name }) => name));
  expect(stacks.every(({ resources, backend }) => resources > 0 && backend === "local")).toBe(true);
});

test("prints nothing but the problems when there are some", () => {
  const { status, stdout, stderr } = run([], { LINTEL_BACKEND_FILE: "missing.tf" });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("missing.tf: file: got");
});

test("fails for an argument that it does not know, before anything is written", () => {
  const env = { CDKTF_OUTDIR: join(directory, "misuse") };
  const { status, stdout, stderr } = run(["--jsn"], env);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("unknown option '--jsn'");
  expect(existsSync(env.CDKTF_OUTDIR)).toBe(false);
});

test("says where state is kept", () => {
  const stack = (backend: string): Stack => ({
    name: "a-b-foundation",
    directory: "",
    dependencies: [],
    json: { terraform: { backend: { [backend]: {} } } },
  });
  expect(renderSummary("out", [stack("local")])).toContain("State: local files.");
  expect(renderSummary("out", [stack("s3")])).toContain("State: remote, as backend.tf says.");
});

test("synthesizes another entry, to another folder", () => {
  const output = join(directory, "example");
  const { status, stdout } = run(["examples/minimal.ts", "--output", output]);
  expect(status).toBe(0);
  expect(stdout).toContain(`resources in ${output}/stacks:`);
  expect(readStacks(output).map(({ name }) => name)).toEqual(readStacks(EXAMPLE_OUTPUT).map(({ name }) => name));
});
