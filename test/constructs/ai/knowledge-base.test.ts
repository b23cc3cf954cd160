import { KnowledgeBase, KNOWLEDGE_COLUMNS } from "../../../src/constructs/ai/knowledge-base";
import { Role } from "../../../src/constructs/security/role";
import { Secret } from "../../../src/constructs/security/secret";
import { Bucket } from "../../../src/constructs/storage/bucket";
import { build, testKey } from "../../support/construct";
import { testDatabase } from "../database/database";

const { subject } = build((stack) => {
  const key = testKey(stack);
  const base = new KnowledgeBase(stack, "base", {
    description: "What is known",
    documents: new Bucket(stack, "documents", { encryption: key }),
    prefix: "knowledge/",
    database: testDatabase(stack, key, { dataApi: true }),
    credentials: new Secret(stack, "login", { name: "login", description: "d", key }),
    table: "bedrock_integration.bedrock_kb",
  });
  base.grantRetrieve(new Role(stack, "reader", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }));
});

test("reads the documents of its prefix and keeps the vectors in the database", () => {
  const source = subject.one("aws_bedrockagent_data_source").get("data_source_configuration.s3_configuration");
  expect(source).toEqual([
    expect.objectContaining({
      bucket_arn: subject.one("aws_s3_bucket").ref("arn"),
      inclusion_prefixes: ["knowledge/"],
    }),
  ]);
  const store = subject.one("aws_bedrockagent_knowledge_base").get("storage_configuration.rds_configuration");
  expect(store).toEqual([
    expect.objectContaining({
      resource_arn: subject.one("aws_rds_cluster").ref("arn"),
      credentials_secret_arn: subject.one("aws_secretsmanager_secret", "login").ref("arn"),
      table_name: "bedrock_integration.bedrock_kb",
      field_mapping: [expect.objectContaining({ vector_field: KNOWLEDGE_COLUMNS.vectorField })],
    }),
  ]);
});

test("its role may read those documents, run SQL and read its login, and nothing else", () => {
  const statements = subject.one("aws_iam_role_policy", "base").statements();
  const objects = statements.filter(({ actions }) => actions.includes("s3:GetObject"));
  expect(objects.flatMap(({ resources }) => resources)).toEqual([
    `${subject.one("aws_s3_bucket").ref("arn")}/knowledge/*`,
  ]);
  const services = new Set(statements.flatMap(({ actions }) => actions.map((action) => action.split(":")[0])));
  expect([...services].sort()).toEqual(["bedrock", "kms", "rds", "rds-data", "s3", "secretsmanager"]);
  expect(statements.filter(({ resources }) => resources.includes("*"))).toEqual([]);
});

test("who may retrieve may retrieve from this one", () => {
  const [statement] = subject.one("aws_iam_role_policy", "reader").statements();
  expect([statement?.actions, statement?.resources]).toEqual([
    ["bedrock:Retrieve"],
    [subject.one("aws_bedrockagent_knowledge_base").ref("arn")],
  ]);
});
