import { createHash } from "node:crypto";
import type { IConstruct } from "constructs";
import { environmentOf, isAbroad } from "./environment";
import { check } from "./errors";

/** How AWS restricts the name of one kind of resource. */
export interface NameLimit {
  /** Longest name, in characters. */
  readonly maxLength: number;
  /** A name is unique in all of AWS, so account and region become part of it. @default false */
  readonly global?: boolean;
  /** A name is unique in the account, so the region becomes part of it where it is not the environment's. @default false */
  readonly acrossRegions?: boolean;
  /** What separates the parts. @default "-" */
  readonly separator?: string;
  /** Only lower case. @default false */
  readonly lowerCase?: boolean;
  /** Characters that may stand alone between letters and digits. @default "-" */
  readonly joints?: string;
}

/** Limits of AWS by kind of resource. Each comes from the service's API reference. */
export const NAME_LIMITS = {
  /** Elastic Load Balancing, CreateLoadBalancer: 32 characters, letters, digits and hyphens. */
  loadBalancer: { maxLength: 32 },
  /** Elastic Load Balancing, CreateTargetGroup: 32 characters, letters, digits and hyphens. */
  targetGroup: { maxLength: 32 },
  /** S3, bucket naming rules: 63 characters, unique over all accounts. */
  bucket: { maxLength: 63, global: true, lowerCase: true },
  /** IAM, CreateRole: 64 characters. */
  role: { maxLength: 64, acrossRegions: true },
  /** EC2, CreateSecurityGroup: 255 characters. */
  securityGroup: { maxLength: 255 },
  /** DynamoDB, CreateTable: 255 characters. */
  table: { maxLength: 255, joints: "-_." },
  /** ECS, CreateCluster, CreateService and task definition families: 255 characters. */
  ecs: { maxLength: 255 },
  /** EFS, CreateFileSystem: a creation token of 64 characters. */
  fileSystem: { maxLength: 64 },
  /** ECR, CreateRepository: 256 characters, lower case. */
  repository: { maxLength: 256, lowerCase: true, joints: "-_./" },
  /** CodePipeline and CodeBuild names: 100 and 150 characters (the smaller one). */
  pipeline: { maxLength: 100 },
  /** CodeStar Connections, CreateConnection: 32 characters. */
  connection: { maxLength: 32 },
  /** CloudWatch, PutMetricAlarm: 255 characters. */
  alarm: { maxLength: 255, joints: "-_." },
  /** CloudWatch, PutDashboard: 255 characters. */
  dashboard: { maxLength: 255 },
  /** CloudFront, CreateVpcOrigin: 64 characters. */
  vpcOrigin: { maxLength: 64 },
  /** WAF, CreateWebACL: 128 characters. */
  webAcl: { maxLength: 128 },
  /** CloudTrail, CreateTrail: 128 characters. */
  trail: { maxLength: 128 },
  /** CloudWatch Logs, PutDeliverySource: 60 characters. */
  logDelivery: { maxLength: 60 },
  /** X-Ray, CreateGroup: 32 characters. */
  tracingGroup: { maxLength: 32 },
  /** CloudFormation, CreateStack: 128 characters. */
  cloudFormationStack: { maxLength: 128 },
  /** RDS, CreateDBCluster: 63 characters, and the instances' names end in two more. */
  database: { maxLength: 60, lowerCase: true },
  /** ElastiCache, CreateReplicationGroup and CreateUser: 40 characters, and one user's name ends in four more. */
  cache: { maxLength: 36, lowerCase: true },
  /** CodeDeploy, CreateApplication and CreateDeploymentGroup: 100 characters. */
  codeDeploy: { maxLength: 100 },
  /** Bedrock, CreateKnowledgeBase and CreateDataSource: 100 characters. */
  knowledgeBase: { maxLength: 100 },
  /** CloudFront, functions, cache policies and access controls: 64 characters. */
  cloudFront: { maxLength: 64 },
  /** KMS, CreateAlias: 256 characters. */
  keyAlias: { maxLength: 250 },
  /** Systems Manager, PutParameter: 1011 characters of the whole name; a path reads best. */
  parameter: { maxLength: 500, separator: "/", joints: "-_./" },
  /** AWS Config, PutConfigurationRecorder: 256 characters. */
  recorder: { maxLength: 256 },
  /** Lambda, CreateFunction: 64 characters. */
  function: { maxLength: 64 },
  /** SQS, CreateQueue: 80 characters. */
  queue: { maxLength: 80 },
  /** OpenSearch Serverless, collections, policies and endpoints: 32 characters, lower case. */
  collection: { maxLength: 32, lowerCase: true },
  /** Firehose, CreateDeliveryStream: 64 characters. */
  stream: { maxLength: 64 },
  /** Shield, CreateProtection: 128 characters. */
  shield: { maxLength: 128 },
  /** Secrets Manager, CreateSecret: 512 characters; a path reads best. */
  secret: { maxLength: 512, separator: "/", joints: "-_./" },
} as const satisfies Record<string, NameLimit>;

/**
 * Physical name of a resource: `<architecture>-<environment>[-<suffix>][-<account>-<region>]`.
 *
 * A name that AWS would refuse for its length keeps its beginning and ends in six characters of a hash of the
 * whole, so that two long names that begin alike stay apart and the same input gives the same name for ever.
 */
export function physicalName(scope: IConstruct, limit: NameLimit, suffix?: string): string {
  const { architecture, name, account, region } = environmentOf(scope);
  if (suffix !== undefined) checkSuffix(scope, limit, suffix);
  const parts = [architecture, name, ...(suffix === undefined ? [] : [suffix])];
  if (limit.global) parts.push(account, region);
  else if (limit.acrossRegions && isAbroad(scope)) parts.push(region);
  return shorten(parts.join(limit.separator ?? "-"), limit.maxLength);
}

function checkSuffix(scope: IConstruct, { lowerCase = false, joints = "-" }: NameLimit, suffix: string): void {
  const letters = lowerCase ? "a-z0-9" : "A-Za-z0-9";
  const pattern = new RegExp(`^[${letters}]+(?:[${joints.replace("-", "\\-")}][${letters}]+)*$`);
  check(scope, pattern.test(suffix) && suffix.length <= 100, {
    property: "name",
    got: suffix,
    allowed: `1 to 100 ${lowerCase ? "lower-case " : ""}letters and digits, with single ${joints} between them`,
    fix: "it becomes part of a name in AWS, so use what AWS accepts there",
  });
}

/** Cuts a name to a length by the rule of {@link physicalName}. */
export function shorten(name: string, maxLength: number): string {
  if (name.length <= maxLength) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${name.slice(0, maxLength - hash.length - 1).replace(/[^a-z0-9]+$/i, "")}-${hash}`;
}
