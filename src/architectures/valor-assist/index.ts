import type { Construct } from "constructs";
import type { BackendSettings } from "../../config/backend";
import { architecture } from "../../stacks/app";
import { DeliveryStack } from "../../stacks/delivery-stack";
import { EdgeStack } from "../../stacks/edge-stack";
import { FoundationStack } from "../../stacks/foundation-stack";
import { GuardStack } from "../../stacks/guard-stack";
import { DataStack } from "./data";
import { environments, type ValorAssistEnvironment } from "./environments";
import { ServiceStack } from "./service";

/** Adds the layers of one environment, each on top of those that it refers to. */
export function buildValorAssist(app: Construct, environment: ValorAssistEnvironment, backend?: BackendSettings): void {
  const props = { environment, ...(backend ? { backend } : {}) };
  const { network, source, requestsPerMinute } = environment;
  const foundation = new FoundationStack(app, {
    ...props,
    network,
    keyDescription: "Personal data of Valor Assist, its logs and its alerts",
  });
  const data = new DataStack(app, { ...props, foundation });
  const service = new ServiceStack(app, { ...props, foundation, data });
  new EdgeStack(app, {
    ...props,
    foundation,
    entry: service.entry,
    webAcl: {
      keyDescription: "Logs of Valor Assist at the edge",
      rateLimit: { requests: requestsPerMinute, windowSeconds: 60 },
      managedRules: [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
      ],
    },
  });
  const { registry } = data;
  const { cluster, api } = service;
  new DeliveryStack(app, { ...props, foundation, source, registry, cluster, service: api });
  new GuardStack(app, { ...props, foundation, buckets: [data.documents], tables: [data.sessions, data.chat] });
}

/**
 * Valor Assist: the backend of an assistant for veterans' claims, which holds personal and health data. CloudFront
 * and WAF stand in front of an HTTPS load balancer; Fargate tasks in private subnets keep sessions and chats in
 * DynamoDB, documents in S3 and the vector index on EFS.
 */
export const valorAssist = architecture(environments, buildValorAssist);
