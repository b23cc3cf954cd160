import type { StackModule } from "../../src/preview/compose";
import { describeFinding, locate, renderJson, type TerraformDiagnostic } from "../../src/preview/diagnostics";
import type { JsonObject } from "../../src/template/template";

const named = (path: string, values: JsonObject = {}): JsonObject => ({ "//": { metadata: { path } }, ...values });
const json: JsonObject = {
  data: { aws_region: { here: named("app/here/region") } },
  module: { alerts: named("app/alerts/module", { source: "./x" }) },
  resource: {
    aws_sns_topic: { one: named("app/one/topic"), two: named("app/two/topic", { nested: { name: "n", other: [1] } }) },
    aws_vpc: { net: { cidr_block: "10.0.0.0/16" } },
  },
  output: { url: { value: "u" } },
};
const MODULE: StackModule = { name: "app_1", stack: { name: "app.1", directory: "", json, dependencies: [] }, json };
const error = (rest: Partial<TerraformDiagnostic>): TerraformDiagnostic => ({
  severity: "error",
  summary: "Bad",
  detail: "It is module.app_1.aws_vpc.net that is bad.",
  ...rest,
});

function at(text: string): TerraformDiagnostic {
  const line =
    renderJson(json)
      .split("\n")
      .findIndex((each) => each.includes(text)) + 1;
  expect(line).toBeGreaterThan(0);
  return error({ range: { filename: "app_1/main.tf.json", start: { line } } });
}

test("an address of a plan leads to the stack and the construct", () => {
  expect(locate(error({ address: "module.app_1.aws_sns_topic.two[0]" }), [MODULE])).toEqual({
    severity: "error",
    stack: "app.1",
    address: "aws_sns_topic.two[0]",
    path: "app/two/topic",
    summary: "Bad",
    detail: "It is aws_vpc.net that is bad.",
  });
  const inModule = locate(error({ address: 'module.app_1.module.alerts.aws_sns_topic.p["p1"]' }), [MODULE]);
  expect(inModule).toMatchObject({ path: "app/alerts/module", address: 'module.alerts.aws_sns_topic.p["p1"]' });
});

test.each([
  ['"two": {', "aws_sns_topic.two", "app/two/topic"],
  ['"name": "n"', "aws_sns_topic.two", "app/two/topic"],
  ['"app/one/topic"', "aws_sns_topic.one", "app/one/topic"],
  ['"here"', "data.aws_region.here", "app/here/region"],
  ['"source": "./x"', "module.alerts", "app/alerts/module"],
  ['"cidr_block"', "aws_vpc.net", undefined],
  ['"value": "u"', "output.url", undefined],
])("the line of %s leads to %s", (text, address, path) => {
  const finding = locate(at(text), [MODULE]);
  expect([finding.stack, finding.address, finding.path]).toEqual(["app.1", address, path]);
});

test("what concerns the root, or a file of a module within, is not blamed on a construct", () => {
  const root = locate(error({ range: { filename: "main.tf.json", start: { line: 1 } } }), [MODULE]);
  expect(root).not.toHaveProperty("stack");
  const asset = { filename: "app_1/assets/m/main.tf", start: { line: 3 } };
  const inside = locate(error({ range: asset }), [MODULE]);
  expect(inside.stack).toBe("app.1");
  expect(inside).not.toHaveProperty("path");
});

test("a finding is one line", () => {
  const finding = { severity: "error", summary: "Bad", detail: "one\n  two" } as const;
  expect(describeFinding({ ...finding, stack: "app", path: "app/x", address: "aws_vpc.x" })).toBe(
    "app/x (aws_vpc.x): Bad: one two",
  );
  expect(describeFinding({ ...finding, stack: "app" })).toBe("app: Bad: one two");
  expect(describeFinding({ ...finding, detail: "" })).toBe("composed root: Bad");
});
