import type { CloudfrontDistributionOrigin } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control";
import type { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Bucket } from "../storage/bucket";

/** For behaviours that read a bucket. */
export const READ_ONLY = { allowedMethods: ["GET", "HEAD", "OPTIONS"], cachedMethods: ["GET", "HEAD"] };

/**
 * A closed bucket as an origin: the distribution signs its requests (origin access control), and the bucket's policy
 * has to let it read.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export function bucketOrigin(scope: Construct, originId: string, bucket: Bucket): CloudfrontDistributionOrigin {
  const accessControl = new CloudfrontOriginAccessControl(scope, "access-control", {
    name: physicalName(scope, NAME_LIMITS.cloudFront, originId),
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  return {
    originId,
    domainName: bucket.bucket.bucketRegionalDomainName,
    originAccessControlId: accessControl.id,
  };
}
