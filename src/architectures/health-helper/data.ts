import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { AuroraCluster } from "../../constructs/database/aurora-cluster";
import { Cache } from "../../constructs/database/cache";
import { Secret } from "../../constructs/security/secret";
import { Bucket } from "../../constructs/storage/bucket";
import { Registry } from "../../constructs/storage/registry";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import type { HealthHelperEnvironment } from "./environments";

/** Name of the database's cluster, for the key that encrypts its log. */
export const DATABASE = "database";

/** What keys of objects begin with that are deleted after 90 days, and of the documents that the assistant knows. */
export const PREFIXES = { temporary: "temp/", knowledge: "knowledge/" } as const;

/** Props of {@link DataStack}. */
export interface DataStackProps extends LayerProps<HealthHelperEnvironment> {
  readonly foundation: FoundationStack;
}

/** What must never be lost: the database, uploads, images, secrets; and the cache of sessions. */
export class DataStack extends LintelStack {
  public readonly database: AuroraCluster;
  public readonly cache?: Cache;
  public readonly uploads: Bucket;
  public readonly registry: Registry;
  /** What the application is given at its start, by the names of the variables. */
  public readonly settings: Secret;
  /** The database user that Bedrock works as. */
  public readonly knowledgeLogin?: Secret;

  public constructor(scope: Construct, props: DataStackProps) {
    super(scope, { ...props, layer: "data" });
    const { environment, foundation } = props;
    const { key, vpc, logBucket } = foundation;
    const isPublic = environment.access === "cdn";

    this.database = new AuroraCluster(this, "database", {
      network: vpc,
      name: DATABASE,
      key,
      ...environment.database,
      databaseName: "health_helper",
      logRetentionDays: environment.retention.logDays,
      // The knowledge base runs its SQL by it, and so do the steps of the runbook.
      dataApi: true,
    });
    if (isPublic) this.cache = new Cache(this, "cache", { network: vpc, name: "sessions", key, ...environment.cache });

    // PDFs that patients send and reports that they get; the browser sends them itself, with a signed URL.
    this.uploads = new Bucket(this, "uploads", {
      purpose: "uploads",
      bucketName: environment.buckets.uploads,
      encryption: key,
      accessLogs: logBucket,
      lifecycleRules: [{ id: "temporary", prefix: PREFIXES.temporary, expireAfterDays: 90 }],
      cors: { origins: [siteOrigin(environment)], methods: ["GET", "PUT", "POST", "HEAD"] },
      requestMetrics: isPublic,
    });
    this.registry = new Registry(this, "registry", { name: "backend", repositoryName: "health-helper-backend", key });

    this.settings = new Secret(this, "settings", {
      name: "env",
      description: "DATABASE_URL and SESSION_SECRET of the backend, as JSON",
      key,
    });
    if (isPublic) {
      this.knowledgeLogin = new Secret(this, "knowledge-login", {
        name: "knowledge-base",
        description: "username and password of the database user that Bedrock works as, as JSON",
        key,
      });
    }
    new TerraformOutput(this, "ecr_repository_url", { value: this.registry.url });
    new TerraformOutput(this, "uploads_bucket", { value: this.uploads.bucketName });
    new TerraformOutput(this, "database_cluster_arn", { value: this.database.arn });
    new TerraformOutput(this, "database_endpoint", { value: this.database.endpoint });
    new TerraformOutput(this, "database_reader_endpoint", { value: this.database.readerEndpoint });
    new TerraformOutput(this, "database_admin_secret_arn", { value: this.database.credentials.valueFrom });
  }
}

/** Where the site's scripts come from, as a browser says it. */
function siteOrigin(environment: HealthHelperEnvironment): string {
  if (environment.access === "cdn") return `https://${environment.domain}`;
  return `https://${environment.buckets.frontend}.s3.${environment.region}.amazonaws.com`;
}
