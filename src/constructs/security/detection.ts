import { ConfigConfigurationRecorder } from "@cdktf/provider-aws/lib/config-configuration-recorder";
import { ConfigConfigurationRecorderStatus } from "@cdktf/provider-aws/lib/config-configuration-recorder-status";
import { ConfigDeliveryChannel } from "@cdktf/provider-aws/lib/config-delivery-channel";
import { GuarddutyDetector } from "@cdktf/provider-aws/lib/guardduty-detector";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Inspector2Enabler } from "@cdktf/provider-aws/lib/inspector2-enabler";
import { SecurityhubAccount } from "@cdktf/provider-aws/lib/securityhub-account";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { Bucket, type LogDestination } from "../storage/bucket";
import type { Key } from "./key";
import { Role } from "./role";

/**
 * What AWS looks for in an account by itself. An account has one of each in a region: switch them on in one environment
 * of the account, and nowhere that an organization has switched them on already.
 */
export interface DetectionSwitches {
  /** GuardDuty: signs of an attack in logs and DNS. @default false */
  readonly guardDuty?: boolean;
  /** AWS Config: a record of every resource and its changes. @default false */
  readonly config?: boolean;
  /** Security Hub: checks of AWS's best practices, and all findings in one place. It needs Config. @default false */
  readonly securityHub?: boolean;
  /** Inspector: images are scanned again whenever a vulnerability becomes known. @default false */
  readonly inspector?: boolean;
}

/** Props of {@link Detection}. */
export interface DetectionProps extends DetectionSwitches {
  /** Encrypts the record of Config. */
  readonly key: Key;
  readonly accessLogs: LogDestination;
  /** Days that the record of Config is kept. */
  readonly retentionDays: number;
}

/** AWS's own watchers over an account and a region. */
export class Detection extends Construct {
  public constructor(scope: Construct, id: string, props: DetectionProps) {
    super(scope, id);
    const { guardDuty = false, config = false, securityHub = false, inspector = false } = props;
    check(this, config || !securityHub, {
      property: "securityHub",
      got: securityHub,
      allowed: "true together with config",
      fix: "Security Hub's checks read what Config records: switch config on as well",
    });
    if (guardDuty)
      new GuarddutyDetector(this, "guardduty", { enable: true, findingPublishingFrequency: "FIFTEEN_MINUTES" });
    const recording = config ? this.createConfig(props) : undefined;
    if (securityHub) {
      new SecurityhubAccount(this, "security-hub", {
        enableDefaultStandards: true,
        autoEnableControls: true,
        dependsOn: recording ? [recording] : [],
      });
    }
    if (inspector) {
      new Inspector2Enabler(this, "inspector", { accountIds: [environmentOf(this).account], resourceTypes: ["ECR"] });
    }
  }

  /** @see https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html */
  private createConfig({ key, accessLogs, retentionDays }: DetectionProps): ConfigConfigurationRecorderStatus {
    const { account, region } = environmentOf(this);
    const name = physicalName(this, NAME_LIMITS.recorder);
    const bucket = new Bucket(this, "record", {
      purpose: "config",
      encryption: key,
      accessLogs,
      lifecycleRules: [{ id: "retain", expireAfterDays: retentionDays }],
    });
    const role = new Role(this, "config-role", {
      name: "config",
      description: "Reads the configuration of every resource, for AWS Config",
      assumedBy: "config.amazonaws.com",
      sourceArns: [`arn:aws:config:${region}:${account}:*`],
    });
    role.allow({ sid: "CheckBucket", actions: ["s3:GetBucketAcl", "s3:ListBucket"], resources: [bucket.arn] });
    role.allow({
      sid: "WriteRecord",
      actions: ["s3:PutObject"],
      resources: [`${bucket.arn}/AWSLogs/${account}/*`],
      conditions: { StringLike: { "s3:x-amz-acl": "bucket-owner-full-control" } },
    });
    key.grantThrough(role, "s3", "read-write");
    // Reading every kind of resource is a list that AWS keeps up to date.
    const reading = new IamRolePolicyAttachment(this, "config-reads", {
      role: role.role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole",
    });
    const recorder = new ConfigConfigurationRecorder(this, "recorder", {
      name,
      roleArn: role.arn,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      dependsOn: [reading, ...(role.policy ? [role.policy] : [])],
    });
    const channel = new ConfigDeliveryChannel(this, "channel", {
      name,
      s3BucketName: bucket.bucketName,
      s3KmsKeyArn: key.arn,
      snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
      dependsOn: [recorder, bucket.policy],
    });
    // A recorder begins only when it knows where to write.
    return new ConfigConfigurationRecorderStatus(this, "recording", {
      name: recorder.name,
      isEnabled: true,
      dependsOn: [channel],
    });
  }
}
