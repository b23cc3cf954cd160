import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { DistributionLogs } from "../../../src/constructs/edge/distribution-logs";
import { LogBucket } from "../../../src/constructs/storage/log-bucket";
import { build } from "../../support/construct";

test("access logs go where the bucket lets CloudFront write", () => {
  const { subject } = build((stack) => {
    const distribution = new CloudfrontDistribution(stack, "distribution", {
      enabled: true,
      origin: [{ originId: "o", domainName: "example.com" }],
      defaultCacheBehavior: {
        allowedMethods: ["GET"],
        cachedMethods: ["GET"],
        targetOriginId: "o",
        viewerProtocolPolicy: "https-only",
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    });
    new DistributionLogs(stack, "logs", {
      distribution,
      accessLogs: new LogBucket(stack, "access", { retentionDays: 1 }),
    });
  });
  expect(subject.one("aws_cloudwatch_log_delivery_source").get("resource_arn")).toBe(
    subject.one("aws_cloudfront_distribution").ref("arn"),
  );
  const destination = subject.one("aws_cloudwatch_log_delivery_destination");
  const folder = String(destination.get("delivery_destination_configuration.destination_resource_arn"));
  const write = subject
    .one("aws_s3_bucket_policy")
    .statements()
    .find(({ sid }) => sid === "CloudFrontLogs");
  expect(write?.resources).toEqual([`${folder}/*`]);
  const delivery = subject.one("aws_cloudwatch_log_delivery");
  expect(delivery.get("delivery_destination_arn")).toBe(destination.ref("arn"));
});
