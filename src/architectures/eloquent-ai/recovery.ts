import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { AuroraCluster, databaseLogGroupName } from "../../constructs/database/aurora-cluster";
import { FlowLogs } from "../../constructs/network/flow-logs";
import { Vpc } from "../../constructs/network/vpc";
import { LogGroup, logGroupPrefix } from "../../constructs/observability/log-group";
import { Bucket } from "../../constructs/storage/bucket";
import { BucketReplication } from "../../constructs/storage/bucket-replication";
import { ImageReplication } from "../../constructs/storage/image-replication";
import { LogBucket } from "../../constructs/storage/log-bucket";
import { Registry } from "../../constructs/storage/registry";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import { RecoveryStack } from "../../stacks/recovery-stack";
import { DATABASE, REPOSITORY, type DataStack } from "./data";
import type { EloquentAiEnvironment, Recovery } from "./environments";

/** Props of {@link CopiesStack}. */
export interface CopiesStackProps extends LayerProps<EloquentAiEnvironment> {
  readonly recovery: Recovery;
  readonly data: DataStack;
}

/**
 * What survives the loss of the environment's region, in another one: a copy of the database that lags by about a
 * second and can take over, a bucket and a registry that copies arrive in, and the network and key that they need.
 * Its state is in that region too.
 */
export class CopiesStack extends RecoveryStack {
  public readonly database: AuroraCluster;
  public readonly documents: Bucket;
  public readonly registry: Registry;

  public constructor(scope: Construct, props: CopiesStackProps) {
    const { environment, recovery, data } = props;
    const { region, zones, cidrBlock } = recovery;
    super(scope, { ...props, region, zones, originals: data, keyDescription: "Copies of the data of Eloquent AI" });
    const { retention, database } = environment;
    const { key } = this;
    key.allowLogGroups(logGroupPrefix(this), databaseLogGroupName(this, DATABASE));
    const vpc = new Vpc(this, "network", { cidrBlock, natGateways: "none" });
    new FlowLogs(this, "flow-logs", {
      network: vpc,
      logGroup: new LogGroup(this, "flow-log", {
        name: `${logGroupPrefix(this)}vpc-flow-logs`,
        retentionDays: retention.logDays,
        key,
      }),
    });
    const accessLogs = new LogBucket(this, "access", { retentionDays: retention.accessLogDays });

    this.database = new AuroraCluster(this, "database", {
      network: vpc,
      name: DATABASE,
      key,
      ...database,
      // One instance is enough to follow; others are added after it has taken over.
      readers: 0,
      databaseName: data.database.databaseName,
      backupRetentionDays: 7,
      logRetentionDays: retention.logDays,
      global: data.database,
    });
    this.documents = new Bucket(this, "documents", {
      purpose: "documents",
      encryption: key,
      accessLogs,
      keepOldVersionsDays: 365,
    });
    this.registry = new Registry(this, "registry", { name: "backend", repositoryName: REPOSITORY, key });
    new TerraformOutput(this, "database_cluster_arn", { value: this.database.arn });
    new TerraformOutput(this, "database_endpoint", { value: this.database.endpoint });
    new TerraformOutput(this, "documents_bucket", { value: this.documents.bucketName });
    new TerraformOutput(this, "ecr_repository_url", { value: this.registry.url });
  }
}

/** Props of {@link ReplicationStack}. */
export interface ReplicationStackProps extends CopiesStackProps {
  readonly copies: CopiesStack;
}

/** What keeps the copies up to date, in the environment's own region. */
export class ReplicationStack extends LintelStack {
  public constructor(scope: Construct, props: ReplicationStackProps) {
    super(scope, { ...props, layer: "replication" });
    const { data, copies, recovery } = props;
    new BucketReplication(this, "documents", { from: data.documents, to: copies.documents });
    const images = new ImageReplication(this, "images", { region: recovery.region, repository: REPOSITORY });
    // Images that arrive before their repository is there would make one without our key.
    this.addDependency(copies);
    new TerraformOutput(this, "registry_id", { value: images.configuration.registryId });
  }
}
