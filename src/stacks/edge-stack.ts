import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { PublicEnvironment, Retention } from "../config/environment";
import { AliasRecord } from "../constructs/edge/alias-record";
import { Certificate } from "../constructs/edge/certificate";
import { Distribution, type DistributionProps } from "../constructs/edge/distribution";
import { WebAcl, wafLogGroupName, type WebAclProps } from "../constructs/edge/web-acl";
import { Key } from "../constructs/security/key";
import { Bucket } from "../constructs/storage/bucket";
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

/** Props of {@link EdgeStack}. */
export interface EdgeStackProps
  extends
    LayerProps<PublicEnvironment & { readonly retention: Retention }>,
    Pick<WebAclProps, "rateLimit" | "managedRules" | "blockedCountries">,
    Pick<DistributionProps, "extraMetrics"> {
  /** What the key of the edge encrypts, shown in the console. */
  readonly keyDescription: string;
  readonly foundation: FoundationStack;
  readonly entry: Entry;
  /** @default - the API alone */
  readonly site?: EdgeSite;
}

/** What viewers meet: distribution, web ACL, certificate, name, site. CloudFront's parts live in us-east-1. */
export class EdgeStack extends LintelStack {
  public readonly distribution: Distribution;
  public readonly site?: Bucket;

  public constructor(scope: Construct, props: EdgeStackProps) {
    super(scope, { ...props, layer: "edge", region: "us-east-1" });
    const { environment, foundation, entry, keyDescription, site, extraMetrics } = props;
    const { domain, hostedZoneId, retention } = environment;

    // A log group is encrypted with a key of its own region.
    const key = new Key(this, "key", {
      description: keyDescription,
      alias: `${environment.architecture}-${environment.name}-edge`,
    });
    key.allowLogGroups(wafLogGroupName(this));
    const { rateLimit, managedRules, blockedCountries } = props;
    const webAcl = new WebAcl(this, "web-acl", {
      rateLimit,
      managedRules,
      ...(blockedCountries ? { blockedCountries } : {}),
      key,
      logRetentionDays: retention.logDays,
    });
    if (site) this.site = siteBucket(this, site, foundation);
    this.distribution = new Distribution(this, "distribution", {
      domain,
      certificate: new Certificate(this, "certificate", { domain, hostedZoneId }),
      api: { ...entry, ...(site ? { paths: site.apiPaths } : {}) },
      ...(site && this.site ? { site: { bucket: this.site, hashedAssets: site.hashedAssets } } : {}),
      webAcl,
      accessLogs: foundation.logBucket,
      ...(extraMetrics === undefined ? {} : { extraMetrics }),
    });
    new AliasRecord(this, "site", { domain, hostedZoneId, target: this.distribution.aliasTarget });
    new TerraformOutput(this, "url", { value: `https://${domain}` });
    new TerraformOutput(this, "cloudfront_distribution_id", { value: this.distribution.distribution.id });
    if (this.site) new TerraformOutput(this, "frontend_bucket", { value: this.site.bucketName });
  }
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
    accessLogs: logBucket,
    keepOldVersionsDays: 90,
    ...(archiveOldVersionsAfterDays === undefined ? {} : { archiveOldVersionsAfterDays }),
    ...(requestMetrics === undefined ? {} : { requestMetrics }),
  });
}
