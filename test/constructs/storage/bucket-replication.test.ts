import { App } from "cdktf";
import { Key } from "../../../src/constructs/security/key";
import { Bucket } from "../../../src/constructs/storage/bucket";
import { BucketReplication } from "../../../src/constructs/storage/bucket-replication";
import { problemsOf } from "../../../src/config/errors";
import { LintelStack } from "../../../src/stacks/lintel-stack";
import { Subject } from "../../support/subject";
import { PLACEMENT } from "../../support/construct";

function replication(region: string) {
  const app = new App();
  const stackOf = (layer: string, where: string) =>
    new LintelStack(app, { environment: PLACEMENT, layer, region: where });
  const here = stackOf("here", PLACEMENT.region);
  const there = stackOf("there", region);
  const bucketOf = (stack: LintelStack) =>
    new Bucket(stack, "documents", { encryption: new Key(stack, "key", { description: "d" }) });
  const [from, to] = [bucketOf(here), bucketOf(there)];
  new BucketReplication(here, "replication", { from, to });
  const problems = problemsOf(app);
  if (problems.length > 0) return { problems, subject: new Subject([]) };
  const stacks = [there, here].map((stack) => {
    stack.prepareStack();
    return stack;
  });
  return {
    problems,
    subject: new Subject(
      stacks.map((stack) => ({
        name: stack.node.id,
        directory: "",
        json: JSON.parse(JSON.stringify(stack.toTerraform())) as never,
        dependencies: [],
      })),
    ),
  };
}

test("copies every encrypted object within 15 minutes, with the other region's key", () => {
  const { subject } = replication("eu-west-1");
  const rule = subject.one("aws_s3_bucket_replication_configuration").list("rule")[0];
  expect(rule).toMatchObject({
    status: "Enabled",
    source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } },
    destination: { replication_time: { status: "Enabled", time: { minutes: 15 } } },
  });
  const destination = rule?.["destination"] as Record<string, unknown>;
  expect(subject.follow(destination["bucket"] as string).id).toBe("shop-prod-there/aws_s3_bucket.documents_bucket");
});

test("its role reads there and writes here, each key through S3 of its own region", () => {
  const statements = replication("eu-west-1").subject.one("aws_iam_role_policy").statements();
  const of = (action: string) => statements.find(({ actions }) => actions.includes(action));
  expect(of("kms:Decrypt")?.conditions).toEqual({
    StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
  });
  expect(of("kms:Encrypt")?.conditions).toEqual({ StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } });
  expect(of("s3:ReplicateObject")?.resources).toHaveLength(1);
  expect(statements.filter(({ resources }) => resources.includes("*"))).toEqual([]);
});

test("refuses a copy in the same region", () => {
  expect(replication("eu-central-1").problems).toEqual([
    expect.stringContaining('replication: to: got "eu-central-1", allowed a bucket in another region, both with a key'),
  ]);
});
