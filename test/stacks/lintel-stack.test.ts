import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { Key } from "../../src/constructs/security/key";
import { build } from "../support/construct";

test("a resource is called by the ids on the way to it, repeated ones once", () => {
  const { subject } = build((stack) => {
    new Key(new Construct(stack, "documents"), "key", { description: "d" });
  });
  expect(subject.one("aws_kms_key").id).toBe("shop-prod-test/aws_kms_key.documents_key");
  expect(subject.one("aws_kms_alias").id).toBe("shop-prod-test/aws_kms_alias.documents_key_alias");
});

test("an output may be called like a resource", () => {
  const { subject } = build((stack) => {
    const key = new Key(stack, "key", { description: "d" });
    new TerraformOutput(stack, "key_alias", { value: key.alias.name });
  });
  expect(subject.outputs("shop-prod-test")).toEqual({ key_alias: subject.one("aws_kms_alias").ref("name") });
});

test("fails when two resources would have one address", () => {
  expect(() =>
    build((stack) => {
      new Key(new Construct(new Construct(stack, "a"), "b"), "key", { description: "d" });
      new Key(new Construct(stack, "a_b"), "key", { description: "d", alias: "other" });
    }),
  ).toThrow("allowed an address that shop-prod-test/a/b/key/key does not have; rename the construct");
});

test("the provider works in the environment's account only, and tags everything", () => {
  const { subject } = build((stack) => new Key(stack, "key", { description: "d" }));
  expect(subject.providers()).toEqual([
    {
      allowed_account_ids: ["123456789012"],
      default_tags: [{ tags: { Application: "shop", Environment: "prod", ManagedBy: "Terraform" } }],
      region: "eu-central-1",
    },
  ]);
});
