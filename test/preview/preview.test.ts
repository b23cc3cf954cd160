import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preview, type PreviewOptions } from "../../src/preview/preview";
import type { JsonObject, Stack } from "../../src/template/template";
import { terraformTest } from "../support/terraform";

let directory = "";
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "lintel-test-"))));
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function stackOf(resource: JsonObject): Stack {
  return { name: "app", directory: "", json: { terraform: {}, resource }, dependencies: [] };
}
const GOOD = stackOf({ terraform_data: { one: { input: "1" }, two: { input: "2" } } });
const options = (rest: Partial<PreviewOptions> = {}): PreviewOptions => ({ mode: "plan", directory, ...rest });

terraformTest("a plan counts what is added by type, and says what it is doing", async () => {
  const doing: string[] = [];
  const result = await preview([GOOD], options({ onProgress: (text) => doing.push(text) }));
  expect(result).toEqual({
    stacks: [{ stack: "app", add: 2, byType: { terraform_data: 2 } }],
    unread: [],
    findings: [],
  });
  expect(doing).toEqual(["getting providers for 1 stack", "planning 1 stack"]);
  expect(existsSync(join(directory, "app", "main.tf.json"))).toBe(true);
});

terraformTest("errors of a plan, of a validation and of init are findings", async () => {
  const broken = stackOf({ terraform_data: { one: { input: '${tonumber("x")}' } } });
  expect((await preview([broken], options())).findings).toEqual([
    expect.objectContaining({ stack: "app", address: "terraform_data.one", summary: "Invalid function argument" }),
  ]);
  const unknown = stackOf({ terraform_data: { one: { inputs: "1" } } });
  expect((await preview([unknown], options({ mode: "validate" }))).findings).toEqual([
    expect.objectContaining({ severity: "error", stack: "app", address: "terraform_data.one" }),
  ]);
  const missing: Stack = {
    ...GOOD,
    json: { terraform: { required_providers: { x: { source: "nobody/nothing" } } }, resource: { x_y: { z: {} } } },
  };
  const [finding] = (await preview([missing], options())).findings;
  expect(finding).toMatchObject({ severity: "error", summary: "terraform init failed" });
  expect(finding?.detail).toContain("nobody/nothing");
});

terraformTest("a preview can be ended", async () => {
  const controller = new AbortController();
  controller.abort();
  const slow = preview([GOOD], options({ signal: controller.signal }));
  await expect(slow).resolves.toBeDefined();
});
