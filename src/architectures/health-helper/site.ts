import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Bucket } from "../../constructs/storage/bucket";
import { siteBucket } from "../../stacks/edge-stack";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import type { DirectEnvironment } from "./environments";

/** Props of {@link SiteStack}. */
export interface SiteStackProps extends LayerProps<DirectEnvironment> {
  readonly foundation: FoundationStack;
}

/**
 * The site of an environment without CloudFront: the same bucket, read over HTTPS from the blocks that reach the task.
 * A policy that names addresses is not public, so the block on public access stays on.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export class SiteStack extends LintelStack {
  public readonly site: Bucket;

  public constructor(scope: Construct, props: SiteStackProps) {
    super(scope, { ...props, layer: "edge" });
    const { environment, foundation } = props;
    const { buckets, directFrom } = environment;
    this.site = siteBucket(this, { bucketName: buckets.frontend }, foundation);
    if (directFrom.length > 0) {
      this.site.allow({
        sid: "OfficeReads",
        principals: { AWS: "*" },
        actions: ["s3:GetObject"],
        resources: [`${this.site.arn}/*`],
        conditions: { IpAddress: { "aws:SourceIp": directFrom } },
      });
    }
    new TerraformOutput(this, "frontend_bucket", { value: this.site.bucketName });
  }
}
