import {
  admitted,
  all,
  allowed,
  containerOf,
  exists,
  secretsOf,
  setting,
  that,
  valueIn,
  variable,
  variableOf,
  within,
} from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";

/** A value comes from a secret of its own, and stands nowhere in the open. */
function secret(name: string, role = name.toLowerCase().replaceAll("_", "-")): Assertion {
  return that(
    (s) => {
      expect(s.follow(secretsOf(s, "app", "app")[name]).id).toBe(s.one("aws_secretsmanager_secret", role).id);
      for (const container of s.all("aws_ecs_task_definition").flatMap((task) => task.containers())) {
        expect(valueIn(container, name)).toBeUndefined();
      }
    },
    (e) => e.container("app", "app", (each) => void (each["secrets"] = [])),
    (e) => e.container("app", "app", (each) => void (each["environment"] as object[]).push({ name, value: "sk-1" })),
  );
}

/** Documents, vectors, models, keys. */
export const retrieval: Record<string, Assertion> = {
  "AM-094": all(
    that(
      (s) => {
        const given = Object.values(secretsOf(s, "app", "app")).filter((from) => from.includes("secretsmanager"));
        expect(given.map((from) => s.follow(from).id).sort()).toEqual(
          s
            .all("aws_secretsmanager_secret")
            .map(({ id }) => id)
            .sort(),
        );
        expect(given.length).toBeGreaterThanOrEqual(3);
        // Values are set by hand: none stands in the code or in Terraform's state.
        expect(s.all("aws_secretsmanager_secret_version")).toEqual([]);
      },
      (e) => e.remove("aws_secretsmanager_secret", "cohere-api-key"),
      (e) => e.add("data", "aws_secretsmanager_secret_version", "value", { secret_string: "s" }),
    ),
  ),
  "AM-100": all(
    setting("aws_opensearchserverless_collection", "data/vectors", "type", "VECTORSEARCH"),
    that(
      (s) => {
        const collection = s.one("aws_opensearchserverless_collection", "data/vectors");
        const name = String(collection.get("name"));
        const policy = (kind: string) =>
          s.one("aws_opensearchserverless_security_policy", `data/vectors ${kind}`).json("policy");
        const rule = { ResourceType: "collection", Resource: [`collection/${name}`] };
        expect(policy("encryption")).toEqual({
          Rules: [rule],
          AWSOwnedKey: false,
          KmsARN: s.one("aws_kms_key", "foundation/key").ref("arn"),
        });
        const endpoint = s.one("aws_opensearchserverless_vpc_endpoint");
        expect(policy("network")).toEqual([
          { Rules: [rule], AllowFromPublic: false, SourceVPCEs: [endpoint.ref("id")] },
        ]);
        const subnets = endpoint.get("subnet_ids") as string[];
        expect(subnets.map((id) => s.follow(id).name)).toEqual(["network_private-a", "network_private-b"]);
        const [access] = s.one("aws_opensearchserverless_access_policy", "app").json("policy") as {
          Rules: { Resource: string[] }[];
          Principal: string[];
        }[];
        expect(access?.Rules[0]?.Resource).toEqual([`index/${name}/*`]);
        expect(access?.Principal.map((arn) => s.follow(arn).id)).toEqual([s.one("aws_iam_role", "app task-role").id]);
      },
      (e) =>
        e.document(
          "aws_opensearchserverless_security_policy",
          "data/vectors encryption",
          "policy",
          (policy: Record<string, unknown>) => void (policy["AWSOwnedKey"] = true),
        ),
      (e) =>
        e.document(
          "aws_opensearchserverless_security_policy",
          "data/vectors network",
          "policy",
          (policy: Record<string, unknown>[]) => void (policy[0] = { ...policy[0], AllowFromPublic: true }),
        ),
      (e) =>
        e.set("aws_opensearchserverless_vpc_endpoint", undefined, "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
      (e) =>
        e.document(
          "aws_opensearchserverless_access_policy",
          "app",
          "policy",
          (policy: Record<string, unknown>[]) => void (policy[0] = { ...policy[0], Principal: ["*"] }),
        ),
    ),
  ),
  "AM-101": within("pinecone", all(secret("PINECONE_API_KEY"))),
  "AM-102": all(
    setting("aws_db_instance", undefined, "engine", "postgres"),
    setting("aws_db_instance", undefined, "publicly_accessible", false),
    that(
      (s) => {
        const instance = s.one("aws_db_instance");
        // pgvector is part of PostgreSQL on RDS from these versions on; the extension itself is a statement of SQL.
        expect(Number(instance.get("engine_version"))).toBeGreaterThanOrEqual(15);
        const group = s.follow(instance.get("db_subnet_group_name"));
        for (const id of group.get("subnet_ids") as string[]) expect(s.follow(id).name).toMatch(/^network_private-/);
        expect(admitted(s, "data/database")).toEqual([[s.one("aws_security_group", "app").ref("id"), 5432, 5432]]);
      },
      (e) => e.set("aws_db_instance", undefined, "engine_version", "12"),
      (e) => e.set("aws_db_subnet_group", undefined, "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
      (e) =>
        e.set("aws_vpc_security_group_ingress_rule", "into-vectors-5432", "referenced_security_group_id", undefined),
      (e) => e.remove("aws_vpc_security_group_ingress_rule", "into-vectors-5432"),
    ),
  ),
  "AM-103": all(
    exists("aws_s3_bucket", "data/documents"),
    that(
      (s) => {
        const rules = s.one("aws_s3_bucket_lifecycle_configuration", "data/documents").list("rule");
        expect(rules.map(({ id }) => id)).toEqual(["processed", "housekeeping"]);
        expect(rules[0]?.["transition"]).toEqual([{ days: 90, storage_class: "STANDARD_IA" }]);
        const block = s.one("aws_s3_bucket_public_access_block", "data/documents");
        const flags = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
        expect(flags.map((flag) => block.get(flag))).toEqual([true, true, true, true]);
      },
      (e) => e.set("aws_s3_bucket_lifecycle_configuration", "data/documents", "rule.0.transition", []),
      (e) => e.set("aws_s3_bucket_public_access_block", "data/documents", "restrict_public_buckets", false),
    ),
  ),
  "AM-104": that(
    (s) => {
      const bucket = s.one("aws_s3_bucket", "data/documents");
      const lambda = s.one("aws_lambda_function");
      const notification = s.one("aws_s3_bucket_notification");
      expect(s.follow(notification.get("bucket")).id).toBe(bucket.id);
      expect(notification.get("lambda_function.filter_prefix")).toBe("uploads/");
      expect(s.follow(notification.get("lambda_function.lambda_function_arn")).id).toBe(lambda.id);
      const permission = s.one("aws_lambda_permission");
      expect([permission.get("principal"), s.follow(permission.get("source_arn")).id]).toEqual([
        "s3.amazonaws.com",
        bucket.id,
      ]);
      expect(String(permission.get("source_account"))).toMatch(/^\d{12}$/);
      // What fails for good waits for somebody.
      expect(s.follow(lambda.get("dead_letter_config.target_arn")).id).toBe(s.one("aws_sqs_queue").id);
      const alarm = s.one("aws_cloudwatch_metric_alarm", "failed-document");
      expect(alarm.references("dimensions")).toEqual([s.one("aws_sqs_queue").id]);
      // It reads uploads and writes beside them, so it never calls itself.
      expect(s.follow(lambda.get("s3_bucket")).id).toBe(bucket.id);
      expect(String(s.follow(lambda.get("s3_key")).get("key"))).not.toMatch(/^uploads\//);
    },
    (e) => e.set("aws_s3_bucket_notification", undefined, "lambda_function.filter_prefix", ""),
    (e) => e.set("aws_s3_bucket_notification", undefined, "lambda_function.lambda_function_arn", "arn:aws:lambda:x"),
    (e) => e.set("aws_lambda_permission", undefined, "source_account", undefined),
    (e) => e.set("aws_lambda_permission", undefined, "principal", "*"),
    (e) => e.set("aws_lambda_function", undefined, "dead_letter_config", undefined),
    (e) => e.remove("aws_cloudwatch_metric_alarm", "failed-document"),
    (e) => e.set("aws_s3_object", "code", "key", "uploads/code.zip"),
  ),
  "AM-105": all(
    allowed("processor", "textract:DetectDocumentText", () => ["*"]),
    allowed("processor", "textract:AnalyzeDocument", () => ["*"]),
    allowed("processor", "s3:GetObject", (s) => [`${s.one("aws_s3_bucket", "data/documents").ref("arn")}/*`]),
  ),
  "AM-106": all(
    ...["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"].map((action) =>
      allowed("app task-role", action, (s) => {
        const models = String(variableOf(s, "app", "app", "BEDROCK_MODEL_IDS")).split(",");
        expect(models.filter(Boolean)).not.toEqual([]);
        return models.map((id) => `arn:aws:bedrock:ap-southeast-1::foundation-model/${id}`);
      }),
    ),
  ),
  "AM-107": allowed("app task-role", "sagemaker:InvokeEndpoint", () => [
    "arn:aws:sagemaker:ap-southeast-1:171717171717:endpoint/amica-reranker",
  ]),
  "AM-108": all(
    ...["openai-api-key", "anthropic-api-key", "cohere-api-key"].map((role): Assertion =>
      exists("aws_secretsmanager_secret", role),
    ),
    allowed("app execution-role", "secretsmanager:GetSecretValue", (s) =>
      s.all("aws_secretsmanager_secret").map((each) => each.ref("arn")),
    ),
  ),
  "AM-109": secret("OPENAI_API_KEY"),
  "AM-110": secret("ANTHROPIC_API_KEY"),
  "AM-111": secret("COHERE_API_KEY"),
  "AM-112": within(
    "pinecone",
    all(secret("PINECONE_API_KEY"), variable("app", "app", "PINECONE_ENVIRONMENT", "us-west1-gcp")),
  ),
  // Requests are signed by the task's role, so there is no user and no password.
  "AM-113": all(
    variable(
      "app",
      "app",
      "OPENSEARCH_ENDPOINT",
      "${amica-enterprise-data/aws_opensearchserverless_collection.vectors_collection.collection_endpoint}",
    ),
    allowed("app task-role", "aoss:APIAccessAll", (s) => [
      s.one("aws_opensearchserverless_collection", "data/vectors").ref("arn"),
    ]),
    that(
      (s) => expect(JSON.stringify(containerOf(s, "app", "app"))).not.toMatch(/OPENSEARCH_(USERNAME|PASSWORD)/),
      (e) =>
        e.container(
          "app",
          "app",
          (each) => void (each["environment"] as object[]).push({ name: "OPENSEARCH_PASSWORD", value: "x" }),
        ),
    ),
  ),
  "AM-114": that(
    (s) => {
      const bucket = s.one("aws_s3_bucket", "data/documents");
      expect(s.follow(variableOf(s, "app", "app", "S3_BUCKET_NAME")).id).toBe(bucket.id);
      const isDocumented = s.stackNames().some((name) => name.includes("-rag-"));
      expect(bucket.get("bucket")).toBe(isDocumented ? "amica-documents" : "amica-documents-enterprise");
    },
    (e) => e.set("aws_s3_bucket", "data/documents", "bucket", "documents"),
    withVariable("S3_BUCKET_NAME", "amica-documents"),
  ),
  "AM-115": variable("app", "app", "S3_REGION", "ap-southeast-1"),
  "AM-116": secret("DATABASE_URL"),
  "AM-117": all(
    setting("aws_elasticache_replication_group", undefined, "transit_encryption_enabled", true),
    that(
      (s) => {
        const url = String(variableOf(s, "app", "app", "REDIS_URL"));
        expect(url).toMatch(/^rediss:\/\/[^:@]+@/);
        expect(url).toContain(s.one("aws_elasticache_replication_group").ref("primary_endpoint_address"));
      },
      withVariable("REDIS_URL", "redis://cache:6379/0"),
    ),
  ),
  "AM-127": all(
    that(
      (s) => {
        expect(String(containerOf(s, "app", "tracing")?.["image"])).toContain("aws-otel-collector");
        expect(valueIn(containerOf(s, "app", "app"), "OTEL_EXPORTER_OTLP_ENDPOINT")).toMatch(/^http:\/\/localhost:/);
      },
      (e) => e.container("app", "tracing", (each) => void (each["image"] = "nginx")),
    ),
    allowed("app task-role", "xray:PutTraceSegments", () => ["*"]),
  ),
};

function withVariable(name: string, value: string): Change {
  return (e) => {
    e.container("app", "app", (each) => {
      for (const entry of each["environment"] as Record<string, string>[])
        if (entry["name"] === name) entry["value"] = value;
    });
  };
}
