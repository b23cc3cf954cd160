import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendFor, readBackend } from "../../src/config/backend";
import { ROOT } from "../support/output";

let directory = "";
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "lintel-backend-"))));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function read(content: string) {
  const file = join(directory, "backend.tf");
  writeFileSync(file, content);
  return readBackend(file);
}

function block(settings: string): string {
  return `terraform {\n  backend "s3" {\n${settings}\n  }\n}\n`;
}

const GOOD = 'bucket = "b"\nkey = "k"\nregion = "us-east-1"\nencrypt = true\ndynamodb_table = "t"';

test("the example is a good backend and names what the state-backend stack makes", async () => {
  const settings = await read(readFileSync(join(ROOT, "backend.tf.example"), "utf8"));
  expect(backendFor(settings, { account: "123456789012", region: "eu-west-1" }, "shop/prod/data")).toEqual({
    bucket: "lintel-state-123456789012-eu-west-1",
    dynamodb_table: "lintel-state-locks",
    encrypt: true,
    key: "lintel/shop/prod/data.tfstate",
    kms_key_id: "alias/lintel-state",
    region: "eu-west-1",
  });
});

test("placeholders are filled in inside of blocks too", async () => {
  const settings = await read(block(`${GOOD}\nassume_role = { role_arn = "arn:aws:iam::{account}:role/state" }`));
  expect(backendFor(settings, { account: "1", region: "r" }, "s")).toMatchObject({
    assume_role: { role_arn: "arn:aws:iam::1:role/state" },
  });
});

test("a lock file is enough to lock", async () => {
  await expect(read(block(GOOD.replace('dynamodb_table = "t"', "use_lockfile = true")))).resolves.toHaveProperty(
    "use_lockfile",
    true,
  );
});

test.each([
  ["terraform { backend", "backend.tf: content: got"],
  ["", 'backend.tf: terraform.backend: got "nothing", allowed one block'],
  ['resource "aws_s3_bucket" "b" {\n}\n', "start again from backend.tf.example"],
  ['terraform {\n  backend "gcs" {\n  bucket = "b"\n  }\n}\n', 'got "terraform backend gcs"'],
  ['terraform {\n  required_version = ">= 1.5"\n  backend "s3" {\n  }\n}\n', "and nothing else"],
  [block(GOOD.replace('bucket = "b"', "")), "backend.tf: bucket: got nothing, allowed a value; add it"],
  [block(GOOD.replace('"k"', '"k/terraform.tfstate"')), 'key: got "k/terraform.tfstate", allowed what the keys'],
  [block(GOOD.replace("true", "false")), "encrypt: got false, allowed true; set it"],
  [block(GOOD.replace("true", '"yes"')), 'encrypt: got "yes", allowed a boolean'],
  [
    block(GOOD.replace('dynamodb_table = "t"', "")),
    "dynamodb_table: got nothing, allowed a table, or use_lockfile = true",
  ],
  [block(`${GOOD}\ncolour = "red"`), 'colour: got {"colour":"red"}, allowed bucket, key'],
  [block(GOOD.replace('"b"', "var.bucket")), 'bucket: got "${var.bucket}", allowed a literal'],
])("fails for %j", async (content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});

test("fails for a credential without showing it", async () => {
  const failure = read(block(`${GOOD}\nsecret_key = "hunter2"`));
  await expect(failure).rejects.toThrow("remove it: Terraform takes credentials from the environment");
  await expect(failure).rejects.not.toThrow("hunter2");
});

test("all problems of the file are found at once", async () => {
  await expect(read(block('bucket = "b"'))).rejects.toHaveProperty("problems.length", 4);
});

test("fails for a file that is not there", async () => {
  await expect(readBackend(join(directory, "other.tf"))).rejects.toThrow("other.tf: file: got");
});
