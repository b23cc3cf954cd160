import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countResources, readStacks, referencesIn, Template, type Stack } from "../../src/template/template";

const PRODUCER: Stack = {
  name: "base",
  directory: "",
  dependencies: [],
  json: {
    resource: { aws_kms_key: { key: { "//": { metadata: { path: "base/key/key" } }, description: "d" } } },
    output: {
      "cross-stack-output-arn": { value: "${aws_kms_key.key.arn}" },
      url: { value: "https://${aws_kms_key.key.id}.example.com" },
    },
  },
};
const CONSUMER: Stack = {
  name: "app",
  directory: "",
  dependencies: ["base"],
  json: {
    data: { aws_region: { here: {} }, terraform_remote_state: { base: {} } },
    resource: {
      aws_sns_topic: {
        one: {
          kms_master_key_id:
            "${data.terraform_remote_state.cross-stack-reference-input-base.outputs.cross-stack-output-arn}",
        },
        two: { name: "x-${data.aws_region.here.name}", tags: ["${module.m.out}"] },
      },
    },
  },
};
const template = new Template([PRODUCER, CONSUMER]);

function resource(address: string) {
  return template.resources.find((each) => each.address === address);
}

test("lists resources and data sources with address and construct path, without remote states", () => {
  expect(template.resources.map(({ stack, address }) => `${stack}/${address}`)).toEqual([
    "base/aws_kms_key.key",
    "app/aws_sns_topic.one",
    "app/aws_sns_topic.two",
    "app/data.aws_region.here",
  ]);
  expect(resource("aws_kms_key.key")?.path).toBe("base/key/key");
  expect(resource("aws_kms_key.key")?.values).toEqual({ description: "d" });
});

test("a reference leads to its resource in another stack", () => {
  expect(resource("aws_sns_topic.one")?.values).toEqual({ kms_master_key_id: "${base/aws_kms_key.key.arn}" });
});

test("a reference in the own stack names the stack, data sources and modules as well", () => {
  expect(resource("aws_sns_topic.two")?.values).toEqual({
    name: "x-${app/data.aws_region.here.name}",
    tags: ["${app/module.m.out}"],
  });
  expect(referencesIn(resource("aws_sns_topic.two")?.values ?? null)).toEqual([
    "app/data.aws_region.here",
    "app/module.m",
  ]);
});

test("a reference to a stack that is not there stays as it is", () => {
  const [topic] = new Template([CONSUMER]).resources;
  expect(topic?.values["kms_master_key_id"]).toContain("terraform_remote_state");
});

test("lists the outputs that are meant for people", () => {
  expect(template.outputs("base")).toEqual({ url: "https://${base/aws_kms_key.key.id}.example.com" });
});

test("counts the resources of a stack", () => {
  expect([PRODUCER, CONSUMER].map(countResources)).toEqual([1, 2]);
});

describe("an output folder", () => {
  let directory = "";
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "lintel-template-"))));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test("fails without a manifest", () => {
    expect(() => readStacks(join(directory, "none"))).toThrow(
      /manifest\.json: content: got nothing, allowed a file that CDKTF wrote; synthesize again/,
    );
  });

  test("fails for a file that is not JSON", () => {
    mkdirSync(join(directory, "broken"));
    writeFileSync(join(directory, "broken", "manifest.json"), "{");
    expect(() => readStacks(join(directory, "broken"))).toThrow(/manifest\.json: content: got ".+", allowed JSON; /);
  });

  test("fails for JSON that is no manifest, and for a stack in HCL", () => {
    const folder = join(directory, "other");
    mkdirSync(join(folder, "stacks", "app"), { recursive: true });
    writeFileSync(join(folder, "manifest.json"), "[]");
    expect(() => readStacks(folder)).toThrow(/manifest\.json: content: got "no JSON object", allowed a JSON object/);
    writeFileSync(join(folder, "manifest.json"), "{}");
    expect(() => readStacks(folder)).toThrow(/manifest\.json: content: got "no stacks"/);
    const stacks = { app: { name: "app", synthesizedStackPath: "stacks/app/cdk.tf" } };
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks }));
    writeFileSync(join(folder, "stacks", "app", "cdk.tf"), "");
    expect(() => readStacks(folder)).toThrow(/cdk\.tf: content: got "HCL", allowed Terraform JSON; /);
  });

  test("is read stack by stack, with what each one depends on", () => {
    const stacks = { app: { name: "app", synthesizedStackPath: "stacks/app/cdk.tf.json", dependencies: ["base"] } };
    mkdirSync(join(directory, "good", "stacks", "app"), { recursive: true });
    writeFileSync(join(directory, "good", "manifest.json"), JSON.stringify({ stacks }));
    const placement = { architecture: "shop", environment: "prod", layer: "app", account: "1", region: "r" };
    const json = { ...CONSUMER.json, "//": { lintel: placement } };
    writeFileSync(join(directory, "good", "stacks", "app", "cdk.tf.json"), JSON.stringify(json));
    const stack = { name: "app", directory: join(directory, "good", "stacks", "app"), dependencies: ["base"], json };
    expect(readStacks(join(directory, "good"))).toEqual([{ ...stack, placement }]);
  });
});
