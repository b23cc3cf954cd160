import type { Construct } from "constructs";
import type { BackendSettings } from "../../config/backend";
import { architecture } from "../../stacks/app";
import { EdgeStack } from "../../stacks/edge-stack";
import { FoundationStack, type FoundationStackProps } from "../../stacks/foundation-stack";
import { GithubStack } from "../../stacks/github-stack";
import { GuardStack } from "../../stacks/guard-stack";
import { DATABASE, DataStack } from "./data";
import { environments, type Outbound, type StudentWellbeingEnvironment } from "./environments";
import { CopiesStack, ReplicationStack } from "./recovery";
import { MANAGED_RULES, ServiceStack } from "./service";
import { sizeOf } from "./settings";

/** Adds the layers of one environment, each on top of those that it refers to. */
export function buildStudentWellbeing(
  app: Construct,
  environment: StudentWellbeingEnvironment,
  backend?: BackendSettings,
): void {
  const size = sizeOf(environment);
  const { cdn, guard, recovery, github, requestsPer5Minutes } = environment;
  const shared = { environment, ...(backend ? { backend } : {}) };
  const foundation = new FoundationStack(app, { ...shared, ...foundationOf(environment) });
  const props = { ...shared, size, foundation };
  const data = new DataStack(app, props);
  const service = new ServiceStack(app, { ...props, data });
  const { entry, dashboard } = service;
  const edge = cdn
    ? new EdgeStack(app, {
        ...props,
        entry,
        // Not /static/, which is Streamlit's own.
        files: { paths: ["/assets/*"], keepSeconds: 3600 },
        ...(requestsPer5Minutes === undefined
          ? {}
          : {
              webAcl: {
                keyDescription: "Logs of Student Wellbeing at the edge",
                rateLimit: { requests: requestsPer5Minutes, windowSeconds: 300 },
                managedRules: MANAGED_RULES,
              },
            }),
        shieldAdvanced: environment.shieldAdvanced ?? false,
      })
    : undefined;
  new GithubStack(app, {
    ...shared,
    github,
    registry: data.registry,
    services: [dashboard],
    ...(edge ? { distribution: edge.distribution } : {}),
  });
  if (guard) new GuardStack(app, { ...props, buckets: [data.models, data.data], detection: guard });
  if (!recovery) return;
  const copies = new CopiesStack(app, { ...props, recovery, data });
  new ReplicationStack(app, { ...shared, data, copies });
}

const NAT_GATEWAYS = { "nat-per-zone": "one-per-zone", "one-nat": "one", endpoints: "none", public: "none" } as const;

/** Services with an endpoint: pulling images stays in the VPC; where that is the only way, so does everything else. */
function endpointsOf(outbound: Outbound): readonly string[] {
  const images = ["ecr.api", "ecr.dkr"];
  return outbound === "endpoints" ? [...images, "logs", "monitoring", "secretsmanager"] : images;
}

function foundationOf(environment: StudentWellbeingEnvironment): Omit<FoundationStackProps, "environment" | "backend"> {
  const { outbound, database, flowLogs, requestsPer5Minutes } = environment;
  return {
    keyDescription: "Data of students, logs and alerts of Student Wellbeing",
    network: {
      cidrBlock: "10.0.0.0/16",
      publicSubnets: ["10.0.0.0/24", "10.0.1.0/24"],
      privateSubnets: ["10.0.10.0/24", "10.0.11.0/24"],
      natGateways: NAT_GATEWAYS[outbound],
    },
    gateways: ["s3"],
    interfaces: endpointsOf(outbound),
    ...(flowLogs ? {} : { flowLogs: { enabled: false, reason: "invented data, at the document's cost" } }),
    ...(database ? { instances: [DATABASE] } : {}),
    guardsLoadBalancer: requestsPer5Minutes !== undefined,
    archiveAccessLogsAfterDays: 30,
  };
}

/**
 * Student Wellbeing: a university's dashboard with Streamlit that loads models from S3 and predicts who may need help.
 * A load balancer and Fargate tasks in private subnets; CDN, HTTPS, database and web ACLs are switches.
 */
export const studentWellbeing = architecture(environments, buildStudentWellbeing);
