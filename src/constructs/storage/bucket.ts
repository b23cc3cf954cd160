import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketMetric } from "@cdktf/provider-aws/lib/s3-bucket-metric";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { checkText, checkWhole, LITERAL, type TextRule } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { check } from "../../config/errors";
import type { Metric } from "../observability/metric";
import type { Key } from "../security/key";
import { policyDocument, type PolicyStatement } from "../security/policy";
import type { Role } from "../security/role";

/** One rule of a bucket's lifecycle. Ages are in days since an object was made. */
export interface LifecycleRule {
  /** What the rule is for; unique in the bucket. */
  readonly id: string;
  /** Only objects whose key begins so. @default - all objects */
  readonly prefix?: string;
  /** Moves objects to Standard-Infrequent Access; S3 does so from the 30th day on. @default - never */
  readonly infrequentAccessAfterDays?: number;
  /** Moves objects to Intelligent-Tiering. @default - never */
  readonly intelligentTieringAfterDays?: number;
  /** Moves objects to Glacier Instant Retrieval. @default - never */
  readonly glacierAfterDays?: number;
  /** Deletes objects. @default - never */
  readonly expireAfterDays?: number;
}

/** Pages whose scripts may talk to a bucket. */
export interface BucketCors {
  /** Origins such as `https://app.example.com`; never `*`. */
  readonly origins: readonly string[];
  readonly methods: readonly ("GET" | "PUT" | "POST" | "HEAD")[];
}

/** Props of {@link Bucket}. */
export interface BucketProps {
  /**
   * The whole physical name. Names are shared by all of AWS, so it may be taken already.
   * @default - made of architecture, environment, purpose, account and region
   */
  readonly bucketName?: string;
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
  /** Days after which a replaced object moves to Glacier Instant Retrieval. @default - it does not move */
  readonly archiveOldVersionsAfterDays?: number;
  /** @default - no page may */
  readonly cors?: BucketCors;
  /** Counts requests by kind (CloudWatch request metrics, which cost money). @default false */
  readonly requestMetrics?: boolean;
}

/** S3, bucket naming rules. */
const BUCKET_NAME: TextRule = {
  pattern: /^(?!xn--|sthree-|\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  allowed: "3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
};

/** An origin of CORS, as a browser writes it. */
const ORIGIN: TextRule = {
  pattern: /^https?:\/\/[a-z0-9.-]+(:\d+)?$/,
  allowed: "scheme and host, such as https://app.example.com, without a path and without *",
};

/** S3, lifecycle rules: days are 32-bit numbers. */
const DAYS = { min: 1, max: 2 ** 31 - 1 };

/** Name of the filter that counts every request. */
const REQUEST_METRICS = "EntireBucket";

/** What the keys of buckets' access logs begin with. */
export const ACCESS_LOG_PREFIX = "s3";

/** What can receive the access logs of a bucket. */
export interface LogDestination {
  readonly bucketName: string;
  /** A bucket logs to one of its own region. */
  readonly region: string;
}

/**
 * An S3 bucket: encrypted, versioned, TLS only, closed to the public, owned by the account. Stateful: protected
 * data is never destroyed with it; disposable data is.
 */
export class Bucket extends Construct {
  public readonly bucket: S3Bucket;
  public readonly policy: S3BucketPolicy;
  public readonly versioning: S3BucketVersioningA;
  public readonly arn: string;
  public readonly bucketName: string;
  /** Encrypts the objects; undefined where S3's own key does. */
  public readonly key?: Key;
  private readonly statements: PolicyStatement[] = [];

  public constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    const { purpose, encryption, accessLogs, lifecycleRules = [] } = props;
    this.checkProps(props);
    const { data, region } = environmentOf(this);
    const isProtected = data === "protected";
    if (encryption !== "s3-managed") this.key = encryption;
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.bucketName ?? physicalName(this, NAME_LIMITS.bucket, purpose),
      forceDestroy: !isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
    this.arn = this.bucket.arn;
    this.bucketName = this.bucket.id;
    const bucket = this.bucketName;
    this.encrypt();
    this.versioning = new S3BucketVersioningA(this, "versioning", {
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
      rule: [...this.checkRules(lifecycleRules).map(renderRule), housekeeping(props)],
      // S3 refuses rules on old versions before the bucket has versions.
      dependsOn: [this.versioning],
    });
    if (props.cors) this.createCors(props.cors);
    if (props.requestMetrics) new S3BucketMetric(this, "metrics", { bucket, name: REQUEST_METRICS });
    if (accessLogs) {
      check(this, accessLogs.region === region, {
        property: "accessLogs",
        got: accessLogs.region,
        allowed: `a log bucket in ${region}, where this bucket is`,
        fix: "S3 writes access logs within one region: give this bucket a log bucket of its own region, or none",
      });
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
    role.allow({ sid: `List${this.title}`, actions: ["s3:ListBucket"], resources: [this.arn] });
    this.grantObjects(role);
  }

  /** Lets a role list and read objects. */
  public grantRead(role: Role): void {
    role.allow({ sid: `List${this.title}`, actions: ["s3:ListBucket"], resources: [this.arn] });
    role.allow({ sid: `Read${this.title}`, actions: ["s3:GetObject"], resources: [`${this.arn}/*`] });
    this.key?.grantThrough(role, "s3", "read");
  }

  /** Lets a role read and write objects whose keys it knows. */
  public grantObjects(role: Role): void {
    role.allow({
      sid: `ReadWrite${this.title}`,
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${this.arn}/*`],
    });
    this.key?.grantThrough(role, "s3", "read-write");
  }

  /** Lets a role make the bucket hold what a directory holds: list, write and delete, but not read. */
  public grantSync(role: Role): void {
    role.allow({ sid: `List${this.title}`, actions: ["s3:ListBucket"], resources: [this.arn] });
    role.allow({
      sid: `Sync${this.title}`,
      actions: ["s3:DeleteObject", "s3:PutObject"],
      resources: [`${this.arn}/*`],
    });
    this.key?.grantThrough(role, "s3", "read-write");
  }

  /** A count of requests, such as `AllRequests` or `4xxErrors`; there with `requestMetrics` only. */
  public metric(name: string): Metric {
    const dimensions = { BucketName: this.bucketName, FilterId: REQUEST_METRICS };
    return { namespace: "AWS/S3", name, statistic: "Sum", dimensions };
  }

  /** The construct's id as a part of a statement's name. */
  private get title(): string {
    return this.node.id.replace(/(^|-)(\w)/g, (_, _hyphen, letter: string) => letter.toUpperCase());
  }

  private createCors({ origins, methods }: BucketCors): void {
    for (const origin of origins) checkText(this, "cors.origins", origin, ORIGIN);
    new S3BucketCorsConfiguration(this, "cors", {
      bucket: this.bucket.id,
      corsRule: [
        {
          allowedOrigins: [...origins],
          allowedMethods: [...methods],
          allowedHeaders: ["content-type", "x-amz-*"],
          exposeHeaders: ["ETag"],
          maxAgeSeconds: 3600,
        },
      ],
    });
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

  private checkProps({ bucketName, keepOldVersionsDays = 30, archiveOldVersionsAfterDays }: BucketProps): void {
    checkText(this, "bucketName", bucketName, BUCKET_NAME);
    checkWhole(this, "keepOldVersionsDays", keepOldVersionsDays, DAYS);
    checkWhole(this, "archiveOldVersionsAfterDays", archiveOldVersionsAfterDays, { min: 1, max: DAYS.max });
    check(this, archiveOldVersionsAfterDays === undefined || archiveOldVersionsAfterDays < keepOldVersionsDays, {
      property: "archiveOldVersionsAfterDays",
      got: archiveOldVersionsAfterDays,
      allowed: `less than ${keepOldVersionsDays} (keepOldVersionsDays)`,
      fix: "keep old versions for longer, or archive them sooner",
    });
  }

  private checkRules(rules: readonly LifecycleRule[]): readonly LifecycleRule[] {
    for (const rule of rules) {
      const { id, glacierAfterDays = 0, intelligentTieringAfterDays = 0, expireAfterDays } = rule;
      const { infrequentAccessAfterDays } = rule;
      checkWhole(this, `lifecycleRules.${id}.infrequentAccessAfterDays`, infrequentAccessAfterDays, {
        ...DAYS,
        min: 30,
      });
      checkText(this, "lifecycleRules.id", id, LITERAL);
      checkWhole(this, `lifecycleRules.${id}.glacierAfterDays`, glacierAfterDays, { ...DAYS, min: 0 });
      checkWhole(this, `lifecycleRules.${id}.intelligentTieringAfterDays`, intelligentTieringAfterDays, {
        ...DAYS,
        min: 0,
      });
      checkWhole(this, `lifecycleRules.${id}.expireAfterDays`, expireAfterDays, DAYS);
      const moved = Math.max(glacierAfterDays, intelligentTieringAfterDays, infrequentAccessAfterDays ?? 0);
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
  const { infrequentAccessAfterDays } = rule;
  const transition = [
    ...(infrequentAccessAfterDays === undefined
      ? []
      : [{ days: infrequentAccessAfterDays, storageClass: "STANDARD_IA" }]),
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

function housekeeping(props: BucketProps): S3BucketLifecycleConfigurationRule {
  const { keepOldVersionsDays = 30, archiveOldVersionsAfterDays: noncurrentDays } = props;
  return {
    id: "housekeeping",
    status: "Enabled",
    filter: [{ prefix: "" }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    ...(noncurrentDays === undefined
      ? {}
      : { noncurrentVersionTransition: [{ noncurrentDays, storageClass: "GLACIER_IR" }] }),
    noncurrentVersionExpiration: [{ noncurrentDays: keepOldVersionsDays }],
  };
}
