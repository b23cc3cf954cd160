import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { RdsGlobalCluster } from "@cdktf/provider-aws/lib/rds-global-cluster";
import { Construct } from "constructs";
import { checkText, checkWhole, DATABASE_NAME } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";
import { LogGroup } from "../observability/log-group";
import type { Metric } from "../observability/metric";
import { GeneratedLogin } from "../security/generated-login";
import type { Key } from "../security/key";
import type { Role } from "../security/role";
import type { SecretValue } from "../security/secret";
import { checkCapacity, type AuroraCapacity } from "./aurora-capacity";
import { checkMonitoringInterval, monitoringRole } from "./enhanced-monitoring";
import { managedCredentials } from "./managed-credentials";
import { keeping, MASTER_USER, PARAMETERS, POSTGRESQL } from "./rds-settings";

/** Props of {@link AuroraCluster}. */
export interface AuroraClusterProps {
  readonly network: Network;
  /** Last part of the cluster's name. */
  readonly name: string;
  /** Encrypts data, backups, logs and credentials; it must allow the log group of {@link databaseLogGroupName}. */
  readonly key: Key;
  /** Version of Aurora PostgreSQL, such as `16.8`. A minor version is raised here, never by AWS alone. */
  readonly engineVersion: string;
  readonly capacity: AuroraCapacity;
  /** Database that is made with the cluster. */
  readonly databaseName: string;
  /** Instances that can take over from the writer and answer reads, 0 to 15; each one is in another zone if it can be. */
  readonly readers: number;
  /** Days that any second can be restored of, 1 to 35. */
  readonly backupRetentionDays: number;
  /** Days that the database's own log is kept. */
  readonly logRetentionDays: number;
  /**
   * Connections that the database accepts; a change waits for a restart.
   * @default - what AWS derives from {@link AuroraCapacity.maxAcu}
   */
  readonly maxConnections?: number;
  /** Seconds between two samples of the operating system: 1, 5, 10, 15, 30 or 60. @default - no enhanced monitoring */
  readonly monitoringIntervalSeconds?: number;
  /** Lets callers with IAM permissions run SQL over HTTPS, without a way into the network. @default false */
  readonly dataApi?: boolean;
  /**
   * `{ loginVersion, region }`: the cluster is the writing part of a global database with a copy in another region. RDS
   * can't keep the password of one, so Terraform makes it, without storing it; a higher number makes another one. A
   * cluster: this one is the copy of it in another region.
   * @default - one region
   */
  readonly global?: { readonly loginVersion: number; readonly region: string } | AuroraCluster;
}

/**
 * An Aurora PostgreSQL cluster of Serverless v2 instances in private subnets: encrypted, TLS only, with continuous
 * backups and its log in CloudWatch. Stateful: protected data can't be deleted before its protection is removed, and
 * leaves a last snapshot.
 *
 * RDS makes the password of the main user, keeps it in Secrets Manager and changes it every seven days, so an
 * application reads it again when a connection is refused.
 */
export class AuroraCluster extends Construct implements Connectable {
  public readonly cluster: RdsCluster;
  public readonly instances: readonly RdsClusterInstance[];
  public readonly securityGroup: SecurityGroup;
  public readonly globalCluster?: RdsGlobalCluster;
  /** Name of the global database; a copy is added by it, so that its stack needs nothing of the original's state. */
  public readonly globalName?: string;
  /** User name and password of the main user, as JSON. The copy in another region has those of the original. */
  public readonly credentials: SecretValue;
  public readonly arn: string;
  public readonly databaseName: string;
  public readonly endpoint: string;
  public readonly readerEndpoint: string;

  public constructor(scope: Construct, id: string, props: AuroraClusterProps) {
    super(scope, id);
    const { network, name, key, engineVersion, capacity, databaseName, readers, global } = props;
    this.checkProps(props);
    this.databaseName = databaseName;
    const { data } = environmentOf(this);
    const isProtected = data === "protected";
    const identifier = physicalName(this, NAME_LIMITS.database, name);
    const original = global instanceof AuroraCluster ? global : undefined;
    this.securityGroup = new SecurityGroup(this, "security-group", { network, name, description: `Database ${name}` });
    const log = new LogGroup(this, "log", {
      name: databaseLogGroupName(this, name),
      retentionDays: props.logRetentionDays,
      key,
    });
    if (global && !original) {
      this.globalName = identifier;
      this.globalCluster = this.createGlobal(identifier, props);
    }
    const globalClusterIdentifier = original?.globalName ?? this.globalCluster?.id;
    const login =
      global && !(global instanceof AuroraCluster)
        ? new GeneratedLogin(this, "login", {
            name,
            username: MASTER_USER,
            key,
            version: global.loginVersion,
            copyTo: [global.region],
          })
        : undefined;
    const managed = { manageMasterUserPassword: true, masterUserSecretKmsKeyId: key.arn };
    const written = login && { masterPasswordWo: login.password, masterPasswordWoVersion: login.version };

    this.cluster = new RdsCluster(this, "cluster", {
      clusterIdentifier: identifier,
      engine: "aurora-postgresql",
      engineMode: "provisioned",
      engineVersion,
      ...(globalClusterIdentifier === undefined ? {} : { globalClusterIdentifier }),
      ...(original ? {} : { databaseName, masterUsername: MASTER_USER, ...(written ?? managed) }),
      serverlessv2ScalingConfiguration: {
        minCapacity: capacity.minAcu,
        maxCapacity: capacity.maxAcu,
        ...(capacity.pauseAfterSeconds === undefined ? {} : { secondsUntilAutoPause: capacity.pauseAfterSeconds }),
      },
      dbSubnetGroupName: new DbSubnetGroup(this, "subnets", {
        name: identifier,
        description: `Private subnets for ${identifier}`,
        subnetIds: [...network.privateSubnetIds],
      }).name,
      dbClusterParameterGroupName: this.createParameters(identifier, props).name,
      vpcSecurityGroupIds: [this.securityGroup.id],
      port: POSTGRESQL,
      storageEncrypted: true,
      kmsKeyId: key.arn,
      ...keeping(identifier, props.backupRetentionDays, isProtected),
      preferredBackupWindow: "03:00-04:00",
      preferredMaintenanceWindow: "sun:04:30-sun:05:30",
      enableHttpEndpoint: props.dataApi ?? false,
      enabledCloudwatchLogsExports: ["postgresql"],
      // RDS would make the group itself, without encryption and for ever.
      dependsOn: [log.logGroup],
    });
    this.instances = this.createInstances(identifier, 1 + readers, props);
    this.credentials =
      original?.credentials ?? login ?? managedCredentials(this.cluster.masterUserSecret.get(0).secretArn, key);
    this.arn = this.cluster.arn;
    this.endpoint = this.cluster.endpoint;
    this.readerEndpoint = this.cluster.readerEndpoint;
  }

  /** Lets a client connect to the database. */
  public allowFrom(client: Connectable): readonly SecurityGroupRule[] {
    return this.securityGroup.allowFrom(client, POSTGRESQL, "PostgreSQL");
  }

  /** Lets a role see the cluster's endpoints and state. It gives no access to data. */
  public grantDescribe(role: Role): void {
    role.allow({ sid: "DescribeDatabase", actions: ["rds:DescribeDBClusters"], resources: [this.arn] });
  }

  /** Lets a role run SQL over the Data API, as the user whose credentials it can read. */
  public grantDataApi(role: Role): void {
    this.grantDescribe(role);
    role.allow({
      sid: "RunSql",
      actions: ["rds-data:BatchExecuteStatement", "rds-data:ExecuteStatement"],
      resources: [this.arn],
    });
  }

  /** Lets a role make snapshots, whose names begin with the cluster's. It can't delete or restore one. */
  public grantSnapshot(role: Role): void {
    const { account, region } = environmentOf(this);
    const snapshots = `arn:aws:rds:${region}:${account}:cluster-snapshot:${this.cluster.clusterIdentifier}-*`;
    role.allow({
      sid: "MakeSnapshots",
      actions: ["rds:AddTagsToResource", "rds:CreateDBClusterSnapshot"],
      resources: [this.arn, snapshots],
    });
  }

  /** A metric over all instances, such as `ServerlessDatabaseCapacity` or `DatabaseConnections`. */
  public metric(name: string, statistic = "Average"): Metric {
    const dimensions = { DBClusterIdentifier: this.cluster.clusterIdentifier };
    return { namespace: "AWS/RDS", name, statistic, dimensions };
  }

  private createGlobal(identifier: string, { engineVersion, databaseName }: AuroraClusterProps): RdsGlobalCluster {
    const isProtected = environmentOf(this).data === "protected";
    return new RdsGlobalCluster(this, "global", {
      globalClusterIdentifier: identifier,
      engine: "aurora-postgresql",
      engineVersion,
      databaseName,
      storageEncrypted: true,
      deletionProtection: isProtected,
      forceDestroy: !isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
  }

  private createParameters(name: string, { engineVersion, maxConnections }: AuroraClusterProps) {
    return new RdsClusterParameterGroup(this, "parameters", {
      name,
      family: `aurora-postgresql${engineVersion.split(".")[0]}`,
      description: `Settings of ${name}`,
      parameter: [
        ...PARAMETERS,
        ...(maxConnections === undefined
          ? []
          : [{ name: "max_connections", value: String(maxConnections), applyMethod: "pending-reboot" }]),
      ],
    });
  }

  private createInstances(identifier: string, count: number, props: AuroraClusterProps): RdsClusterInstance[] {
    const { key, monitoringIntervalSeconds: monitoringInterval } = props;
    const { zones } = environmentOf(this);
    const monitoring =
      monitoringInterval === undefined
        ? {}
        : { monitoringInterval, monitoringRoleArn: monitoringRole(this, `${identifier}-*`).arn };
    return Array.from(
      { length: count },
      (_, index) =>
        new RdsClusterInstance(this, `instance-${index + 1}`, {
          identifier: `${identifier}-${index + 1}`,
          clusterIdentifier: this.cluster.id,
          engine: "aurora-postgresql",
          instanceClass: "db.serverless",
          availabilityZone: zones[index % zones.length] ?? "",
          // The first reader scales with the writer, so that it can take over at once; others follow their own load.
          promotionTier: Math.min(index, 2),
          publiclyAccessible: false,
          autoMinorVersionUpgrade: false,
          copyTagsToSnapshot: true,
          performanceInsightsEnabled: true,
          performanceInsightsKmsKeyId: key.arn,
          performanceInsightsRetentionPeriod: 7,
          ...monitoring,
        }),
    );
  }

  private checkProps(props: AuroraClusterProps): void {
    const { engineVersion, capacity, databaseName, readers, backupRetentionDays, global } = props;
    const { maxConnections, monitoringIntervalSeconds } = props;
    checkCapacity(this, engineVersion, capacity);
    checkText(this, "databaseName", databaseName, DATABASE_NAME);
    checkWhole(this, "readers", readers, { min: 0, max: 15 });
    checkWhole(this, "backupRetentionDays", backupRetentionDays, { min: 1, max: 35 });
    // Aurora PostgreSQL, max_connections.
    checkWhole(this, "maxConnections", maxConnections, { min: 6, max: 262_143 });
    checkMonitoringInterval(this, monitoringIntervalSeconds);
    check(this, global === undefined || capacity.minAcu > 0, {
      property: "capacity.minAcu",
      got: capacity.minAcu,
      allowed: "0.5 or more in a global database",
      fix: "a paused cluster copies nothing to the other region",
    });
    if (!(global instanceof AuroraCluster)) return;
    const { region } = environmentOf(this);
    check(this, environmentOf(global).region !== region && global.globalName !== undefined, {
      property: "global",
      got: region,
      allowed: "another region than that of the original, which is the writing part of a global database",
      fix: "a copy in the same region is lost with it: choose another region",
    });
  }
}

/** Name of the log group that a cluster writes; its key has to allow it. */
export function databaseLogGroupName(scope: Construct, name: string): string {
  return `/aws/rds/cluster/${physicalName(scope, NAME_LIMITS.database, name)}/postgresql`;
}
