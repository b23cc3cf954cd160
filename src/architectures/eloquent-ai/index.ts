import type { Construct } from "constructs";
import type { BackendSettings } from "../../config/backend";
import { check } from "../../config/errors";
import { COMMON_RULES } from "../../constructs/edge/web-acl";
import { architecture } from "../../stacks/app";
import { EdgeStack } from "../../stacks/edge-stack";
import { FoundationStack } from "../../stacks/foundation-stack";
import { GithubStack } from "../../stacks/github-stack";
import { GuardStack } from "../../stacks/guard-stack";
import { DATABASE, DataStack } from "./data";
import { environments, type EloquentAiEnvironment, type Recovery } from "./environments";
import { CopiesStack, ReplicationStack } from "./recovery";
import { ServiceStack } from "./service";

/** Adds the layers of one environment, each on top of those that it refers to. */
export function buildEloquentAi(app: Construct, environment: EloquentAiEnvironment, backend?: BackendSettings): void {
  const props = { environment, ...(backend ? { backend } : {}) };
  const { network, interfaceEndpoints, clusterName, recovery, shift, github, blockedCountries } = environment;
  const foundation = new FoundationStack(app, {
    ...props,
    network,
    gateways: ["s3"],
    interfaces: interfaceEndpoints,
    keyDescription: "Data of Eloquent AI, its logs and its alerts",
    clusterName,
    databases: [DATABASE],
    pager: true,
  });
  const data = new DataStack(app, { ...props, foundation });
  const service = new ServiceStack(app, { ...props, foundation, data });
  const { api, cluster, entry, monitoring } = service;
  const edge = new EdgeStack(app, {
    ...props,
    foundation,
    entry,
    webAcl: {
      keyDescription: "Logs of Eloquent AI at the edge",
      rateLimit: { requests: environment.requestsPerMinute, windowSeconds: 60 },
      managedRules: [
        "AWSManagedRulesAmazonIpReputationList",
        COMMON_RULES,
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
      ],
      ...(blockedCountries ? { blockedCountries } : {}),
    },
    site: {
      bucketName: environment.frontendBucket,
      hashedAssets: ["/static/*", "/assets/*"],
      apiPaths: ["/api/*"],
      archiveOldVersionsAfterDays: 30,
    },
  });
  new GithubStack(app, {
    ...props,
    github,
    registry: data.registry,
    services: [api],
    ...(edge.site ? { site: edge.site } : {}),
    distribution: edge.distribution,
    ...(environment.snapshotBeforeDeployment ? { snapshots: data.database } : {}),
    ...(shift ? { blueGreen: { cluster, shift, alarms: monitoring?.critical ?? [] } } : {}),
  });
  new GuardStack(app, { ...props, foundation, buckets: [data.documents] });
  if (!recovery) return;
  if (!checkRecovery(data, recovery, environment)) return;
  const copies = new CopiesStack(app, { ...props, recovery, data });
  new ReplicationStack(app, { ...props, recovery, data, copies });
}

function checkRecovery(scope: Construct, { region, zones }: Recovery, environment: EloquentAiEnvironment): boolean {
  const isElsewhere = check(scope, region !== environment.region && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region), {
    property: "recovery.region",
    got: region,
    allowed: `the code of another region than ${environment.region}`,
    fix: "a copy in the same region is lost with it: choose another region, and its zones",
  });
  if (!isElsewhere) return false;
  const isZoned =
    zones.length >= 2 && zones.every((zone) => zone.startsWith(region) && zone.length === region.length + 1);
  return check(scope, isZoned, {
    property: "recovery.zones",
    got: zones,
    allowed: `two or more zones of ${region}, such as "${region}a"`,
    fix: "name the zones of the second region",
  });
}

/**
 * Eloquent AI: a chat over a company's documents. CloudFront serves a single-page application from S3 and hands
 * `/api/*` to a FastAPI backend on Fargate, which keeps its data in Aurora Serverless v2 and its vectors on Pinecone.
 * In production the data is copied to a second region.
 */
export const eloquentAi = architecture(environments, buildEloquentAi);
