import { BedrockagentDataSource } from "@cdktf/provider-aws/lib/bedrockagent-data-source";
import { BedrockagentKnowledgeBase } from "@cdktf/provider-aws/lib/bedrockagent-knowledge-base";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { AuroraCluster } from "../database/aurora-cluster";
import { Role } from "../security/role";
import type { Secret } from "../security/secret";
import type { Bucket } from "../storage/bucket";
import { BedrockModel } from "./bedrock-model";

/** Props of {@link KnowledgeBase}. */
export interface KnowledgeBaseProps {
  /** What is known, shown in the console. */
  readonly description: string;
  /** Holds the documents. */
  readonly documents: Bucket;
  /** Only objects whose key begins so are read, such as `knowledge/`. */
  readonly prefix: string;
  /** Keeps the vectors (pgvector); it needs its Data API. */
  readonly database: AuroraCluster;
  /** User name and password of the database user that Bedrock works as. */
  readonly credentials: Secret;
  /** Table that was made before, with the columns of {@link KNOWLEDGE_COLUMNS}. */
  readonly table: string;
  /** Turns text into vectors. @default - Titan Text Embeddings V2 */
  readonly embeddingModelId?: string;
}

/** Columns of the table of vectors, by what Bedrock keeps in them. */
export const KNOWLEDGE_COLUMNS = {
  primaryKeyField: "id",
  vectorField: "embedding",
  textField: "chunks",
  metadataField: "metadata",
} as const;

/**
 * A Bedrock knowledge base over documents in a bucket, with its vectors in Aurora PostgreSQL. Bedrock looks at the
 * table when the knowledge base is created, so table, index and user are made before, by SQL.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.VectorDB.html
 */
export class KnowledgeBase extends Construct {
  public readonly knowledgeBase: BedrockagentKnowledgeBase;
  public readonly dataSource: BedrockagentDataSource;
  public readonly role: Role;
  public readonly id: string;

  public constructor(scope: Construct, id: string, props: KnowledgeBaseProps) {
    super(scope, id);
    const { description, documents, prefix, database, credentials, table } = props;
    const { embeddingModelId = "amazon.titan-embed-text-v2:0" } = props;
    const { account, region } = environmentOf(this);
    this.role = new Role(this, "role", {
      name: "knowledge-base",
      description: "Reads documents and keeps their vectors",
      assumedBy: "bedrock.amazonaws.com",
      sourceArns: [`arn:aws:bedrock:${region}:${account}:knowledge-base/*`],
    });
    this.grant(props, embeddingModelId);
    this.knowledgeBase = new BedrockagentKnowledgeBase(this, "knowledge-base", {
      name: physicalName(this, NAME_LIMITS.knowledgeBase),
      description,
      roleArn: this.role.arn,
      knowledgeBaseConfiguration: [
        {
          type: "VECTOR",
          vectorKnowledgeBaseConfiguration: [
            { embeddingModelArn: `arn:aws:bedrock:${region}::foundation-model/${embeddingModelId}` },
          ],
        },
      ],
      storageConfiguration: [
        {
          type: "RDS",
          rdsConfiguration: [
            {
              resourceArn: database.arn,
              credentialsSecretArn: credentials.arn,
              databaseName: database.databaseName,
              tableName: table,
              fieldMapping: [KNOWLEDGE_COLUMNS],
            },
          ],
        },
      ],
      dependsOn: this.role.policy ? [this.role.policy] : [],
    });
    this.id = this.knowledgeBase.id;
    this.dataSource = new BedrockagentDataSource(this, "documents", {
      knowledgeBaseId: this.id,
      name: physicalName(this, NAME_LIMITS.knowledgeBase, "documents"),
      // What was read stays searchable until somebody deletes it; the vectors go with the database.
      dataDeletionPolicy: "RETAIN",
      dataSourceConfiguration: [
        {
          type: "S3",
          s3Configuration: [{ bucketArn: documents.arn, inclusionPrefixes: [prefix], bucketOwnerAccountId: account }],
        },
      ],
    });
  }

  /** Lets a role search the knowledge base. */
  public grantRetrieve(role: Role): void {
    role.allow({ sid: "SearchKnowledge", actions: ["bedrock:Retrieve"], resources: [this.knowledgeBase.arn] });
  }

  /** @see https://docs.aws.amazon.com/bedrock/latest/userguide/kb-permissions.html */
  private grant({ documents, prefix, database, credentials }: KnowledgeBaseProps, embeddingModelId: string): void {
    const { account } = environmentOf(this);
    new BedrockModel(embeddingModelId).grantInvoke(this.role);
    this.role.allow({
      sid: "ListDocuments",
      actions: ["s3:ListBucket"],
      resources: [documents.arn],
      conditions: { StringLike: { "s3:prefix": `${prefix}*` }, StringEquals: { "aws:ResourceAccount": account } },
    });
    this.role.allow({
      sid: "ReadDocuments",
      actions: ["s3:GetObject"],
      resources: [`${documents.arn}/${prefix}*`],
      conditions: { StringEquals: { "aws:ResourceAccount": account } },
    });
    documents.key?.grantThrough(this.role, "s3", "read");
    database.grantDataApi(this.role);
    credentials.grantRead(this.role);
  }
}
