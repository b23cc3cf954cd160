import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { WorkerFunction, type WorkerFunctionProps } from "../../../src/constructs/compute/worker-function";
import { LogGroup } from "../../../src/constructs/observability/log-group";
import { Bucket } from "../../../src/constructs/storage/bucket";
import { build, testKey } from "../../support/construct";

const CODE = "src/architectures/amica/document-processor";

function worker(props: Partial<WorkerFunctionProps> = {}) {
  return build((stack) => {
    const key = testKey(stack);
    const files = new Bucket(stack, "files", { purpose: "files", encryption: key });
    const created = new WorkerFunction(stack, "worker", {
      name: "work",
      description: "Works",
      code: CODE,
      codeBucket: files,
      key,
      logGroup: new LogGroup(stack, "log", { name: "/shop/prod/work", retentionDays: 30, key }),
      memoryMib: 256,
      timeoutSeconds: 60,
      ...props,
    });
    created.runOnUploads(files, "in/");
  });
}

test("the packed code is the folder, and its bytes depend on nothing else", () => {
  const copy = mkdtempSync(join(tmpdir(), "lintel-code-"));
  try {
    cpSync(CODE, copy, { recursive: true });
    utimesSync(join(copy, "index.js"), 1, 1);
    const [here, there] = [worker(), worker({ code: copy })].map(({ subject }) =>
      String(subject.one("aws_s3_object").get("content_base64")),
    );
    expect(there).toBe(here);
    const files = unzipSync(Buffer.from(here ?? "", "base64"));
    expect(Object.keys(files)).toEqual(["index.js", "process.js"]);
    expect(Buffer.from(files["index.js"] ?? []).toString()).toContain("exports.handler");
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test("other code is another object, so that Lambda takes it", () => {
  const { subject } = worker();
  const zip = Buffer.from(String(subject.one("aws_s3_object").get("content_base64")), "base64");
  const lambda = subject.one("aws_lambda_function");
  expect(lambda.get("source_code_hash")).toBe(createHash("sha256").update(zip).digest("base64"));
  const hash = createHash("sha256").update(zip).digest("hex").slice(0, 16);
  expect(subject.one("aws_s3_object").get("key")).toBe(`functions/work-${hash}.zip`);
});

test("S3 may call it in the name of this account's bucket only, and is told to after it may", () => {
  const { subject } = worker();
  const permission = subject.one("aws_lambda_permission");
  expect([permission.get("principal"), permission.get("source_account")]).toEqual(["s3.amazonaws.com", "123456789012"]);
  expect(permission.get("source_arn")).toBe(subject.one("aws_s3_bucket").ref("arn"));
  const notification = subject.one("aws_s3_bucket_notification");
  expect(notification.get("depends_on")).toEqual(["aws_lambda_permission.worker_uploads"]);
  expect(notification.get("lambda_function")).toEqual([
    expect.objectContaining({ events: ["s3:ObjectCreated:*"], filter_prefix: "in/" }),
  ]);
});

test("what fails for good is kept, encrypted, and the role may put it there", () => {
  const { subject } = worker();
  const queue = subject.one("aws_sqs_queue");
  expect([queue.get("message_retention_seconds"), queue.get("kms_master_key_id")]).toEqual([
    1_209_600,
    subject.one("aws_kms_key").ref("arn"),
  ]);
  expect(subject.one("aws_lambda_function").get("dead_letter_config.target_arn")).toBe(queue.ref("arn"));
  const statements = subject.one("aws_iam_role_policy").statements();
  const send = statements.find(({ actions }) => actions.includes("sqs:SendMessage"));
  expect(send?.resources).toEqual([queue.ref("arn")]);
  const key = statements.filter(({ sid }) => sid.startsWith("KeyThrough"));
  expect(key.map(({ conditions }) => conditions["StringEquals"]?.["kms:ViaService"])).toEqual([
    "sqs.eu-central-1.amazonaws.com",
    "lambda.eu-central-1.amazonaws.com",
  ]);
});

test.each<[Partial<WorkerFunctionProps>, string]>([
  [{ memoryMib: 64 }, "memoryMib: got 64, allowed a whole number from 128 to 10240"],
  [{ timeoutSeconds: 901 }, "timeoutSeconds: got 901, allowed a whole number from 1 to 900"],
  [{ name: "a b" }, 'name: got "a b"'],
])("fails for %j", (props, message) => {
  expect(worker(props).problems[0]).toContain(`worker: ${message}`);
});
