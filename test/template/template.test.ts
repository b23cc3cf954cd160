import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countResources, readStacks, referencesIn, Template, type Stack } from "../../src/template/template";

const PRODUCER: Stack = {
  name: "base",
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
    expect(() => readStacks(join(directory, "none"))).toThrow("manifest.json: no such file; synthesize first");
  });

  test("fails for a file that is not JSON", () => {
    mkdirSync(join(directory, "broken"));
    writeFileSync(join(directory, "broken", "manifest.json"), "{");
    expect(() => readStacks(join(directory, "broken"))).toThrow("manifest.json: not JSON");
  });

  test("is read stack by stack, with what each one depends on", () => {
    const stacks = { app: { name: "app", synthesizedStackPath: "stacks/app/cdk.tf.json", dependencies: ["base"] } };
    mkdirSync(join(directory, "good", "stacks", "app"), { recursive: true });
    writeFileSync(join(directory, "good", "manifest.json"), JSON.stringify({ stacks }));
    writeFileSync(join(directory, "good", "stacks", "app", "cdk.tf.json"), JSON.stringify(CONSUMER.json));
    expect(readStacks(join(directory, "good"))).toEqual([{ name: "app", dependencies: ["base"], json: CONSUMER.json }]);
  });
});
