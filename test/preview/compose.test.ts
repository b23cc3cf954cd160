import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose, isOwnResource, type ComposeOptions } from "../../src/preview/compose";
import type { JsonObject, Stack } from "../../src/template/template";

const AS_IS: ComposeOptions = { provider: (_name, settings) => settings, isRead: () => true };

function stackOf(name: string, json: JsonObject, directory = ""): Stack {
  return { name, directory, json, dependencies: [] };
}

const required = { required_providers: { aws: { source: "aws", version: "5.100.0" } } };
const BASE = stackOf("base", {
  terraform: { ...required, backend: { s3: { bucket: "b", key: "base", region: "r", dynamodb_table: "t" } } },
  provider: { aws: [{ region: "one" }] },
  resource: { aws_kms_key: { key: {} } },
  output: { arn: { value: "${aws_kms_key.key.arn}", sensitive: true }, id: { value: "${aws_kms_key.key.id}" } },
});

function reader(reads: JsonObject, use: string, name = "app"): Stack {
  return stackOf(name, {
    terraform: { ...required, backend: { s3: { bucket: "b", key: name, region: "r" } } },
    provider: { aws: [{ region: "one" }] },
    data: { terraform_remote_state: { base: { backend: "s3", config: reads } } },
    resource: { aws_sns_topic: { topic: { kms_master_key_id: use } } },
  });
}

const STATE = { bucket: "b", key: "base", region: "r" };
const USE = "${data.terraform_remote_state.base.outputs.arn}";

test("a read of another stack's state becomes an input that is wired to that stack's output", () => {
  const { root, modules, unread } = compose([BASE, reader(STATE, USE)], AS_IS);
  expect(root["module"]).toMatchObject({
    base: { source: "./base" },
    app: { source: "./app", "base-outputs": { arn: "${module.base.arn}" } },
  });
  const [, app] = modules;
  expect(app?.json).not.toHaveProperty("data");
  expect(app?.json).toMatchObject({
    variable: { "base-outputs": { type: "any" } },
    resource: { aws_sns_topic: { topic: { kms_master_key_id: "${var.base-outputs.arn}" } } },
  });
  expect(unread).toEqual([]);
});

test("outputs in brackets are wired, and all outputs where a stack takes them as one value", () => {
  const brackets = compose([BASE, reader(STATE, '${data.terraform_remote_state.base.outputs["id"]}')], AS_IS);
  expect(brackets.root["module"]).toMatchObject({ app: { "base-outputs": { id: "${module.base.id}" } } });
  const all = compose([BASE, reader(STATE, "${jsonencode(data.terraform_remote_state.base.outputs)}")], AS_IS);
  expect(all.root["module"]).toMatchObject({
    app: { "base-outputs": { arn: "${module.base.arn}", id: "${module.base.id}" } },
  });
});

test("a state that belongs to no stack stays a data source, and is not read where nothing is", () => {
  const elsewhere = reader({ ...STATE, key: "elsewhere" }, USE);
  const read = compose([BASE, elsewhere], AS_IS).modules[1];
  expect(read?.json).toMatchObject({ data: { terraform_remote_state: { base: { backend: "s3" } } } });
  const { modules, unread } = compose([BASE, elsewhere], { ...AS_IS, isRead: () => false });
  expect(unread).toEqual([{ stack: "app", address: "data.terraform_remote_state.base" }]);
  expect(modules[1]?.json).toMatchObject({
    data: { terraform_remote_state: { base: { depends_on: ["terraform_data.lintel_offline"] } } },
    resource: { aws_sns_topic: { topic: {} }, terraform_data: { lintel_offline: {} } },
  });
  expect(isOwnResource("terraform_data", "lintel_offline")).toBe(true);
  expect(isOwnResource("terraform_data", "mine")).toBe(false);
});

test("backends and provider blocks belong to the root, where equal blocks are one", () => {
  const other = stackOf("other", {
    terraform: { ...required, cloud: { organization: "o" }, required_version: ">= 1.5" },
    provider: { aws: [{ region: "one" }, { region: "two", alias: "west" }] },
    resource: { aws_sns_topic: { topic: { provider: "aws.west" } } },
  });
  const { root, modules } = compose([BASE, other], { ...AS_IS, backend: { local: { path: "p" } } });
  expect(root).toMatchObject({
    terraform: { required_providers: { aws: { source: "hashicorp/aws" } }, backend: { local: { path: "p" } } },
    provider: {
      aws: [
        { region: "one", alias: "config1" },
        { region: "two", alias: "config2" },
      ],
    },
    module: {
      base: { providers: { aws: "aws.config1" } },
      other: { providers: { aws: "aws.config1", "aws.west": "aws.config2" } },
    },
  });
  expect(modules[1]?.json["terraform"]).toEqual({
    required_version: ">= 1.5",
    required_providers: { aws: { source: "aws", version: "5.100.0", configuration_aliases: ["aws.west"] } },
  });
  for (const { json } of modules) expect(json).not.toHaveProperty("provider");
});

test("provider blocks with the same key are one", () => {
  const other = stackOf("other", { terraform: required, provider: { aws: [{ region: "two" }] } });
  const { root } = compose([BASE, other], { ...AS_IS, providerKey: (settings) => Object.keys(settings).join() });
  expect((root["provider"] as { aws: unknown[] }).aws).toHaveLength(1);
});

test("variables are the root's, and passed on; where stacks declare one differently each keeps its own", () => {
  const one = stackOf("one", { variable: { image: { type: "string" }, size: { default: 1 } } });
  const two = stackOf("two", { variable: { image: { type: "string" }, size: { default: 2 } } });
  const { root } = compose([one, two], AS_IS);
  expect(root["variable"]).toEqual({ image: { type: "string" } });
  expect(root["module"]).toEqual({
    one: { source: "./one", image: "${var.image}" },
    two: { source: "./two", image: "${var.image}" },
  });
});

test("names that are no names of modules get one", () => {
  const { modules } = compose(
    ["a b", "1a", "a_b"].map((name) => stackOf(name, {})),
    AS_IS,
  );
  expect(modules.map(({ name }) => name)).toEqual(["a_b", "_1a", "a_b_2"]);
});

test("paths of assets and of the root lead into the module", () => {
  const directory = mkdtempSync(join(tmpdir(), "lintel-compose-"));
  try {
    mkdirSync(join(directory, "assets", "code"), { recursive: true });
    writeFileSync(join(directory, "assets", "code", "a.zip"), "");
    const json = {
      module: { m: { source: "./assets/code", file: "assets/code/a.zip" } },
      resource: {
        aws_lambda_function: {
          f: {
            filename: "assets/code/a.zip",
            hash: '${filesha256("./assets/code/a.zip")}',
            root: "${path.root}/x",
            url: "https://x/assets/code/a.zip and assets/other",
          },
        },
      },
    };
    const [module] = compose([stackOf("app", json, directory)], AS_IS).modules;
    expect(module?.json).toMatchObject({
      module: { m: { source: "./assets/code", file: "${path.module}/assets/code/a.zip" } },
      resource: {
        aws_lambda_function: {
          f: {
            filename: "${path.module}/assets/code/a.zip",
            hash: '${filesha256("${path.module}/assets/code/a.zip")}',
            root: "${path.module}/x",
            url: "https://x/assets/code/a.zip and assets/other",
          },
        },
      },
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("an import block can't be planned without an account, and is said to be left out", () => {
  const { modules, unread } = compose([stackOf("app", { import: [{ to: "aws_vpc.v", id: "vpc-1" }] })], AS_IS);
  expect(modules[0]?.json).not.toHaveProperty("import");
  expect(unread).toEqual([{ stack: "app", address: "import aws_vpc.v" }]);
});

test.each([
  [
    "an output that is not there",
    [BASE, reader(STATE, "${data.terraform_remote_state.base.outputs.gone}")],
    'app: data.terraform_remote_state.base.outputs.gone: got "gone", allowed an output of base; synthesize both stacks together',
  ],
  [
    "two stacks with one state",
    [BASE, { ...BASE, name: "twin" }, reader(STATE, USE)],
    'app: data.terraform_remote_state.base: got ["base","twin"], allowed the state of one stack: these have the same backend; give each stack a state of its own',
  ],
  [
    "a provider that is configured from a resource",
    [stackOf("app", { terraform: required, provider: { aws: [{ region: "${aws_x.y.region}" }] } })],
    'app: provider aws: got "${aws_x.y.region}", allowed literals and variables of the stack: one root can\'t configure a provider from a resource; preview the others without it',
  ],
  [
    "one name for two providers",
    [BASE, stackOf("app", { terraform: { required_providers: { aws: { source: "other/aws" } } } })],
    'app: required_providers.aws: got "other/aws", allowed hashicorp/aws; preview the two stacks apart',
  ],
])("says what can't be composed: %s", (_what, stacks, message) => {
  expect(() => compose(stacks, AS_IS)).toThrow(message);
});

test("a stack that only names what comes before it waits for all of it", () => {
  const after: Stack = { ...stackOf("after", { resource: {} }), dependencies: ["base"] };
  expect(compose([BASE, after], AS_IS).root["module"]).toMatchObject({ after: { depends_on: ["module.base"] } });
  const reading: Stack = { ...reader(STATE, USE), dependencies: ["base"] };
  expect(JSON.stringify(compose([BASE, reading], AS_IS).root["module"])).not.toContain("depends_on");
});
