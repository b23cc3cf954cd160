import { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { Role } from "../security/role";
import type { Bucket } from "./bucket";

/** Props of {@link BucketReplication}. */
export interface BucketReplicationProps {
  /** Encrypted with a key of its own, in this stack's region. */
  readonly from: Bucket;
  /** Encrypted with a key of its own, in another region. */
  readonly to: Bucket;
}

/**
 * Copies every new object of a bucket to one in another region, within 15 minutes for nearly all (replication time
 * control), encrypted there with that region's key. Deletions are copied too, as markers: the versions stay.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
 */
export class BucketReplication extends Construct {
  public readonly replication: S3BucketReplicationConfigurationA;
  public readonly role: Role;

  public constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    super(scope, id);
    const { from, to } = props;
    const [here, there] = [from, to].map((bucket) => environmentOf(bucket).region);
    check(this, here !== there && from.key !== undefined && to.key !== undefined, {
      property: "to",
      got: there,
      allowed: "a bucket in another region, both with a key",
      fix: "a copy in the same region is lost with it: create the other bucket in another region",
    });
    this.role = this.createRole(props);
    this.replication = new S3BucketReplicationConfigurationA(this, "replication", {
      bucket: from.bucketName,
      role: this.role.arn,
      rule: [
        {
          id: "everything",
          status: "Enabled",
          priority: 0,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: to.arn,
            storageClass: "STANDARD_IA",
            encryptionConfiguration: { replicaKmsKeyId: to.key?.arn ?? "" },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
          },
        },
      ],
      dependsOn: this.role.policy ? [this.role.policy] : [],
    });
  }

  private createRole({ from, to }: BucketReplicationProps): Role {
    const role = new Role(this, "role", {
      name: `replicate-${from.node.id}`,
      description: "Copies objects to another region",
      assumedBy: "s3.amazonaws.com",
      // AWS documents no source for replication, and a condition that S3 can't meet would stop it silently.
      sourceArns: "unchecked",
    });
    role.allow({
      sid: "ReadConfiguration",
      actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      resources: [from.arn],
    });
    role.allow({
      sid: "ReadVersions",
      actions: ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
      resources: [`${from.arn}/*`],
    });
    role.allow({
      sid: "WriteCopies",
      actions: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
      resources: [`${to.arn}/*`],
    });
    const through = (bucket: Bucket) => ({
      StringEquals: { "kms:ViaService": `s3.${environmentOf(bucket).region}.amazonaws.com` },
    });
    role.allow({
      sid: "Decrypt",
      actions: ["kms:Decrypt"],
      resources: from.key ? [from.key.arn] : [],
      conditions: through(from),
    });
    role.allow({
      sid: "Encrypt",
      actions: ["kms:Encrypt", "kms:GenerateDataKey"],
      resources: to.key ? [to.key.arn] : [],
      conditions: through(to),
    });
    return role;
  }
}
