import type { Construct } from "constructs";
import type { BackendSettings } from "../../config/backend";
import { architecture } from "../../stacks/app";
import { DataStack } from "./data";
import { DeliveryStack } from "./delivery";
import { EdgeStack } from "./edge";
import { environments, type ValorAssistEnvironment } from "./environments";
import { FoundationStack } from "./foundation";
import { GuardStack } from "./guard";
import { ServiceStack } from "./service";

/** Adds the layers of one environment, each on top of those that it refers to. */
export function buildValorAssist(app: Construct, environment: ValorAssistEnvironment, backend?: BackendSettings): void {
  const props = { environment, ...(backend ? { backend } : {}) };
  const foundation = new FoundationStack(app, props);
  const data = new DataStack(app, { ...props, foundation });
  const service = new ServiceStack(app, { ...props, foundation, data });
  new EdgeStack(app, { ...props, foundation, service });
  new DeliveryStack(app, { ...props, foundation, data, service });
  new GuardStack(app, { ...props, foundation, data });
}

/**
 * Valor Assist: the backend of an assistant for veterans' claims, which holds personal and health data. CloudFront
 * and WAF stand in front of an HTTPS load balancer; Fargate tasks in private subnets keep sessions and chats in
 * DynamoDB, documents in S3 and the vector index on EFS.
 */
export const valorAssist = architecture(environments, buildValorAssist);
