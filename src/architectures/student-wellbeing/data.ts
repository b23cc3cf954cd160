import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { Cache } from "../../constructs/database/cache";
import { PostgresInstance } from "../../constructs/database/postgres-instance";
import { Bucket } from "../../constructs/storage/bucket";
import { Registry } from "../../constructs/storage/registry";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import type { StudentWellbeingEnvironment } from "./environments";
import type { Size } from "./sizes";

/** Name of the database, for the key that encrypts its log. */
export const DATABASE = "database";

/** Props of the layers of Student Wellbeing. */
export interface StudentWellbeingProps extends LayerProps<StudentWellbeingEnvironment> {
  readonly size: Size;
  readonly foundation: FoundationStack;
}

/** What must never be lost: models, datasets and predictions, images, and the database where there is one. */
export class DataStack extends LintelStack {
  public readonly models: Bucket;
  /** Processed datasets and predictions. */
  public readonly data: Bucket;
  public readonly registry: Registry;
  public readonly database?: PostgresInstance;
  public readonly cache?: Cache;

  public constructor(scope: Construct, props: StudentWellbeingProps) {
    super(scope, { ...props, layer: "data" });
    const { environment, foundation, size } = props;
    const { key, vpc, logBucket: accessLogs } = foundation;
    this.models = new Bucket(this, "models", {
      purpose: "models",
      encryption: key,
      accessLogs,
      keepOldVersionsDays: 90,
    });
    this.data = new Bucket(this, "data", {
      purpose: "data",
      encryption: key,
      accessLogs,
      lifecycleRules: [{ id: "retain", expireAfterDays: environment.dataDays }],
      keepOldVersionsDays: 30,
    });
    // Ten releases: a tag can't be overwritten, so a failed build that is built again adds none.
    this.registry = new Registry(this, "registry", { name: "dashboard", key, keepImages: 10 });
    if (environment.database) {
      this.database = new PostgresInstance(this, "database", {
        network: vpc,
        name: DATABASE,
        key,
        ...environment.database,
        instanceClass: size.instanceClass,
        databaseName: "wellbeing",
        logRetentionDays: environment.retention.logDays,
      });
      new TerraformOutput(this, "database_endpoint", { value: this.database.endpoint });
      new TerraformOutput(this, "database_admin_secret_arn", { value: this.database.credentials?.valueFrom });
    }
    if (size.cache) this.cache = new Cache(this, "cache", { network: vpc, name: "cache", key, ...size.cache });
    new TerraformOutput(this, "ecr_repository_url", { value: this.registry.url });
    new TerraformOutput(this, "models_bucket", { value: this.models.bucketName });
    new TerraformOutput(this, "data_bucket", { value: this.data.bucketName });
  }
}
