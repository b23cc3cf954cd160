import { isObject, type Json, type JsonObject } from "../template/template";
import type { ComposeOptions } from "./compose";

/** Settings of the AWS provider that decide what a plan says; the others only decide how AWS is reached. */
const MEANINGFUL = ["region", "default_tags", "ignore_tags"];

/** AWS data sources that the provider computes by itself. */
const COMPUTED = new Set([
  "aws_arn",
  "aws_billing_service_account",
  "aws_cloudfront_log_delivery_canonical_user_id",
  "aws_cloudtrail_service_account",
  "aws_default_tags",
  "aws_elastic_beanstalk_hosted_zone",
  "aws_elb_hosted_zone_id",
  "aws_elb_service_account",
  "aws_iam_policy_document",
  "aws_lb_hosted_zone_id",
  "aws_partition",
  "aws_redshift_service_account",
  "aws_region",
  "aws_s3_bucket_hosted_zone_id",
  "aws_sagemaker_prebuilt_ecr_image",
  "aws_service",
  "aws_service_principal",
]);

/** Providers, beside AWS, whose data sources read nothing but files of the stack. */
const LOCAL_PROVIDERS = new Set(["archive", "cloudinit", "local", "null", "tls"]);

const isRead: ComposeOptions["isRead"] = (provider, type) => COMPUTED.has(type) || LOCAL_PROVIDERS.has(provider);

/** A plan with no account, no state and no network, of stacks that need not exist yet. */
export const PLAN: ComposeOptions = {
  provider: (name, settings) => (name === "aws" ? offlineAws(settings) : settings),
  isRead,
};

/**
 * A validation: provider blocks as they are, since a validation does not use them. Blocks with the same arguments
 * are validated once, whatever the values: Terraform starts the provider again for each block.
 */
export const VALIDATE: ComposeOptions = {
  provider: (_name, settings) =>
    Object.fromEntries(Object.entries(settings).filter(([, value]) => !JSON.stringify(value).includes("${"))),
  providerKey: (settings) => JSON.stringify(argumentsOf(settings)),
  isRead,
};

/** The names of a block's arguments, with the type of each, and not the keys that a team chose for its tags. */
function argumentsOf(value: Json): Json {
  if (Array.isArray(value))
    return [...new Set((value as readonly Json[]).map((each) => JSON.stringify(argumentsOf(each))))];
  if (!isObject(value)) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === "tags" ? "map" : argumentsOf(inner)]),
  );
}

function offlineAws(settings: JsonObject): JsonObject {
  const kept = Object.entries(settings).filter(([name]) => MEANINGFUL.includes(name));
  return {
    region: "us-east-1",
    ...(Object.fromEntries(kept) as Record<string, Json>),
    access_key: "offline",
    secret_key: "offline",
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
  };
}

/** The environment of the user, without what would lead Terraform or the provider anywhere else. */
export function offlineEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(AWS_|TF_CLI_ARGS|TF_WORKSPACE$|TF_DATA_DIR$|TF_CLOUD_|TF_LOG)/.test(name),
  );
  return { ...Object.fromEntries(kept), AWS_EC2_METADATA_DISABLED: "true", CHECKPOINT_DISABLE: "1" };
}
