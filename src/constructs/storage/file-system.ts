import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";
import type { Key } from "../security/key";
import { policyDocument } from "../security/policy";
import type { Role } from "../security/role";

/** Props of {@link FileSystem}. */
export interface FileSystemProps {
  readonly network: Network;
  /** What the file system holds, last part of its names. */
  readonly name: string;
  /** Encrypts the files. */
  readonly key: Key;
  /** Directory that the access point shows as its root. */
  readonly path: string;
  /** User and group id that own every file, whatever the container runs as. @default 1000 */
  readonly ownerId?: number;
}

/** Port of NFS. */
const NFS = 2049;

/**
 * An encrypted EFS file system with a mount target in each private subnet, one access point and daily backups.
 * Stateful. Only roles that were granted access can mount it, over TLS, through the access point.
 */
export class FileSystem extends Construct implements Connectable {
  public readonly fileSystem: EfsFileSystem;
  public readonly accessPoint: EfsAccessPoint;
  public readonly mountTargets: readonly EfsMountTarget[];
  public readonly securityGroup: SecurityGroup;
  public readonly id: string;

  public constructor(scope: Construct, id: string, props: FileSystemProps) {
    super(scope, id);
    const { network, name, key, path, ownerId = 1000 } = props;
    const { zones, data } = environmentOf(this);
    const isProtected = data === "protected";
    this.fileSystem = new EfsFileSystem(this, "file-system", {
      creationToken: physicalName(this, NAME_LIMITS.fileSystem, name),
      encrypted: true,
      kmsKeyId: key.arn,
      throughputMode: "elastic",
      lifecyclePolicy: [{ transitionToIa: "AFTER_30_DAYS" }, { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" }],
      tags: { Name: physicalName(this, NAME_LIMITS.fileSystem, name) },
      lifecycle: { preventDestroy: isProtected },
    });
    const fileSystemId = this.fileSystem.id;
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name,
      description: `File system ${name}`,
    });
    this.mountTargets = network.privateSubnetIds.map(
      (subnetId, index) =>
        new EfsMountTarget(this, `mount-${(zones[index] ?? "").slice(-1)}`, {
          fileSystemId,
          subnetId,
          securityGroups: [this.securityGroup.id],
        }),
    );
    this.accessPoint = new EfsAccessPoint(this, "access-point", {
      fileSystemId,
      posixUser: { uid: ownerId, gid: ownerId },
      rootDirectory: { path, creationInfo: { ownerUid: ownerId, ownerGid: ownerId, permissions: "0750" } },
      tags: { Name: name },
    });
    new EfsBackupPolicy(this, "backup", { fileSystemId, backupPolicy: { status: "ENABLED" } });
    // A policy at all ends anonymous access: from then on only IAM lets a client in.
    // https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    new EfsFileSystemPolicy(this, "policy", {
      fileSystemId,
      policy: policyDocument([
        {
          sid: "TlsOnly",
          effect: "Deny",
          principals: { AWS: "*" },
          actions: ["*"],
          resources: [this.fileSystem.arn],
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    this.id = this.fileSystem.id;
  }

  /** Lets a client reach the mount targets. */
  public allowFrom(client: Connectable): readonly SecurityGroupRule[] {
    return this.securityGroup.allowFrom(client, NFS, "NFS");
  }

  /** Lets a role mount the access point, to read or to write. */
  public grantMount(role: Role, access: "read" | "read-write"): void {
    const write = access === "read-write" ? ["elasticfilesystem:ClientWrite"] : [];
    role.allow({
      sid: "MountFileSystem",
      actions: ["elasticfilesystem:ClientMount", ...write],
      resources: [this.fileSystem.arn],
      conditions: { StringEquals: { "elasticfilesystem:AccessPointArn": this.accessPoint.arn } },
    });
  }
}
