import { Table, type TableProps } from "../../../src/constructs/database/table";
import { Role } from "../../../src/constructs/security/role";
import type { Placement } from "../../../src/config/environment";
import { build, testKey } from "../../support/construct";

function table(props: Partial<TableProps> = {}, placement: Partial<Placement> = {}) {
  return build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    const created = new Table(stack, "chat", {
      name: "chat",
      partitionKey: { name: "id" },
      key: testKey(stack),
      ...props,
    });
    created.grantReadWrite(role);
  }, placement).subject;
}

test("is encrypted, restorable, paid by request and protected", () => {
  const subject = table();
  const created = subject.one("aws_dynamodb_table");
  expect(created.get("server_side_encryption")).toEqual({
    enabled: true,
    kms_key_arn: subject.one("aws_kms_key").ref("arn"),
  });
  expect(created.get("point_in_time_recovery.enabled")).toBe(true);
  expect(created.get("billing_mode")).toBe("PAY_PER_REQUEST");
  expect([created.get("deletion_protection_enabled"), created.get("lifecycle.prevent_destroy")]).toEqual([true, true]);
});

test("can be destroyed where data is disposable", () => {
  const created = table({}, { data: "disposable" }).one("aws_dynamodb_table");
  expect([created.get("deletion_protection_enabled"), created.get("lifecycle.prevent_destroy")]).toEqual([
    false,
    false,
  ]);
});

test("has a sort key and a time to live where they are asked for", () => {
  const created = table({ sortKey: { name: "turn", type: "N" }, timeToLiveAttribute: "expires_at" }).one(
    "aws_dynamodb_table",
  );
  expect(created.list("attribute")).toEqual([
    { name: "id", type: "S" },
    { name: "turn", type: "N" },
  ]);
  expect(created.get("ttl")).toEqual({ enabled: true, attribute_name: "expires_at" });
  expect(table().one("aws_dynamodb_table").get("ttl")).toBeUndefined();
});

test("who reads and writes items can't scan or delete the table", () => {
  const subject = table();
  const [items] = subject.one("aws_iam_role_policy").statements();
  expect(items?.resources).toEqual([subject.one("aws_dynamodb_table").ref("arn")]);
  expect(items?.actions).toContain("dynamodb:Query");
  for (const action of ["dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:*"])
    expect(items?.actions).not.toContain(action);
});
