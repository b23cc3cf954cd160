import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { Construct } from "constructs";
import { checkText, checkWhole, DATABASE_NAME, type TextRule } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";
import { LogGroup } from "../observability/log-group";
import type { Metric } from "../observability/metric";
import type { Key } from "../security/key";
import type { SecretValue } from "../security/secret";
import { checkMonitoringInterval, monitoringRole } from "./enhanced-monitoring";
import { managedCredentials } from "./managed-credentials";
import { keeping, MASTER_USER, PARAMETERS, POSTGRESQL } from "./rds-settings";

/** What a PostgreSQL instance is, wherever it runs. */
export interface PostgresSettings {
  /** Major version of PostgreSQL, such as `15`: AWS takes its latest minor one, and raises it in the maintenance window. */
  readonly engineVersion: string;
  /** Size, such as `db.t3.micro`. */
  readonly instanceClass: string;
  /** GiB at first, 20 to 65536. */
  readonly storageGib: number;
  /** GiB that the storage may grow to by itself. Storage never shrinks. */
  readonly maxStorageGib: number;
  /** Keeps a second instance in another zone that takes over within two minutes; it doubles the price. */
  readonly multiAz: boolean;
  /** Days that any second can be restored of, 1 to 35. */
  readonly backupRetentionDays: number;
  /** Seconds between two samples of the operating system: 1, 5, 10, 15, 30 or 60. @default - no enhanced monitoring */
  readonly monitoringIntervalSeconds?: number;
}

/** Props of {@link PostgresInstance}. */
export interface PostgresInstanceProps extends PostgresSettings {
  readonly network: Network;
  /** Last part of the instance's name. */
  readonly name: string;
  /** Encrypts data, backups, logs and credentials; it must allow the log group of {@link instanceLogGroupName}. */
  readonly key: Key;
  /** Database that is made with the instance. A copy has that of its original. */
  readonly databaseName: string;
  /** Days that the database's own log is kept. */
  readonly logRetentionDays: number;
  /**
   * ARN of the instance in another region that this one follows and can take over from. Text, so that the copy's stack
   * needs nothing of the original's state.
   * @default - it follows none
   */
  readonly copyOf?: string;
}

const MAJOR_VERSION: TextRule = {
  pattern: /^1[3-9]$/,
  allowed: 'a major version of PostgreSQL from 13 on, such as "15"',
};
const INSTANCE_CLASS: TextRule = {
  pattern: /^db\.[a-z0-9]+\.[a-z0-9]+$/,
  allowed: "a size of RDS, such as db.t3.micro",
};

/**
 * One PostgreSQL server (RDS) in private subnets: encrypted, TLS only, with continuous backups and its log in CloudWatch.
 * Stateful: protected data can't be deleted before its protection is removed, and leaves a last snapshot.
 *
 * RDS makes the password of the main user, keeps it in Secrets Manager and changes it every seven days.
 */
export class PostgresInstance extends Construct implements Connectable {
  public readonly instance: DbInstance;
  public readonly securityGroup: SecurityGroup;
  /** User name and password of the main user, as JSON. A copy has those of its original. */
  public readonly credentials?: SecretValue;
  public readonly databaseName: string;
  /** Host name. */
  public readonly endpoint: string;
  /** ARN, as its name has it: known before the instance is there. */
  public readonly arn: string;

  public constructor(scope: Construct, id: string, props: PostgresInstanceProps) {
    super(scope, id);
    const { network, name, key, engineVersion, instanceClass, databaseName, copyOf } = props;
    this.checkProps(props);
    const { account, region, data } = environmentOf(this);
    const isProtected = data === "protected";
    const identifier = physicalName(this, NAME_LIMITS.database, name);
    this.databaseName = databaseName;
    this.arn = `arn:aws:rds:${region}:${account}:db:${identifier}`;
    this.securityGroup = new SecurityGroup(this, "security-group", { network, name, description: `Database ${name}` });
    const log = new LogGroup(this, "log", {
      name: instanceLogGroupName(this, name),
      retentionDays: props.logRetentionDays,
      key,
    });
    const { monitoringIntervalSeconds: monitoringInterval } = props;
    this.instance = new DbInstance(this, "instance", {
      identifier,
      instanceClass,
      ...(copyOf === undefined
        ? {
            engine: "postgres",
            engineVersion,
            dbName: databaseName,
            username: MASTER_USER,
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: key.arn,
            allocatedStorage: props.storageGib,
          }
        : { replicateSourceDb: copyOf }),
      maxAllocatedStorage: props.maxStorageGib,
      storageType: "gp3",
      storageEncrypted: true,
      kmsKeyId: key.arn,
      dbSubnetGroupName: new DbSubnetGroup(this, "subnets", {
        name: identifier,
        description: `Private subnets for ${identifier}`,
        subnetIds: [...network.privateSubnetIds],
      }).name,
      parameterGroupName: this.createParameters(identifier, engineVersion).name,
      vpcSecurityGroupIds: [this.securityGroup.id],
      port: POSTGRESQL,
      publiclyAccessible: false,
      multiAz: props.multiAz,
      ...keeping(identifier, props.backupRetentionDays, isProtected),
      backupWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:30-sun:05:30",
      autoMinorVersionUpgrade: true,
      enabledCloudwatchLogsExports: ["postgresql"],
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: key.arn,
      performanceInsightsRetentionPeriod: 7,
      ...(monitoringInterval === undefined
        ? {}
        : { monitoringInterval, monitoringRoleArn: monitoringRole(this, identifier).arn }),
      // RDS would make the group itself, without encryption and for ever.
      dependsOn: [log.logGroup],
    });
    if (copyOf === undefined) {
      this.credentials = managedCredentials(this.instance.masterUserSecret.get(0).secretArn, key);
    }
    this.endpoint = this.instance.address;
  }

  /** Lets a client connect to the database. */
  public allowFrom(client: Connectable): readonly SecurityGroupRule[] {
    return this.securityGroup.allowFrom(client, POSTGRESQL, "PostgreSQL");
  }

  /** A metric of the instance, such as `CPUUtilization` or `FreeStorageSpace`. */
  public metric(name: string, statistic = "Average"): Metric {
    return { namespace: "AWS/RDS", name, statistic, dimensions: { DBInstanceIdentifier: this.instance.identifier } };
  }

  private createParameters(name: string, engineVersion: string): DbParameterGroup {
    return new DbParameterGroup(this, "parameters", {
      name,
      family: `postgres${engineVersion}`,
      description: `Settings of ${name}`,
      parameter: PARAMETERS,
    });
  }

  private checkProps(props: PostgresInstanceProps): void {
    const { engineVersion, instanceClass, storageGib, maxStorageGib, backupRetentionDays, databaseName } = props;
    checkText(this, "engineVersion", engineVersion, MAJOR_VERSION);
    checkText(this, "instanceClass", instanceClass, INSTANCE_CLASS);
    checkText(this, "databaseName", databaseName, DATABASE_NAME);
    // RDS, CreateDBInstance: gp3.
    checkWhole(this, "storageGib", storageGib, { min: 20, max: 65_536 });
    check(this, Number.isInteger(maxStorageGib) && maxStorageGib >= storageGib * 1.1 && maxStorageGib <= 65_536, {
      property: "maxStorageGib",
      got: maxStorageGib,
      allowed: `a whole number from ${Math.ceil(storageGib * 1.1)} (a tenth more than storageGib) to 65536`,
      fix: "give the storage room to grow",
    });
    checkWhole(this, "backupRetentionDays", backupRetentionDays, { min: 1, max: 35 });
    checkMonitoringInterval(this, props.monitoringIntervalSeconds);
  }
}

/** Name of the log group that an instance writes; its key has to allow it. */
export function instanceLogGroupName(scope: Construct, name: string): string {
  return `/aws/rds/instance/${physicalName(scope, NAME_LIMITS.database, name)}/postgresql`;
}
