import type { Construct } from "constructs";
import type { BackendSettings } from "../../config/backend";
import { COMMON_RULES } from "../../constructs/edge/web-acl";
import { architecture } from "../../stacks/app";
import { EdgeStack, type EdgeStackProps } from "../../stacks/edge-stack";
import { FoundationStack, type FoundationStackProps } from "../../stacks/foundation-stack";
import { GithubStack } from "../../stacks/github-stack";
import { GuardStack } from "../../stacks/guard-stack";
import { DATABASE, DataStack } from "./data";
import { environments, type AmicaEnvironment } from "./environments";
import { ImageCopiesStack, ImageReplicationStack } from "./images";
import { MonitoringStack } from "./monitoring";
import { presetOf, type Preset } from "./presets";
import { ProcessingStack } from "./processing";
import { ServiceStack } from "./service";

/** Files of Chainlit that are the same for everybody. */
const FILES = ["/public/*", "/assets/*"];

/** Adds the layers of one environment, each on top of those that it refers to. */
export function buildAmica(app: Construct, environment: AmicaEnvironment, backend?: BackendSettings): void {
  const preset = presetOf(environment);
  const { guard, imagesAlsoIn, release } = preset;
  const shared = { environment, ...(backend ? { backend } : {}) };
  const foundation = new FoundationStack(app, { ...shared, ...foundationOf(environment, preset) });
  const props = { ...shared, preset, foundation };
  const data = new DataStack(app, props);
  if (data.documents) new ProcessingStack(app, { ...props, documents: data.documents });
  const service = new ServiceStack(app, { ...props, data });
  const edge = new EdgeStack(app, {
    ...props,
    environment: preset.https ? environment : withoutName(environment),
    entry: service.entry,
    priceClass: "PriceClass_All",
    cachedPaths: FILES,
    fallback: { page: "/public/maintenance.html", html: MAINTENANCE },
    extraMetrics: true,
    ...webAclOf(preset),
  });
  const { critical: alarms } = new MonitoringStack(app, { ...props, service, edge });
  new GithubStack(app, {
    ...shared,
    github: environment.github,
    registry: data.registry,
    services: service.services,
    distribution: edge.distribution,
    ...(release.kind === "blue-green" ? { blueGreen: { cluster: service.cluster, shift: release.shift, alarms } } : {}),
  });
  if (guard) {
    const buckets = data.documents ? [data.documents] : [];
    new GuardStack(app, { ...props, buckets, detection: guard });
  }
  if (imagesAlsoIn === undefined) return;
  const copies = new ImageCopiesStack(app, { ...shared, region: imagesAlsoIn });
  new ImageReplicationStack(app, { ...shared, region: imagesAlsoIn, copies });
}

function foundationOf(
  { names }: AmicaEnvironment,
  { network, retrieval, flowLogs, pager }: Preset,
): Omit<FoundationStackProps, "environment" | "backend"> {
  const isPublic = network === "public";
  return {
    keyDescription: "Logs, images and documents of Amica",
    network: { cidrBlock: "10.0.0.0/16", natGateways: isPublic ? "none" : network.natGateways },
    // Endpoints are ways out of private subnets, and in the basic form there is nothing in them.
    gateways: isPublic ? [] : ["s3"],
    ...(isPublic ? {} : { interfaces: network.interfaceEndpoints, networkAcl: network.networkAcl }),
    ...(flowLogs
      ? {}
      : { flowLogs: { enabled: false, reason: "a demonstration without data of anybody, at the least cost" } }),
    clusterName: names.cluster,
    logGroups: [names.logGroup],
    ...(retrieval?.store.kind === "pgvector" ? { instances: [DATABASE] } : {}),
    pager,
  };
}

function webAclOf({ requestsPer5Minutes: requests }: Preset): Pick<EdgeStackProps, "webAcl"> {
  if (requests === undefined) return {};
  return {
    webAcl: {
      keyDescription: "Logs of Amica at the edge",
      // A WebSocket counts as one request.
      rateLimit: { requests, windowSeconds: 300 },
      managedRules: ["AWSManagedRulesAmazonIpReputationList", COMMON_RULES, "AWSManagedRulesKnownBadInputsRuleSet"],
    },
  };
}

/** A preset without HTTPS uses CloudFront's own name. */
function withoutName(environment: AmicaEnvironment): AmicaEnvironment {
  const { domain: _domain, hostedZoneId: _zone, ...rest } = environment;
  return rest;
}

/** What users see while the application can't be reached. */
const MAINTENANCE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="30">
<title>Back soon</title>
<p>Amica is being worked on. This page tries again every half minute.</p>
</html>
`;

/**
 * Amica: a conversational application with Chainlit. CloudFront hands requests and WebSockets to a load balancer and
 * Fargate tasks: one small task in a public subnet at first, then with documents and vectors, then with high traffic.
 */
export const amica = architecture(environments, buildAmica);
