import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy";
import type {
  CloudfrontDistributionDefaultCacheBehavior,
  CloudfrontDistributionOrderedCacheBehavior,
  CloudfrontDistributionOrigin,
} from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudfrontFunction } from "@cdktf/provider-aws/lib/cloudfront-function";
import { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Bucket } from "../storage/bucket";
import { bucketOrigin, READ_ONLY } from "./bucket-origin";
import { CACHING_OPTIMIZED, SECURITY_HEADERS } from "./managed-policies";

/** A single-page application in a bucket. */
export interface Site {
  /** Holds `index.html` and everything that it loads. Closed to the public; the distribution alone reads it. */
  readonly bucket: Bucket;
  /**
   * Files whose names change with their content, such as `/static/*`: they are kept for a year. Every other file is
   * kept as long as its own `Cache-Control` says, so upload `index.html` with `no-cache`.
   */
  readonly hashedAssets: readonly string[];
}

const ORIGIN = "site";
const YEAR = 31_536_000;

/**
 * A bucket as an origin of a distribution. Only that distribution can read it (origin access control). A path without
 * a file ending is a place in the application, so it gets `index.html`; an error of an API on the same distribution
 * stays what it is.
 */
export class SiteOrigin extends Construct {
  public readonly origin: CloudfrontDistributionOrigin;
  /** For everything that no other behaviour takes. */
  public readonly pages: CloudfrontDistributionDefaultCacheBehavior;
  /** For files with a hash in their name. */
  public readonly assets: readonly CloudfrontDistributionOrderedCacheBehavior[];

  public constructor(scope: Construct, id: string, site: Site) {
    super(scope, id);
    const { bucket, hashedAssets } = site;
    this.origin = bucketOrigin(this, ORIGIN, bucket);
    const routes = new CloudfrontFunction(this, "routes", {
      name: physicalName(this, NAME_LIMITS.cloudFront, "routes"),
      comment: "Answers a place in the application with index.html",
      runtime: "cloudfront-js-2.0",
      publish: true,
      code: ROUTES,
    });
    const forAYear = new CloudfrontCachePolicy(this, "a-year", {
      name: physicalName(this, NAME_LIMITS.cloudFront, "a-year"),
      comment: "Files whose names change with their content",
      minTtl: 1,
      defaultTtl: YEAR,
      maxTtl: YEAR,
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: "none" },
        headersConfig: { headerBehavior: "none" },
        queryStringsConfig: { queryStringBehavior: "none" },
        enableAcceptEncodingBrotli: true,
        enableAcceptEncodingGzip: true,
      },
    });
    const behavior = {
      targetOriginId: ORIGIN,
      viewerProtocolPolicy: "redirect-to-https",
      ...READ_ONLY,
      responseHeadersPolicyId: SECURITY_HEADERS,
      compress: true,
    };
    this.pages = {
      ...behavior,
      cachePolicyId: CACHING_OPTIMIZED,
      functionAssociation: [{ eventType: "viewer-request", functionArn: routes.arn }],
    };
    this.assets = hashedAssets.map((pathPattern) => ({ pathPattern, ...behavior, cachePolicyId: forAYear.id }));
  }
}

/** Runs at the edge, in CloudFront's own JavaScript. */
const ROUTES = `function handler(event) {
  var request = event.request;
  var file = request.uri.substring(request.uri.lastIndexOf("/") + 1);
  if (file.indexOf(".") === -1) request.uri = "/index.html";
  return request;
}
`;
