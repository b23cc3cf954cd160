import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { ATTRIBUTE_NAME, checkText } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Key } from "../security/key";
import type { Role } from "../security/role";

/** A key attribute of a table. */
export interface TableKey {
  readonly name: string;
  /** `S`: text, `N`: number, `B`: bytes. @default "S" */
  readonly type?: "S" | "N" | "B";
}

/** Props of {@link Table}. */
export interface TableProps {
  /** Last part of the physical name, such as `sessions`. */
  readonly name: string;
  readonly partitionKey: TableKey;
  /** Orders the items of one partition. @default - one item for each partition key */
  readonly sortKey?: TableKey;
  /**
   * Attribute with the second (Unix time) after which DynamoDB deletes an item; it does so within days, so that a
   * reader has to look at the time too. @default - items stay
   */
  readonly timeToLiveAttribute?: string;
  /** Encrypts the items. */
  readonly key: Key;
}

/**
 * An encrypted DynamoDB table, paid by request, that can be restored to any second of the last 35 days. Stateful:
 * protected data can't be deleted before its protection is removed.
 */
export class Table extends Construct {
  public readonly table: DynamodbTable;
  public readonly arn: string;
  public readonly tableName: string;
  private readonly key: Key;

  public constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const { name, partitionKey, sortKey, timeToLiveAttribute, key } = props;
    checkText(this, "partitionKey.name", partitionKey.name, ATTRIBUTE_NAME);
    checkText(this, "sortKey.name", sortKey?.name, ATTRIBUTE_NAME);
    checkText(this, "timeToLiveAttribute", timeToLiveAttribute, ATTRIBUTE_NAME);
    const isProtected = environmentOf(this).data === "protected";
    this.key = key;
    this.table = new DynamodbTable(this, "table", {
      name: physicalName(this, NAME_LIMITS.table, name),
      billingMode: "PAY_PER_REQUEST",
      hashKey: partitionKey.name,
      ...(sortKey ? { rangeKey: sortKey.name } : {}),
      attribute: [partitionKey, ...(sortKey ? [sortKey] : [])].map(({ name: attribute, type = "S" }) => ({
        name: attribute,
        type,
      })),
      ...(timeToLiveAttribute === undefined ? {} : { ttl: { enabled: true, attributeName: timeToLiveAttribute } }),
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
    this.arn = this.table.arn;
    this.tableName = this.table.name;
  }

  /** Lets a role read and write items, by key and by query; not scan or change the table. */
  public grantReadWrite(role: Role): void {
    role.allow({
      sid: "ReadWriteItems",
      actions: [
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ],
      resources: [this.arn],
    });
    this.key.grantThrough(role, "dynamodb", "read-write");
  }
}
