import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { ShieldProtection } from "@cdktf/provider-aws/lib/shield-protection";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { environmentOf, type Environment, type Retention } from "../config/environment";
import { NAME_LIMITS, physicalName } from "../config/naming";
import { AliasRecord } from "../constructs/edge/alias-record";
import { Certificate } from "../constructs/edge/certificate";
import { Distribution, type Api, type DistributionProps } from "../constructs/edge/distribution";
import type { Files } from "../constructs/edge/files-origin";
import { WebAcl, wafLogGroupName, type WebAclProps } from "../constructs/edge/web-acl";
import { Key } from "../constructs/security/key";
import { Bucket } from "../constructs/storage/bucket";
import type { LogBucket } from "../constructs/storage/log-bucket";
import type { FoundationStack } from "./foundation-stack";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";
import type { Entry } from "./web-stack";

/** A single-page application, whose bucket is made here. */
export interface EdgeSite {
  /** @see Bucket */
  readonly bucketName?: string;
  /** Paths of files whose names change with their content. */
  readonly hashedAssets: readonly string[];
  /** Paths that are the API's. */
  readonly apiPaths: readonly string[];
  /** Days after which a replaced file moves to an archive. @default - it does not */
  readonly archiveOldVersionsAfterDays?: number;
  /** Counts requests to the bucket. @default false */
  readonly requestMetrics?: boolean;
}

/** What stands in for an application that can't be reached. */
export interface EdgeFallback {
  /** Where the page is, below one of the cached paths, such as `/public/maintenance.html`. */
  readonly page: string;
  /** HTML of the page. */
  readonly html: string;
}

/** The web ACL of the edge. */
export interface EdgeWebAcl extends Pick<WebAclProps, "rateLimit" | "managedRules" | "blockedCountries"> {
  /** What the key of the edge encrypts, shown in the console. */
  readonly keyDescription: string;
}

/** Props of {@link EdgeStack}. */
export interface EdgeStackProps
  extends
    LayerProps<Environment & { readonly retention: Retention }>,
    Pick<DistributionProps, "extraMetrics" | "priceClass">,
    Pick<Api, "cachedPaths"> {
  readonly foundation: FoundationStack;
  readonly entry: Entry;
  /** @default - none: whoever asks is let through */
  readonly webAcl?: EdgeWebAcl;
  /** @default - the application alone */
  readonly site?: EdgeSite;
  /** Files for some paths, whose bucket is made here. @default - none */
  readonly files?: Omit<Files, "bucket">;
  /** Shield Advanced for the distribution, which the account has subscribed to. @default false */
  readonly shieldAdvanced?: boolean;
  /** @default - viewers get the error */
  readonly fallback?: EdgeFallback;
}

/** What viewers meet: distribution, web ACL, certificate, name, site. CloudFront's parts live in us-east-1. */
export class EdgeStack extends LintelStack {
  public readonly distribution: Distribution;
  public readonly site?: Bucket;

  public constructor(scope: Construct, props: EdgeStackProps) {
    super(scope, { ...props, layer: "edge", region: "us-east-1" });
    const { environment, foundation, entry, site, webAcl, fallback, cachedPaths } = props;
    const { domain, hostedZoneId } = environment;
    const files = props.files && { ...props.files, bucket: this.createFiles(props) };
    const acl = webAcl && this.createWebAcl(webAcl, environment);
    if (site) this.site = siteBucket(this, site, foundation);
    this.distribution = new Distribution(this, "distribution", {
      ...(domain === undefined || hostedZoneId === undefined
        ? {}
        : { viewers: { domain, certificate: new Certificate(this, "certificate", { domain, hostedZoneId }) } }),
      api: {
        ...entry,
        ...(site ? { paths: site.apiPaths } : {}),
        ...(cachedPaths ? { cachedPaths } : {}),
        ...(fallback ? { fallback: { page: fallback.page, bucket: this.createFallback(fallback) } } : {}),
      },
      ...(site && this.site ? { site: { bucket: this.site, hashedAssets: site.hashedAssets } } : {}),
      ...(files ? { files } : {}),
      ...(acl ? { webAcl: acl } : {}),
      accessLogs: foundation.logBucket,
      ...(props.extraMetrics === undefined ? {} : { extraMetrics: props.extraMetrics }),
      ...(props.priceClass === undefined ? {} : { priceClass: props.priceClass }),
    });
    if (props.shieldAdvanced) {
      new ShieldProtection(this, "shield", {
        name: physicalName(this, NAME_LIMITS.shield, "distribution"),
        resourceArn: this.distribution.distribution.arn,
      });
    }
    const target = this.distribution.aliasTarget;
    if (domain !== undefined && hostedZoneId !== undefined) {
      new AliasRecord(this, "site", { domain, hostedZoneId, target });
    }
    new TerraformOutput(this, "url", { value: `https://${domain ?? target.dnsName}` });
    new TerraformOutput(this, "cloudfront_distribution_id", { value: this.distribution.distribution.id });
    if (this.site) new TerraformOutput(this, "frontend_bucket", { value: this.site.bucketName });
    if (files) new TerraformOutput(this, "files_bucket", { value: files.bucket.bucketName });
  }

  private createWebAcl({ keyDescription, ...rules }: EdgeWebAcl, environment: EdgeStackProps["environment"]): WebAcl {
    // A log group is encrypted with a key of its own region.
    const key = new Key(this, "key", {
      description: keyDescription,
      alias: `${environment.architecture}-${environment.name}-edge`,
    });
    key.allowLogGroups(wafLogGroupName(this));
    return new WebAcl(this, "web-acl", { ...rules, key, logRetentionDays: environment.retention.logDays });
  }

  /** What is in it is public anyway, so S3's own key encrypts it. */
  private createFiles({ environment: { domain }, foundation: { logBucket } }: EdgeStackProps): Bucket {
    return new Bucket(this, "files", {
      purpose: "static",
      encryption: "s3-managed",
      ...ownAccessLogs(this, logBucket),
      keepOldVersionsDays: 90,
      ...(domain === undefined ? {} : { cors: { origins: [`https://${domain}`], methods: ["GET", "HEAD"] } }),
    });
  }

  private createFallback({ page, html }: EdgeFallback): Bucket {
    const bucket = new Bucket(this, "fallback", { purpose: "fallback", encryption: "s3-managed" });
    new S3Object(this, "fallback-page", {
      bucket: bucket.bucketName,
      key: page.replace(/^\//, ""),
      content: html,
      contentType: "text/html; charset=utf-8",
      cacheControl: "no-cache",
    });
    return bucket;
  }
}

/** S3 logs within one region; elsewhere CloudFront's own log, which has every request of a viewer, is all there is. */
function ownAccessLogs(scope: Construct, accessLogs: LogBucket): { readonly accessLogs?: LogBucket } {
  return environmentOf(scope).region === accessLogs.region ? { accessLogs } : {};
}

/** A closed bucket for a site. What is in it is public anyway, so S3's own key encrypts it. */
export function siteBucket(
  scope: Construct,
  site: Omit<EdgeSite, "apiPaths" | "hashedAssets">,
  { logBucket }: Pick<FoundationStack, "logBucket">,
): Bucket {
  const { bucketName, archiveOldVersionsAfterDays, requestMetrics } = site;
  return new Bucket(scope, "frontend", {
    purpose: "frontend",
    ...(bucketName === undefined ? {} : { bucketName }),
    encryption: "s3-managed",
    ...ownAccessLogs(scope, logBucket),
    keepOldVersionsDays: 90,
    ...(archiveOldVersionsAfterDays === undefined ? {} : { archiveOldVersionsAfterDays }),
    ...(requestMetrics === undefined ? {} : { requestMetrics }),
  });
}
