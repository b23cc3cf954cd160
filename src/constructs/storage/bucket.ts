import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { checkText, checkWhole, LITERAL } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { check } from "../../config/errors";
import type { Key } from "../security/key";
import { policyDocument, type PolicyStatement } from "../security/policy";
import type { Role } from "../security/role";

/** One rule of a bucket's lifecycle. Ages are in days since an object was made. */
export interface LifecycleRule {
  /** What the rule is for; unique in the bucket. */
  readonly id: string;
  /** Only objects whose key begins so. @default - all objects */
  readonly prefix?: string;
  /** Moves objects to Intelligent-Tiering. @default - never */
  readonly intelligentTieringAfterDays?: number;
  /** Moves objects to Glacier Instant Retrieval. @default - never */
  readonly glacierAfterDays?: number;
  /** Deletes objects. @default - never */
  readonly expireAfterDays?: number;
}

/** Props of {@link Bucket}. */
export interface BucketProps {
  /** What the bucket holds, part of its name: `<architecture>-<environment>[-<purpose>]-<account>-<region>`. @default - no part */
  readonly purpose?: string;
  /** Encrypts the objects (SSE-KMS with a bucket key). `"s3-managed"` is for log buckets that AWS services write to. */
  readonly encryption: Key | "s3-managed";
  /** Receives the access logs of this bucket. @default - no access logs */
  readonly accessLogs?: LogDestination;
  /** @default - none but the two that every bucket has: unfinished uploads and old versions */
  readonly lifecycleRules?: readonly LifecycleRule[];
  /** Days that a replaced or deleted object can be brought back. @default 30 */
  readonly keepOldVersionsDays?: number;
}

/** S3, lifecycle rules: days are 32-bit numbers. */
const DAYS = { min: 1, max: 2 ** 31 - 1 };

/** What the keys of buckets' access logs begin with. */
export const ACCESS_LOG_PREFIX = "s3";

/** What can receive the access logs of a bucket. */
export interface LogDestination {
  readonly bucketName: string;
}

/**
 * An S3 bucket: encrypted, versioned, TLS only, closed to the public, owned by the account. Stateful: protected
 * data is never destroyed with it; disposable data is.
 */
export class Bucket extends Construct {
  public readonly bucket: S3Bucket;
  public readonly policy: S3BucketPolicy;
  public readonly arn: string;
  public readonly bucketName: string;
  private readonly key?: Key;
  private readonly statements: PolicyStatement[] = [];

  public constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    const { purpose, encryption, accessLogs, lifecycleRules = [], keepOldVersionsDays = 30 } = props;
    checkWhole(this, "keepOldVersionsDays", keepOldVersionsDays, DAYS);
    const isProtected = environmentOf(this).data === "protected";
    if (encryption !== "s3-managed") this.key = encryption;
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: physicalName(this, NAME_LIMITS.bucket, purpose),
      forceDestroy: !isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
    this.arn = this.bucket.arn;
    this.bucketName = this.bucket.id;
    const bucket = this.bucketName;
    this.encrypt();
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    this.policy = this.createPolicy(publicAccess);
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [...this.checkRules(lifecycleRules).map(renderRule), housekeeping(keepOldVersionsDays)],
      // S3 refuses rules on old versions before the bucket has versions.
      dependsOn: [versioning],
    });
    if (accessLogs) {
      const targetPrefix = `${ACCESS_LOG_PREFIX}/${purpose ?? id}/`;
      new S3BucketLoggingA(this, "logging", { bucket, targetBucket: accessLogs.bucketName, targetPrefix });
    }
  }

  /** Adds a statement to the bucket's own policy. */
  public allow(statement: PolicyStatement): void {
    this.statements.push(statement);
  }

  /** Lets a role list, read and write objects, but not delete them. */
  public grantReadWrite(role: Role): void {
    const name = this.node.id.replace(/(^|-)(\w)/g, (_, _hyphen, letter: string) => letter.toUpperCase());
    role.allow({ sid: `List${name}`, actions: ["s3:ListBucket"], resources: [this.arn] });
    role.allow({
      sid: `ReadWrite${name}`,
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${this.arn}/*`],
    });
    this.key?.grantThrough(role, "s3", "read-write");
  }

  private encrypt(): void {
    const byDefault = this.key ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.key.arn } : { sseAlgorithm: "AES256" };
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: this.bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: this.key !== undefined }],
    });
  }

  private createPolicy(publicAccess: S3BucketPublicAccessBlock): S3BucketPolicy {
    this.statements.push({
      sid: "TlsOnly",
      effect: "Deny",
      principals: { AWS: "*" },
      actions: ["s3:*"],
      resources: [this.arn, `${this.arn}/*`],
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    });
    return new S3BucketPolicy(this, "policy", {
      bucket: this.bucket.id,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
      // Two calls on one bucket at once end in a conflict (OperationAborted).
      dependsOn: [publicAccess],
    });
  }

  private checkRules(rules: readonly LifecycleRule[]): readonly LifecycleRule[] {
    for (const { id, glacierAfterDays = 0, intelligentTieringAfterDays = 0, expireAfterDays } of rules) {
      checkText(this, "lifecycleRules.id", id, LITERAL);
      checkWhole(this, `lifecycleRules.${id}.glacierAfterDays`, glacierAfterDays, { ...DAYS, min: 0 });
      checkWhole(this, `lifecycleRules.${id}.intelligentTieringAfterDays`, intelligentTieringAfterDays, {
        ...DAYS,
        min: 0,
      });
      checkWhole(this, `lifecycleRules.${id}.expireAfterDays`, expireAfterDays, DAYS);
      const moved = Math.max(glacierAfterDays, intelligentTieringAfterDays);
      check(this, expireAfterDays === undefined || expireAfterDays > moved, {
        property: `lifecycleRules.${id}.expireAfterDays`,
        got: expireAfterDays,
        allowed: `more than ${moved}, the age at which objects are moved`,
        fix: "delete later or move earlier",
      });
    }
    return rules;
  }
}

function renderRule(rule: LifecycleRule): S3BucketLifecycleConfigurationRule {
  const { id, prefix = "", intelligentTieringAfterDays, glacierAfterDays, expireAfterDays } = rule;
  const transition = [
    ...(intelligentTieringAfterDays === undefined
      ? []
      : [{ days: intelligentTieringAfterDays, storageClass: "INTELLIGENT_TIERING" }]),
    ...(glacierAfterDays === undefined ? [] : [{ days: glacierAfterDays, storageClass: "GLACIER_IR" }]),
  ];
  return {
    id,
    status: "Enabled",
    filter: [{ prefix }],
    ...(transition.length > 0 ? { transition } : {}),
    ...(expireAfterDays === undefined ? {} : { expiration: [{ days: expireAfterDays }] }),
  };
}

function housekeeping(keepOldVersionsDays: number): S3BucketLifecycleConfigurationRule {
  return {
    id: "housekeeping",
    status: "Enabled",
    filter: [{ prefix: "" }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    noncurrentVersionExpiration: [{ noncurrentDays: keepOldVersionsDays }],
  };
}
