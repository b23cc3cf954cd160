import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { Table } from "../../constructs/database/table";
import { Secret } from "../../constructs/security/secret";
import { Bucket } from "../../constructs/storage/bucket";
import { FileSystem } from "../../constructs/storage/file-system";
import { Registry } from "../../constructs/storage/registry";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";

/** Attribute of a session with the second after which it is over. */
export const SESSION_TTL_ATTRIBUTE = "expires_at";

/** Props of {@link DataStack}. */
export interface DataStackProps extends LayerProps {
  readonly foundation: FoundationStack;
}

/** What must never be lost: documents, sessions and chats, the vector index, images, secrets. */
export class DataStack extends LintelStack {
  public readonly documents: Bucket;
  public readonly sessions: Table;
  public readonly chat: Table;
  public readonly chroma: FileSystem;
  public readonly registry: Registry;
  public readonly anthropicKey: Secret;
  public readonly voyageKey: Secret;
  public readonly encryptionKey: Secret;

  public constructor(scope: Construct, props: DataStackProps) {
    super(scope, { ...props, layer: "data" });
    const { key, vpc, logBucket } = props.foundation;

    // Raw legal documents and what veterans upload.
    this.documents = new Bucket(this, "documents", {
      purpose: "documents",
      encryption: key,
      accessLogs: logBucket,
      lifecycleRules: [{ id: "archive", prefix: "archive/", intelligentTieringAfterDays: 0 }],
      keepOldVersionsDays: 90,
    });

    this.sessions = new Table(this, "sessions", {
      name: "sessions",
      partitionKey: { name: "session_id" },
      timeToLiveAttribute: SESSION_TTL_ATTRIBUTE,
      key,
    });
    // One item for each turn of a conversation, in the order of the turns.
    this.chat = new Table(this, "chat", {
      name: "chat",
      partitionKey: { name: "session_id" },
      sortKey: { name: "turn_id" },
      key,
    });

    this.chroma = new FileSystem(this, "chroma", { network: vpc, name: "chroma", key, path: "/chroma" });
    this.registry = new Registry(this, "registry", { name: "api", key });

    this.anthropicKey = new Secret(this, "anthropic-api-key", {
      name: "ANTHROPIC_API_KEY",
      description: "Key of the Anthropic API",
      key,
    });
    this.voyageKey = new Secret(this, "voyage-api-key", {
      name: "VOYAGE_API_KEY",
      description: "Key of the Voyage AI API, for embeddings",
      key,
    });
    this.encryptionKey = new Secret(this, "encryption-key", {
      name: "ENCRYPTION_KEY",
      description: "Key with which the application encrypts conversation turns",
      key,
    });
    new TerraformOutput(this, "ecr_repository_url", { value: this.registry.url });
    new TerraformOutput(this, "documents_bucket", { value: this.documents.bucketName });
  }
}
