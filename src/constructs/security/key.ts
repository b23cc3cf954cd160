import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { PolicyStatement } from "./policy";
import { policyDocument } from "./policy";
import type { Role } from "./role";

/** Props of {@link Key}. */
export interface KeyProps {
  /** What the key is for, shown in the console. */
  readonly description: string;
  /** Alias behind `alias/`. @default - architecture and environment */
  readonly alias?: string;
}

/** Services that read or write encrypted data in the caller's name, by their `kms:ViaService` name. */
export type KeyUser = "dynamodb" | "lambda" | "s3" | "secretsmanager" | "sqs";

/**
 * A customer managed KMS key, rotated every year. Stateful: what it encrypts is lost with it, so it waits 30 days
 * before it is deleted.
 *
 * Its policy lets the account's IAM policies decide (the AWS default). Services that use it in their own name need
 * a statement each: the `allow…` methods.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export class Key extends Construct {
  public readonly key: KmsKey;
  public readonly alias: KmsAlias;
  public readonly arn: string;
  private readonly statements: PolicyStatement[] = [];

  public constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id);
    const { description, alias = physicalName(this, NAME_LIMITS.keyAlias) } = props;
    const { account, data } = environmentOf(this);
    this.statements.push({
      sid: "AccountDecidesByIam",
      principals: { AWS: `arn:aws:iam::${account}:root` },
      actions: ["kms:*"],
      resources: ["*"],
    });
    this.key = new KmsKey(this, "key", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: data === "protected" ? 30 : 7,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
      lifecycle: { preventDestroy: data === "protected" },
    });
    this.alias = new KmsAlias(this, "alias", { name: `alias/${alias}`, targetKeyId: this.key.keyId });
    this.arn = this.key.arn;
  }

  /**
   * Lets CloudWatch Logs encrypt the log groups whose names begin with one of the prefixes.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  public allowLogGroups(...prefixes: string[]): void {
    const { account, region } = environmentOf(this);
    this.statements.push({
      sid: "LogGroups",
      principals: { Service: `logs.${region}.amazonaws.com` },
      actions: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      resources: ["*"],
      conditions: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": prefixes.map(
            (prefix) => `arn:aws:logs:${region}:${account}:log-group:${prefix}*`,
          ),
        },
      },
    });
  }

  /**
   * Lets CloudWatch alarms publish to topics that this key encrypts.
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  public allowAlarms(): void {
    const { account } = environmentOf(this);
    this.statements.push({
      sid: "AlarmsToEncryptedTopics",
      principals: { Service: "cloudwatch.amazonaws.com" },
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:SourceAccount": account } },
    });
  }

  /**
   * Lets a trail of this account and region encrypt its log files.
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
   */
  public allowTrail(trailName: string): void {
    const { account, region } = environmentOf(this);
    const principals = { Service: "cloudtrail.amazonaws.com" };
    const trail = `arn:aws:cloudtrail:${region}:${account}:trail/${trailName}`;
    this.statements.push(
      {
        sid: "TrailEncrypts",
        principals,
        actions: ["kms:GenerateDataKey*"],
        resources: ["*"],
        conditions: {
          StringEquals: { "aws:SourceArn": trail },
          StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${account}:trail/*` },
        },
      },
      {
        sid: "TrailDescribes",
        principals,
        actions: ["kms:DescribeKey"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceArn": trail } },
      },
    );
  }

  /** Lets a role use the key through one service only, such as reading objects of an encrypted bucket. */
  public grantThrough(role: Role, service: KeyUser, access: "read" | "read-write"): void {
    const { region } = environmentOf(this);
    role.allow({
      sid: `KeyThrough${service[0]?.toUpperCase()}${service.slice(1)}${access === "read" ? "Read" : ""}`,
      actions: access === "read" ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [this.arn],
      conditions: { StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } },
    });
  }
}
