import { readStacks } from "../../src/template/template";
import { OUTPUT } from "../support/output";
import { Subject, type SubjectResource } from "../support/subject";

// What AWS refuses at apply although Terraform calls it valid: names, descriptions and sizes, over the whole output.
const subject = new Subject(readStacks(OUTPUT));

/** Attribute of a type, and what AWS accepts in it (each service's API reference). */
const ACCEPTED: [type: string, attribute: string, pattern: RegExp][] = [
  ["aws_lb", "name", /^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/],
  ["aws_lb_target_group", "name", /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/],
  ["aws_s3_bucket", "bucket", /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/],
  ["aws_iam_role", "name", /^[\w+=,.@-]{1,64}$/],
  ["aws_iam_role", "description", /^[\x20-\x7e]{1,1000}$/],
  ["aws_security_group", "name", /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/],
  ["aws_security_group", "description", /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/],
  ["aws_vpc_security_group_ingress_rule", "description", /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/],
  ["aws_vpc_security_group_egress_rule", "description", /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/],
  ["aws_dynamodb_table", "name", /^[\w.-]{3,255}$/],
  ["aws_ecr_repository", "name", /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/],
  ["aws_ecs_cluster", "name", /^[\w-]{1,255}$/],
  ["aws_ecs_service", "name", /^[\w-]{1,255}$/],
  ["aws_ecs_task_definition", "family", /^[\w-]{1,255}$/],
  ["aws_secretsmanager_secret", "name", /^[\w/+=.@-]{1,512}(?<!-\w{6})$/],
  ["aws_kms_alias", "name", /^alias\/(?!aws\/)[\w/-]{1,250}$/],
  ["aws_cloudwatch_log_group", "name", /^[\w./#-]{1,512}$/],
  ["aws_cloudwatch_metric_alarm", "alarm_name", /^[^:]{1,255}$/],
  ["aws_cloudwatch_metric_alarm", "alarm_description", /^.{1,1024}$/],
  ["aws_cloudwatch_dashboard", "dashboard_name", /^[\w-]{1,255}$/],
  ["aws_cloudwatch_log_delivery_source", "name", /^[\w-]{1,60}$/],
  ["aws_cloudwatch_log_delivery_destination", "name", /^[\w-]{1,60}$/],
  ["aws_wafv2_web_acl", "name", /^[\w-]{1,128}$/],
  ["aws_wafv2_web_acl", "description", /^[\w+=:#@/,.-][\w+=:#@/,.\s-]{0,254}[\w+=:#@/,.-]$/],
  ["aws_cloudtrail", "name", /^[A-Za-z0-9][\w.-]{2,127}$/],
  ["aws_codepipeline", "name", /^[\w.@-]{1,100}$/],
  ["aws_codebuild_project", "name", /^[A-Za-z0-9][\w-]{1,149}$/],
  ["aws_codestarconnections_connection", "name", /^.{1,32}$/],
  ["aws_xray_group", "group_name", /^.{1,32}$/],
  ["aws_efs_file_system", "creation_token", /^.{1,64}$/],
  ["aws_rds_cluster", "cluster_identifier", /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/],
  ["aws_rds_cluster_instance", "identifier", /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/],
  ["aws_rds_cluster_parameter_group", "name", /^(?!.*--)[a-z][a-z0-9-]{0,254}(?<!-)$/],
  ["aws_db_subnet_group", "name", /^[a-z0-9 ._-]{1,255}$/],
  ["aws_elasticache_replication_group", "replication_group_id", /^(?!.*--)[a-z][a-z0-9-]{0,39}(?<!-)$/],
  ["aws_elasticache_user", "user_id", /^(?!.*--)[a-z][a-z0-9-]{0,39}(?<!-)$/],
  ["aws_cloudfront_function", "name", /^[\w-]{1,64}$/],
  ["aws_cloudfront_cache_policy", "name", /^[\w-]{1,128}$/],
  ["aws_cloudfront_origin_access_control", "name", /^.{1,64}$/],
  ["aws_codedeploy_app", "name", /^.{1,100}$/],
  ["aws_cloudformation_stack", "name", /^[A-Za-z][A-Za-z0-9-]{0,127}$/],
  ["aws_bedrockagent_knowledge_base", "name", /^([0-9a-zA-Z][_-]?){1,100}$/],
  ["aws_db_instance", "identifier", /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/],
  ["aws_db_parameter_group", "name", /^(?!.*--)[a-z][a-z0-9-]{0,254}(?<!-)$/],
  ["aws_lambda_function", "function_name", /^[\w-]{1,64}$/],
  ["aws_sqs_queue", "name", /^[\w-]{1,80}$/],
  ["aws_ssm_parameter", "name", /^\/(?!aws|ssm)[\w./-]{1,1000}$/i],
  ["aws_opensearchserverless_collection", "name", /^[a-z][a-z0-9-]{2,31}$/],
  ["aws_opensearchserverless_security_policy", "name", /^[a-z][a-z0-9-]{2,31}$/],
  ["aws_opensearchserverless_access_policy", "name", /^[a-z][a-z0-9-]{2,31}$/],
  ["aws_opensearchserverless_vpc_endpoint", "name", /^[a-z][a-z0-9-]{2,31}$/],
  ["aws_kinesis_firehose_delivery_stream", "name", /^[\w.-]{1,64}$/],
  ["aws_service_discovery_service", "name", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/],
  ["aws_config_configuration_recorder", "name", /^.{1,256}$/],
  ["aws_bedrockagent_data_source", "name", /^([0-9a-zA-Z][_-]?){1,100}$/],
];

test.each(ACCEPTED)("every %s has a %s that AWS accepts", (type, attribute, pattern) => {
  const values = subject.all(type).map((resource) => String(resource.get(attribute)));
  expect(values).not.toEqual([]);
  for (const value of values) expect(value).toMatch(pattern);
});

test("no two buckets have one name, in all accounts together", () => {
  const names = subject.all("aws_s3_bucket").map((bucket) => bucket.get("bucket"));
  expect(new Set(names).size).toBe(names.length);
});

// Roles and dashboards are an account's, everything else belongs to a region.
test.each([
  ["aws_iam_role", "name", "account"],
  ["aws_cloudwatch_dashboard", "dashboard_name", "account"],
  ["aws_cloudwatch_metric_alarm", "alarm_name", "region"],
  ["aws_kms_alias", "name", "region"],
  ["aws_cloudwatch_log_group", "name", "region"],
  ["aws_security_group", "name", "region"],
  ["aws_rds_cluster", "cluster_identifier", "region"],
  ["aws_db_instance", "identifier", "region"],
  ["aws_lb_target_group", "name", "region"],
  ["aws_ecs_service", "name", "region"],
  ["aws_opensearchserverless_access_policy", "name", "region"],
  ["aws_wafv2_web_acl", "name", "region"],
])("no two of %s have one %s in an environment's %s", (type, attribute, place) => {
  const names = subject.all(type).map((resource) => {
    const environment = resource.stack.slice(0, resource.stack.lastIndexOf("-"));
    const region = place === "region" ? String(subject.providers(resource.stack)[0]?.["region"]) : "";
    return `${environment} ${region} ${String(resource.get(attribute))}`;
  });
  expect(names).not.toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

const policies: [string, SubjectResource][] = [
  "aws_iam_role_policy",
  "aws_kms_key",
  "aws_s3_bucket_policy",
  "aws_efs_file_system_policy",
].flatMap((type) => subject.all(type).map((resource): [string, SubjectResource] => [type, resource]));

test("every policy's statements have names of their own, and name each resource once", () => {
  for (const [, resource] of policies) {
    const statements = resource.statements();
    expect(new Set(statements.map(({ sid }) => sid)).size).toBe(statements.length);
    for (const { sid, resources } of statements) {
      expect(sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(new Set(resources).size).toBe(resources.length);
    }
  }
});

/** Characters that a policy may have; white space does not count, and an ARN is at most this much longer than a reference. */
const SIZES: Record<string, number> = {
  aws_iam_role_policy: 10_240,
  aws_kms_key: 32_768,
  aws_s3_bucket_policy: 20_480,
  aws_efs_file_system_policy: 20_000,
};

test("every policy is small enough with room to spare", () => {
  for (const [type, resource] of policies) {
    expect(JSON.stringify(resource.json("policy")).length).toBeLessThan((SIZES[type] ?? 0) * 0.75);
  }
});

test("no statement allows everything, but for the account's own root on its keys", () => {
  for (const [type, resource] of policies) {
    for (const { effect, actions, principal } of resource.statements()) {
      if (effect !== "Allow") continue;
      const isRoot = type === "aws_kms_key" && /:root"/.test(JSON.stringify(principal));
      expect(actions.some((action) => /^(\*|\w+:\*)$/.test(action)) && !isRoot).toBe(false);
    }
  }
});

test("nobody is let in by a wildcard principal, but for readers from fixed addresses", () => {
  for (const [, resource] of policies) {
    for (const { effect, principal, actions, conditions } of resource.statements()) {
      if (effect !== "Allow" || !JSON.stringify(principal).includes('"*"')) continue;
      expect(actions).toEqual(["s3:GetObject"]);
      const sources = [conditions["IpAddress"]?.["aws:SourceIp"] ?? []].flat();
      expect(sources).not.toEqual([]);
      for (const source of sources) expect(source).toMatch(/^\d+\.\d+\.\d+\.\d+\/(1[6-9]|2\d|3[0-2])$/);
    }
  }
});
