import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { AuroraCluster } from "../../constructs/database/aurora-cluster";
import { Secret } from "../../constructs/security/secret";
import { Bucket } from "../../constructs/storage/bucket";
import { Registry } from "../../constructs/storage/registry";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import type { EloquentAiEnvironment } from "./environments";

/** Name of the database's cluster, for the keys that encrypt its logs. */
export const DATABASE = "database";
/** Name of the image repository, in both regions. */
export const REPOSITORY = "eloquent-backend";

/** Props of {@link DataStack}. */
export interface DataStackProps extends LayerProps<EloquentAiEnvironment> {
  readonly foundation: FoundationStack;
}

/** What must never be lost: the database, documents, images, secrets. */
export class DataStack extends LintelStack {
  public readonly database: AuroraCluster;
  /** What answers are built on; the vectors of it are on Pinecone and can be made again. */
  public readonly documents: Bucket;
  public readonly registry: Registry;
  public readonly openai: Secret;
  public readonly pinecone: Secret;
  public readonly jwt: Secret;

  public constructor(scope: Construct, props: DataStackProps) {
    super(scope, { ...props, layer: "data" });
    const { environment, foundation } = props;
    const { retention, database, recovery } = environment;
    const { key, vpc, logBucket } = foundation;

    this.database = new AuroraCluster(this, "database", {
      network: vpc,
      name: DATABASE,
      key,
      ...database,
      databaseName: "eloquent",
      backupRetentionDays: 7,
      logRetentionDays: retention.logDays,
      ...(recovery ? { global: { loginVersion: recovery.loginVersion, region: recovery.region } } : {}),
    });
    this.documents = new Bucket(this, "documents", {
      purpose: "documents",
      encryption: key,
      accessLogs: logBucket,
      archiveOldVersionsAfterDays: 30,
      keepOldVersionsDays: 365,
    });
    this.registry = new Registry(this, "registry", { name: "backend", repositoryName: REPOSITORY, key });
    const copyTo = recovery ? [recovery.region] : [];
    const secret = (id: string, name: string, description: string) =>
      new Secret(this, id, { name, description, key, copyTo });
    this.openai = secret("openai", "OPENAI_API_KEY", "Key of the OpenAI API");
    this.pinecone = secret("pinecone", "PINECONE_API_KEY", "Key of Pinecone, where the vectors are");
    this.jwt = secret("jwt", "JWT_SECRET", "Signs the tokens of users who have logged in");

    new TerraformOutput(this, "ecr_repository_url", { value: this.registry.url });
    new TerraformOutput(this, "documents_bucket", { value: this.documents.bucketName });
    new TerraformOutput(this, "database_cluster", { value: this.database.cluster.clusterIdentifier });
    new TerraformOutput(this, "database_endpoint", { value: this.database.endpoint });
    new TerraformOutput(this, "database_reader_endpoint", { value: this.database.readerEndpoint });
  }
}
