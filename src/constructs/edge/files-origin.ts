import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy";
import type {
  CloudfrontDistributionOrderedCacheBehavior,
  CloudfrontDistributionOrigin,
} from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Bucket } from "../storage/bucket";
import { bucketOrigin, READ_ONLY } from "./bucket-origin";
import { CORS_S3_ORIGIN, SECURITY_HEADERS } from "./managed-policies";

/** Files that CloudFront serves from a bucket beside an API: pictures, style sheets. */
export interface Files {
  /** Holds the files under the whole path. Closed to the public; the distribution alone reads it. */
  readonly bucket: Bucket;
  /** Paths that are the bucket's, such as `/static/*`. */
  readonly paths: readonly string[];
  /** Seconds that a file is kept at the edge when its own `Cache-Control` does not say, 0 to 31536000. */
  readonly keepSeconds: number;
}

const ORIGIN = "files";

/** A bucket as the origin of some paths of a distribution. Only that distribution can read it. */
export class FilesOrigin extends Construct {
  public readonly origin: CloudfrontDistributionOrigin;
  public readonly behaviors: readonly CloudfrontDistributionOrderedCacheBehavior[];

  public constructor(scope: Construct, id: string, files: Files) {
    super(scope, id);
    const { bucket, paths, keepSeconds } = files;
    checkWhole(this, "keepSeconds", keepSeconds, { min: 0, max: 31_536_000 });
    this.origin = bucketOrigin(this, ORIGIN, bucket);
    const policy = new CloudfrontCachePolicy(this, "cache", {
      name: physicalName(this, NAME_LIMITS.cloudFront, "files"),
      comment: "Files beside the application",
      minTtl: 0,
      defaultTtl: keepSeconds,
      maxTtl: Math.max(keepSeconds, 86_400),
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: "none" },
        // An answer of S3 differs with the page that asks.
        headersConfig: { headerBehavior: "whitelist", headers: { items: ["Origin"] } },
        queryStringsConfig: { queryStringBehavior: "none" },
        enableAcceptEncodingBrotli: true,
        enableAcceptEncodingGzip: true,
      },
    });
    this.behaviors = paths.map((pathPattern) => ({
      pathPattern,
      targetOriginId: ORIGIN,
      viewerProtocolPolicy: "redirect-to-https",
      ...READ_ONLY,
      cachePolicyId: policy.id,
      originRequestPolicyId: CORS_S3_ORIGIN,
      responseHeadersPolicyId: SECURITY_HEADERS,
      compress: true,
    }));
  }
}
