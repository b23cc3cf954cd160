import type { Construct } from "constructs";
import type { BackendSettings } from "../../config/backend";
import { COMMON_RULES } from "../../constructs/edge/web-acl";
import { architecture } from "../../stacks/app";
import { DeliveryStack } from "../../stacks/delivery-stack";
import { EdgeStack } from "../../stacks/edge-stack";
import { FoundationStack } from "../../stacks/foundation-stack";
import { GithubStack } from "../../stacks/github-stack";
import { GuardStack } from "../../stacks/guard-stack";
import { DATABASE, DataStack } from "./data";
import {
  environments,
  type CdnEnvironment,
  type DirectEnvironment,
  type HealthHelperEnvironment,
} from "./environments";
import { KnowledgeStack } from "./knowledge";
import { MonitoringStack } from "./monitoring";
import { API_PATHS, ServiceStack } from "./service";
import { SiteStack } from "./site";

/** Adds the layers of one environment, each on top of those that it refers to. */
export function buildHealthHelper(
  app: Construct,
  environment: HealthHelperEnvironment,
  backend?: BackendSettings,
): void {
  const shared = backend ? { backend } : {};
  const foundation = new FoundationStack(app, {
    ...shared,
    environment,
    network: environment.network,
    gateways: ["s3"],
    keyDescription: "Health data of Health Helper, its logs and its alerts",
    databases: [DATABASE],
  });
  const data = new DataStack(app, { ...shared, environment, foundation });
  const layers = { ...shared, foundation, data };
  if (environment.access === "cdn") buildPublic(app, environment, layers);
  else buildDirect(app, environment, layers);
  new GuardStack(app, { ...shared, environment, foundation, buckets: [data.uploads] });
}

interface Layers {
  readonly backend?: BackendSettings;
  readonly foundation: FoundationStack;
  readonly data: DataStack;
}

/** Staging and production: CloudFront, load balancer, knowledge base, canary deployments. */
function buildPublic(app: Construct, environment: CdnEnvironment, layers: Layers): void {
  const { data } = layers;
  const props = { ...layers, environment };
  const knowledge = data.knowledgeLogin && new KnowledgeStack(app, { ...props, login: data.knowledgeLogin });
  const service = new ServiceStack(app, { ...props, ...(knowledge ? { knowledgeBase: knowledge.knowledgeBase } : {}) });
  const { entry, cluster, backend } = service;
  if (!entry) throw new Error("a service behind a CDN has a load balancer");
  const edge = new EdgeStack(app, {
    ...props,
    entry,
    webAcl: {
      keyDescription: "Logs of Health Helper at the edge",
      rateLimit: { requests: environment.requestsPer5Minutes, windowSeconds: 300, pathPrefix: "/api/" },
      managedRules: [COMMON_RULES, "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet"],
      ...(environment.blockedCountries ? { blockedCountries: environment.blockedCountries } : {}),
    },
    site: {
      bucketName: environment.buckets.frontend,
      hashedAssets: ["/static/*", "/assets/*"],
      apiPaths: API_PATHS,
      requestMetrics: true,
    },
    extraMetrics: true,
  });
  const { critical } = new MonitoringStack(app, { ...props, service, entry, edge });
  new DeliveryStack(app, {
    ...props,
    source: environment.source,
    registry: data.registry,
    cluster,
    service: backend,
    blueGreen: { shift: environment.shift, alarms: critical },
  });
}

/** Development: one task and one bucket that an office reaches, deployed by a workflow on GitHub. */
function buildDirect(app: Construct, environment: DirectEnvironment, layers: Layers): void {
  const props = { ...layers, environment };
  const { registry } = layers.data;
  const { backend } = new ServiceStack(app, props);
  const { site } = new SiteStack(app, props);
  new GithubStack(app, { ...props, github: environment.github, registry, services: [backend], site });
}

/**
 * Health Helper: an assistant for medical questions. CloudFront serves a single-page application from S3 and hands
 * `/api/*` and `/ws` to a Node.js backend on Fargate, which asks Bedrock, its knowledge base, Polly and Transcribe
 * and keeps its data in Aurora Serverless v2, S3 and Redis.
 */
export const healthHelper = architecture(environments, buildHealthHelper);
