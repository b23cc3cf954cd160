import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { instanceLogGroupName, PostgresInstance } from "../../constructs/database/postgres-instance";
import { Vpc } from "../../constructs/network/vpc";
import { logGroupPrefix } from "../../constructs/observability/log-group";
import { Bucket } from "../../constructs/storage/bucket";
import { BucketReplication } from "../../constructs/storage/bucket-replication";
import { LogBucket } from "../../constructs/storage/log-bucket";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import { RecoveryStack } from "../../stacks/recovery-stack";
import { DATABASE, type DataStack } from "./data";
import type { Recovery, StudentWellbeingEnvironment } from "./environments";
import type { Size } from "./sizes";

/** Props of {@link CopiesStack}. */
export interface CopiesStackProps extends LayerProps<StudentWellbeingEnvironment> {
  readonly size: Size;
  readonly recovery: Recovery;
  readonly data: DataStack;
}

/** What survives the loss of the environment's region, in another one: the models, and a copy of the database. */
export class CopiesStack extends RecoveryStack {
  public readonly models: Bucket;

  public constructor(scope: Construct, props: CopiesStackProps) {
    const { environment, recovery, data, size } = props;
    const { region, zones, cidrBlock, databaseCopy } = recovery;
    super(scope, {
      ...props,
      region,
      zones,
      originals: data,
      keyDescription: "Copies of the data of Student Wellbeing",
    });
    const { retention, database } = environment;
    const { key } = this;
    key.allowLogGroups(logGroupPrefix(this), instanceLogGroupName(this, DATABASE));
    this.models = new Bucket(this, "models", {
      purpose: "models",
      encryption: key,
      accessLogs: new LogBucket(this, "access", { retentionDays: retention.accessLogDays }),
      keepOldVersionsDays: 90,
    });
    new TerraformOutput(this, "models_bucket", { value: this.models.bucketName });
    if (!databaseCopy || !database || !data.database) return;
    const copy = new PostgresInstance(this, "database", {
      network: new Vpc(this, "network", { cidrBlock, natGateways: "none" }),
      name: DATABASE,
      key,
      ...database,
      // One instance is enough to follow; a second one comes after it has taken over.
      multiAz: false,
      instanceClass: size.instanceClass,
      databaseName: data.database.databaseName,
      logRetentionDays: retention.logDays,
      copyOf: data.database.arn,
    });
    new TerraformOutput(this, "database_endpoint", { value: copy.endpoint });
  }
}

/** Props of {@link ReplicationStack}. */
export interface ReplicationStackProps extends LayerProps<StudentWellbeingEnvironment> {
  readonly data: DataStack;
  readonly copies: CopiesStack;
}

/** What keeps the copies of the models up to date, in the environment's own region. */
export class ReplicationStack extends LintelStack {
  public constructor(scope: Construct, props: ReplicationStackProps) {
    super(scope, { ...props, layer: "replication" });
    new BucketReplication(this, "models", { from: props.data.models, to: props.copies.models });
  }
}
