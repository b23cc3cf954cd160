import { Cloudtrail } from "@cdktf/provider-aws/lib/cloudtrail";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Table } from "../database/table";
import { Bucket, type LogDestination } from "../storage/bucket";
import type { Key } from "./key";

/** Props of {@link Trail}. */
export interface TrailProps {
  /** Encrypts the log files; it must allow the trail of {@link trailName}. */
  readonly key: Key;
  /** Buckets of which every read and write of an object is recorded. @default - none */
  readonly buckets?: readonly Bucket[];
  /** Tables of which every read and write of an item is recorded. @default - none */
  readonly tables?: readonly Table[];
  /** Receives the access logs of the trail's own bucket. */
  readonly accessLogs: LogDestination;
  /** Days that log files are kept. */
  readonly retentionDays: number;
}

/**
 * A CloudTrail trail of the whole account, all regions: management events, and data events of what holds personal
 * data. Its log files are encrypted, and signed so that a change to them shows.
 */
export class Trail extends Construct {
  public readonly trail: Cloudtrail;
  public readonly bucket: Bucket;

  public constructor(scope: Construct, id: string, props: TrailProps) {
    super(scope, id);
    const { key, buckets = [], tables = [], accessLogs, retentionDays } = props;
    const name = trailName(this);
    this.bucket = new Bucket(this, "events", {
      purpose: "trail",
      // CloudTrail encrypts log files with the key itself; its digest files, which sign them, know SSE-S3 only.
      encryption: "s3-managed",
      accessLogs,
      lifecycleRules: [
        {
          id: "retain",
          ...(retentionDays > 90 ? { glacierAfterDays: 90 } : {}),
          expireAfterDays: retentionDays,
        },
      ],
    });
    this.allowTrail(name);
    this.trail = new Cloudtrail(this, "trail", {
      name,
      s3BucketName: this.bucket.bucketName,
      kmsKeyId: key.arn,
      enableLogging: true,
      enableLogFileValidation: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      advancedEventSelector: [
        { name: "Management events", fieldSelector: [{ field: "eventCategory", equalTo: ["Management"] }] },
        ...dataEvents(
          "Objects",
          "AWS::S3::Object",
          "startsWith",
          buckets.map((bucket) => `${bucket.arn}/`),
        ),
        ...dataEvents(
          "Items",
          "AWS::DynamoDB::Table",
          "equalTo",
          tables.map((table) => table.arn),
        ),
      ],
      dependsOn: [this.bucket.policy],
    });
  }

  /** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
  private allowTrail(name: string): void {
    const { account, region } = environmentOf(this);
    const principals = { Service: "cloudtrail.amazonaws.com" };
    const source = { "aws:SourceArn": `arn:aws:cloudtrail:${region}:${account}:trail/${name}` };
    this.bucket.allow({
      sid: "TrailReadsAcl",
      principals,
      actions: ["s3:GetBucketAcl"],
      resources: [this.bucket.arn],
      conditions: { StringEquals: source },
    });
    this.bucket.allow({
      sid: "TrailWrites",
      principals,
      actions: ["s3:PutObject"],
      resources: [`${this.bucket.arn}/AWSLogs/${account}/*`],
      conditions: { StringEquals: { ...source, "s3:x-amz-acl": "bucket-owner-full-control" } },
    });
  }
}

/** Name of an environment's trail. */
export function trailName(scope: Construct): string {
  return physicalName(scope, NAME_LIMITS.trail);
}

function dataEvents(name: string, type: string, operator: "startsWith" | "equalTo", arns: readonly string[]) {
  if (arns.length === 0) return [];
  return [
    {
      name: `${name} with personal data`,
      fieldSelector: [
        { field: "eventCategory", equalTo: ["Data"] },
        { field: "resources.type", equalTo: [type] },
        { field: "resources.ARN", [operator]: arns },
      ],
    },
  ];
}
