import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { Cache } from "../../constructs/database/cache";
import { PostgresInstance } from "../../constructs/database/postgres-instance";
import { SearchCollection } from "../../constructs/database/search-collection";
import { SearchEndpoint } from "../../constructs/database/search-endpoint";
import { Secret } from "../../constructs/security/secret";
import { Bucket } from "../../constructs/storage/bucket";
import { Registry } from "../../constructs/storage/registry";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import type { AmicaEnvironment } from "./environments";
import type { Preset, VectorStore } from "./presets";

/** Name of the database with the vectors, for the key that encrypts its log. */
export const DATABASE = "vectors";
/** Name of the image repository. */
export const REPOSITORY = "amica-app";
/** What keys of documents begin with that are to be processed. */
export const UPLOADS = "uploads/";

/** Props of the layers of Amica. */
export interface AmicaProps extends LayerProps<AmicaEnvironment> {
  readonly preset: Preset;
  readonly foundation: FoundationStack;
}

/** What must never be lost: images; and with retrieval documents, their vectors, and keys of APIs. */
export class DataStack extends LintelStack {
  public readonly registry: Registry;
  public readonly documents?: Bucket;
  public readonly database?: PostgresInstance;
  /** The way to {@link vectors} and {@link logs}. */
  public readonly search?: SearchEndpoint;
  public readonly vectors?: SearchCollection;
  /** Entries of the application's log, to be searched. */
  public readonly logs?: SearchCollection;
  public readonly cache?: Cache;
  /** By the names of the variables that receive the values. */
  public readonly secrets: Readonly<Record<string, Secret>>;

  public constructor(scope: Construct, props: AmicaProps) {
    super(scope, { ...props, layer: "data" });
    const { environment, foundation, preset } = props;
    const { key, vpc, logBucket } = foundation;
    const { retrieval, cache } = preset;
    this.registry = new Registry(this, "registry", { name: "app", repositoryName: REPOSITORY, key });
    this.secrets = Object.fromEntries(secretsOf(preset).map((name) => [name, this.createSecret(name, foundation)]));
    if (retrieval?.store.kind === "opensearch" || preset.searchableLogs) {
      this.search = new SearchEndpoint(this, "search", { network: vpc });
    }
    if (this.search && preset.searchableLogs) {
      this.logs = new SearchCollection(this, "logs", {
        name: "logs",
        description: "Entries of the application's log",
        type: "TIMESERIES",
        endpoint: this.search,
        key,
        // CloudWatch has the entries as well.
        standbyReplicas: false,
      });
    }
    if (cache) this.cache = new Cache(this, "cache", { network: vpc, name: "sessions", key, ...cache });
    new TerraformOutput(this, "ecr_repository_url", { value: this.registry.url });
    if (!retrieval) return;

    this.documents = new Bucket(this, "documents", {
      purpose: "documents",
      bucketName: environment.documentsBucket,
      encryption: key,
      accessLogs: logBucket,
      // What was processed is rarely read again.
      lifecycleRules: [{ id: "processed", prefix: UPLOADS, infrequentAccessAfterDays: 90 }],
      keepOldVersionsDays: 90,
    });
    const { store } = retrieval;
    if (store.kind === "pgvector") this.database = this.createDatabase(store, props);
    if (store.kind === "opensearch" && this.search) {
      this.vectors = new SearchCollection(this, "vectors", {
        name: DATABASE,
        description: "Vectors of documents",
        type: "VECTORSEARCH",
        endpoint: this.search,
        key,
        standbyReplicas: store.standbyReplicas,
      });
      new TerraformOutput(this, "opensearch_endpoint", { value: this.vectors.url });
    }
    new TerraformOutput(this, "documents_bucket", { value: this.documents.bucketName });
  }

  private createDatabase(
    { database: settings }: Extract<VectorStore, { kind: "pgvector" }>,
    { environment, foundation }: AmicaProps,
  ): PostgresInstance {
    const { key, vpc } = foundation;
    const database = new PostgresInstance(this, "database", {
      network: vpc,
      name: DATABASE,
      key,
      ...settings,
      databaseName: "amica",
      logRetentionDays: environment.retention.logDays,
    });
    new TerraformOutput(this, "database_endpoint", { value: database.endpoint });
    new TerraformOutput(this, "database_admin_secret_arn", { value: database.credentials?.valueFrom });
    return database;
  }

  private createSecret(name: string, { key }: FoundationStack): Secret {
    return new Secret(this, name.toLowerCase().replaceAll("_", "-"), {
      name,
      description: name === "DATABASE_URL" ? "User, password and address of the vectors' database" : "Key of an API",
      key,
    });
  }
}

/** The variables that hold secrets. */
function secretsOf({ retrieval }: Preset): string[] {
  if (!retrieval) return [];
  const ofStore = { pgvector: ["DATABASE_URL"], opensearch: [], pinecone: ["PINECONE_API_KEY"] };
  return [...retrieval.apiKeys, ...ofStore[retrieval.store.kind]];
}
