import type { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudwatchLogDelivery } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery";
import { CloudwatchLogDeliveryDestination } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination";
import { CloudwatchLogDeliverySource } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-source";
import { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { LogBucket } from "../storage/log-bucket";

/** Props of {@link DistributionLogs}. */
export interface DistributionLogsProps {
  readonly distribution: CloudfrontDistribution;
  readonly accessLogs: LogBucket;
}

/**
 * Access logs of a distribution (standard logging v2), as JSON lines in a bucket without ACLs. The deliveries live
 * in us-east-1.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export class DistributionLogs extends Construct {
  public constructor(scope: Construct, id: string, props: DistributionLogsProps) {
    super(scope, id);
    const { distribution, accessLogs } = props;
    const name = physicalName(this, NAME_LIMITS.logDelivery, "cloudfront");
    const source = new CloudwatchLogDeliverySource(this, "source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: distribution.arn,
    });
    const destination = new CloudwatchLogDeliveryDestination(this, "destination", {
      name,
      outputFormat: "json",
      deliveryDestinationConfiguration: [
        { destinationResourceArn: `${accessLogs.bucket.arn}/${LogBucket.CLOUDFRONT_PREFIX}` },
      ],
    });
    new CloudwatchLogDelivery(this, "delivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
    });
  }
}
