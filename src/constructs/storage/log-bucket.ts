import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { ACCESS_LOG_PREFIX, Bucket, type LogDestination } from "./bucket";

/** Props of {@link LogBucket}. */
export interface LogBucketProps {
  /** Days after which a log file is deleted. */
  readonly retentionDays: number;
  /** Days after which a log file moves to Standard-Infrequent Access, 30 or more. @default - it does not move */
  readonly infrequentAccessAfterDays?: number;
}

/**
 * Accounts that Elastic Load Balancing writes access logs from in the regions that had it before August 2022;
 * newer regions know the service principal only. Source: the provider's `aws_elb_service_account`.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const ELB_LOG_ACCOUNTS: Readonly<Record<string, string>> = {
  "af-south-1": "098369216593",
  "ap-east-1": "754344448648",
  "ap-northeast-1": "582318560864",
  "ap-northeast-2": "600734575887",
  "ap-northeast-3": "383597477331",
  "ap-south-1": "718504428378",
  "ap-southeast-1": "114774131450",
  "ap-southeast-2": "783225319266",
  "ap-southeast-3": "589379963580",
  "ca-central-1": "985666609251",
  "eu-central-1": "054676820928",
  "eu-north-1": "897822967062",
  "eu-south-1": "635631232127",
  "eu-west-1": "156460612806",
  "eu-west-2": "652711504416",
  "eu-west-3": "009996457667",
  "me-south-1": "076674570225",
  "sa-east-1": "507241528517",
  "us-east-1": "127311923021",
  "us-east-2": "033677994240",
  "us-west-1": "027434742980",
  "us-west-2": "797873946194",
};

/**
 * The bucket that AWS services write their access logs to: load balancers below `alb/`, CloudFront below
 * `cloudfront/`, other buckets below `s3/`. Stateful.
 *
 * Load balancers write to buckets with SSE-S3 only, so this one bucket has no customer managed key.
 */
export class LogBucket extends Construct implements LogDestination {
  public static readonly LOAD_BALANCER_PREFIX = "alb";
  public static readonly CLOUDFRONT_PREFIX = "cloudfront";
  public readonly bucket: Bucket;
  public readonly bucketName: string;
  public readonly region: string;

  public constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    this.region = environmentOf(this).region;
    const { retentionDays, infrequentAccessAfterDays } = props;
    this.bucket = new Bucket(this, "logs", {
      purpose: "logs",
      encryption: "s3-managed",
      lifecycleRules: [
        {
          id: "expire",
          ...(infrequentAccessAfterDays === undefined ? {} : { infrequentAccessAfterDays }),
          expireAfterDays: retentionDays,
        },
      ],
      keepOldVersionsDays: 7,
    });
    this.allowLoadBalancers();
    this.allowCloudFront();
    this.allowBuckets();
    // Whoever writes here waits until the policy lets it.
    this.bucketName = this.bucket.policy.bucket;
  }

  private allowLoadBalancers(): void {
    const { account, region } = environmentOf(this);
    const folder = `${this.bucket.arn}/${LogBucket.LOAD_BALANCER_PREFIX}/AWSLogs/${account}/*`;
    const write = { actions: ["s3:PutObject"], resources: [folder] };
    this.bucket.allow({
      sid: "LoadBalancerLogs",
      principals: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      ...write,
    });
    const elbAccount = ELB_LOG_ACCOUNTS[region];
    if (elbAccount !== undefined) {
      const principals = { AWS: `arn:aws:iam::${elbAccount}:root` };
      this.bucket.allow({ sid: "LoadBalancerLogsOlderRegions", principals, ...write });
    }
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html */
  private allowCloudFront(): void {
    const { account } = environmentOf(this);
    this.bucket.allow({
      sid: "CloudFrontLogs",
      principals: { Service: "delivery.logs.amazonaws.com" },
      actions: ["s3:PutObject"],
      resources: [`${this.bucket.arn}/${LogBucket.CLOUDFRONT_PREFIX}/*`],
      conditions: {
        StringEquals: { "aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control" },
        // CloudFront's log deliveries live in us-east-1, wherever the bucket is.
        ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${account}:delivery-source:*` },
      },
    });
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
  private allowBuckets(): void {
    const { account } = environmentOf(this);
    this.bucket.allow({
      sid: "BucketLogs",
      principals: { Service: "logging.s3.amazonaws.com" },
      actions: ["s3:PutObject"],
      resources: [`${this.bucket.arn}/${ACCESS_LOG_PREFIX}/*`],
      conditions: { StringEquals: { "aws:SourceAccount": account } },
    });
  }
}
