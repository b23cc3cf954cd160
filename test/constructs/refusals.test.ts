// What AWS would refuse at apply is refused at synth: names, texts, numbers and blocks.
import { Table } from "../../src/constructs/database/table";
import { Endpoints } from "../../src/constructs/network/endpoints";
import { SecurityGroup } from "../../src/constructs/network/security-group";
import { Vpc } from "../../src/constructs/network/vpc";
import { LogGroup } from "../../src/constructs/observability/log-group";
import { Secret } from "../../src/constructs/security/secret";
import { Bucket, type LifecycleRule } from "../../src/constructs/storage/bucket";
import { Registry } from "../../src/constructs/storage/registry";
import type { LintelStack } from "../../src/stacks/lintel-stack";
import { build, testKey } from "../support/construct";

const table = (props: object) => (stack: LintelStack) =>
  new Table(stack, "x", { name: "t", partitionKey: { name: "id" }, key: testKey(stack), ...props });
const bucket = (props: object) => (stack: LintelStack) =>
  new Bucket(stack, "x", { encryption: testKey(stack), ...props });
const rule = (values: Partial<LifecycleRule>) => bucket({ lifecycleRules: [{ id: "r", ...values }] });
const registry = (props: object) => (stack: LintelStack) =>
  new Registry(stack, "x", { name: "r", key: testKey(stack), ...props });
const secret = (props: object) => (stack: LintelStack) =>
  new Secret(stack, "x", { name: "S", description: "d", key: testKey(stack), ...props });
const logGroup = (name: string) => (stack: LintelStack) =>
  new LogGroup(stack, "x", { name, retentionDays: 30, key: testKey(stack) });
const group = (props: object) => (stack: LintelStack) =>
  new SecurityGroup(stack, "x", { network: { vpcId: "vpc-1" }, name: "g", description: "d", ...props });
const ingress = (block: string, port: number, description: string) => (stack: LintelStack) => {
  group({})(stack).allowFromCidr("office", block, port, description);
};

test.each<[string, (stack: LintelStack) => unknown, string]>([
  [
    "a table's name",
    table({ name: "a b" }),
    'x: name: got "a b", allowed 1 to 100 letters and digits, with single -_.',
  ],
  ["a partition key", table({ partitionKey: { name: "" } }), 'x: partitionKey.name: got "", allowed 1 to 255 letters'],
  ["a sort key", table({ sortKey: { name: "a b" } }), 'x: sortKey.name: got "a b"'],
  ["a TTL attribute", table({ timeToLiveAttribute: "" }), 'x: timeToLiveAttribute: got ""'],
  ["a bucket's purpose", bucket({ purpose: "Logs" }), 'x: name: got "Logs", allowed 1 to 100 lower-case letters'],
  ["days of old versions", bucket({ keepOldVersionsDays: 0 }), "x: keepOldVersionsDays: got 0, allowed a whole number"],
  ["days to Glacier", rule({ glacierAfterDays: -1 }), "x: lifecycleRules.r.glacierAfterDays: got -1"],
  [
    "days to tiering",
    rule({ intelligentTieringAfterDays: 0.5 }),
    "x: lifecycleRules.r.intelligentTieringAfterDays: got 0.5",
  ],
  ["days to expiry", rule({ expireAfterDays: 0.5 }), "x: lifecycleRules.r.expireAfterDays: got 0.5"],
  ["a rule's id", rule({ id: "${x}" }), 'x: lifecycleRules.id: got "${x}", allowed 1 to 2048 characters without'],
  ["a repository's name", registry({ name: "Api" }), 'x: name: got "Api", allowed 1 to 100 lower-case letters'],
  ["a number of images", registry({ keepImages: 0 }), "x: keepImages: got 0, allowed a whole number from 1"],
  ["a secret's name", secret({ name: "../x" }), 'x: name: got "../x"'],
  ["a secret's description", secret({ description: "${var.x}" }), 'x: description: got "${var.x}"'],
  ["a log group's name", logGroup("a b"), 'x: name: got "a b", allowed 1 to 512 letters'],
  ["a group's name", group({ name: "" }), 'x: name: got ""'],
  ["a group's description", group({ description: "é" }), 'x: description: got "é", allowed 1 to 255 characters'],
  ["a rule's block", ingress("10.0.0.1/16", 443, "d"), 'x: block of a rule: got "10.0.0.1/16", allowed an IPv4 block'],
  ["a rule's port", ingress("10.0.0.0/16", 0, "d"), "x: port: got 0, allowed a whole number from 1 to 65535"],
  ["a rule's description", ingress("10.0.0.0/16", 443, "a\nb"), 'x: description of a rule: got "a\\nb"'],
  [
    "an endpoint's service",
    (stack) => {
      const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
      return new Endpoints(stack, "x", { vpc, interfaces: ["logs", ""] });
    },
    'x: interfaces: got "", allowed the end of an endpoint service\'s name',
  ],
])("%s that AWS would not take is refused", (_what, create, message) => {
  const { problems } = build((stack) => void create(stack));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`shop-prod-test/${message}`);
});

test("a block that is known only to CDKTF is let in", () => {
  const { problems } = build((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
    new SecurityGroup(stack, "x", { network: vpc, name: "g", description: "d" }).allowFromCidr(
      "vpc",
      vpc.vpc.cidrBlock,
      443,
      "d",
    );
  });
  expect(problems).toEqual([]);
});
