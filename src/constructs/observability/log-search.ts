import { CloudwatchLogSubscriptionFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { SearchCollection } from "../database/search-collection";
import type { SearchEndpoint } from "../database/search-endpoint";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable } from "../network/security-group";
import type { Key } from "../security/key";
import { Role } from "../security/role";
import { Bucket, type LogDestination } from "../storage/bucket";
import type { LogGroup } from "./log-group";

/** Props of {@link LogSearch}. */
export interface LogSearchProps {
  readonly network: Network;
  readonly logGroup: LogGroup;
  /** Receives the entries; of type `TIMESERIES`. */
  readonly collection: SearchCollection;
  readonly endpoint: SearchEndpoint;
  /** Encrypts what could not be delivered. */
  readonly key: Key;
  readonly accessLogs: LogDestination;
}

/** Index that the entries go to, one for each day. */
const INDEX = "logs";

/**
 * Brings the entries of a log group to a collection of OpenSearch, through Firehose. What the collection refuses is kept
 * in a bucket for two weeks. A document holds the entries that CloudWatch handed over together, as `logEvents`.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs.html
 */
export class LogSearch extends Construct implements Connectable {
  public readonly stream: KinesisFirehoseDeliveryStream;
  public readonly securityGroup: SecurityGroup;

  public constructor(scope: Construct, id: string, props: LogSearchProps) {
    super(scope, id);
    const { network, logGroup, collection, endpoint, key, accessLogs } = props;
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name: "log-delivery",
      description: "Delivery of logs to OpenSearch",
    });
    const ways = endpoint.allowFrom(this);
    const refused = new Bucket(this, "refused", {
      purpose: "refused-logs",
      encryption: key,
      accessLogs,
      lifecycleRules: [{ id: "expire", expireAfterDays: 14 }],
      keepOldVersionsDays: 1,
    });
    const role = this.createRole(refused);
    collection.grant(role, "log-delivery", "write");
    this.stream = new KinesisFirehoseDeliveryStream(this, "stream", {
      name: physicalName(this, NAME_LIMITS.stream, "logs"),
      destination: "opensearchserverless",
      opensearchserverlessConfiguration: {
        collectionEndpoint: collection.url,
        indexName: INDEX,
        roleArn: role.arn,
        bufferingInterval: 60,
        bufferingSize: 5,
        s3BackupMode: "FailedDocumentsOnly",
        s3Configuration: {
          bucketArn: refused.arn,
          roleArn: role.arn,
          compressionFormat: "GZIP",
        },
        // CloudWatch hands everything over packed.
        processingConfiguration: {
          enabled: true,
          processors: [
            { type: "Decompression", parameters: [{ parameterName: "CompressionFormat", parameterValue: "GZIP" }] },
          ],
        },
        vpcConfig: {
          subnetIds: [...network.privateSubnetIds],
          securityGroupIds: [this.securityGroup.id],
          roleArn: role.arn,
        },
      },
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: key.arn },
      dependsOn: [...ways, ...(role.policy ? [role.policy] : [])],
    });
    this.subscribe(logGroup);
  }

  private subscribe(logGroup: LogGroup): void {
    const { account, region } = environmentOf(this);
    const sender = new Role(this, "sender", {
      name: "log-sender",
      description: "Hands log entries over to Firehose",
      assumedBy: "logs.amazonaws.com",
      sourceArns: [`arn:aws:logs:${region}:${account}:*`],
    });
    sender.allow({
      sid: "HandOver",
      actions: ["firehose:PutRecord", "firehose:PutRecordBatch"],
      resources: [this.stream.arn],
    });
    new CloudwatchLogSubscriptionFilter(this, "subscription", {
      name: "search",
      logGroupName: logGroup.name,
      filterPattern: "",
      destinationArn: this.stream.arn,
      roleArn: sender.arn,
      // CloudWatch sends something at once, to see whether it may.
      dependsOn: sender.policy ? [sender.policy] : [],
    });
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html */
  private createRole(refused: Bucket): Role {
    const { account, region } = environmentOf(this);
    const role = new Role(this, "role", {
      name: "log-delivery",
      description: "Delivers log entries to OpenSearch",
      assumedBy: "firehose.amazonaws.com",
      sourceArns: [`arn:aws:firehose:${region}:${account}:deliverystream/*`],
    });
    refused.grantReadWrite(role);
    role.allow({
      sid: "KeepRefused",
      actions: ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
      resources: [refused.arn, `${refused.arn}/*`],
    });
    // Firehose makes its interfaces before it is in a subnet, so there is nothing to narrow it to.
    role.allow({
      sid: "ConnectToVpc",
      actions: [
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcs",
      ],
      resources: ["*"],
    });
    return role;
  }
}
