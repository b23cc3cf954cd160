import { ShieldProtection } from "@cdktf/provider-aws/lib/shield-protection";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { WebService } from "../../constructs/compute/web-service";
import { COMMON_RULES, WebAcl } from "../../constructs/edge/web-acl";
import { WebStack, type Entry } from "../../stacks/web-stack";
import type { DataStack, StudentWellbeingProps } from "./data";
import { ServiceMonitoring } from "./monitoring";

/** Props of {@link ServiceStack}. */
export interface ServiceStackProps extends StudentWellbeingProps {
  readonly data: DataStack;
}

/** Port of Streamlit, and the path that answers while it is well. */
const PORT = 8501;
const HEALTH = "/_stcore/health";

/** The Streamlit dashboard behind a load balancer. */
export class ServiceStack extends WebStack {
  public readonly entry: Entry;
  public readonly dashboard: WebService;

  public constructor(scope: Construct, props: ServiceStackProps) {
    super(scope, { ...props, log: "dashboard" });
    const { environment, foundation, data } = props;
    const { domain, cdn, clients } = environment;
    this.entry = this.createEntry(environment, {
      clients: cdn ? "cloudfront" : clients,
      redirectHttp: domain !== undefined,
      // A page that shows a chart says nothing for minutes.
      idleTimeoutSeconds: 300,
    });
    this.dashboard = this.createService(props);
    const { taskRole } = this.dashboard.task;
    data.models.grantRead(taskRole);
    this.dashboard.grantReadWrite(data.data);
    for (const statement of environment.permissions) taskRole.allow(statement);
    // A password that was changed is read again by a task that runs.
    data.database?.credentials?.grantRead(taskRole);
    data.database?.allowFrom(this.dashboard);
    data.cache?.grantConnect(taskRole);
    data.cache?.allowFrom(this.dashboard);
    this.guardEntry(props);
    new ServiceMonitoring(this, "monitoring", {
      service: this.dashboard,
      loadBalancer: this.entry.loadBalancer,
      logGroup: this.logGroup,
      topics: foundation.alerts.topics,
      highRiskPer5Minutes: environment.highRiskPer5Minutes,
      ...(data.database ? { database: data.database } : {}),
    });
    if (!cdn) {
      const address = this.entry.originDomain;
      new TerraformOutput(this, "url", { value: `${domain === undefined ? "http" : "https"}://${address}` });
    }
    new TerraformOutput(this, "ecs_cluster", { value: this.cluster.name });
    new TerraformOutput(this, "ecs_service", { value: this.dashboard.service.name });
  }

  private createService(props: ServiceStackProps): WebService {
    const { environment, foundation, data, size } = props;
    const { domain, spot = false, outbound } = environment;
    const { desired, min, max } = size.tasks;
    return new WebService(this, "dashboard", {
      name: "dashboard",
      cluster: this.cluster,
      network: foundation.vpc,
      subnets: outbound === "public" ? "public" : "private",
      routing: {
        loadBalancer: this.entry.loadBalancer,
        ...(domain === undefined ? {} : { hostNames: [domain] }),
        healthCheck: { path: HEALTH },
        deregistrationDelaySeconds: 60,
        // Streamlit keeps the session in the task's memory.
        stickySeconds: 86_400,
      },
      registry: data.registry,
      imageTag: environment.imageTag,
      deployment: "pipeline",
      containerPort: PORT,
      // Streamlit is Python, so the image has it; curl it need not have.
      healthCommand: [
        "python",
        "-c",
        `import urllib.request as r; r.urlopen("http://localhost:${PORT}${HEALTH}", timeout=4)`,
      ],
      cpu: 512,
      memoryMib: 1024,
      desiredCount: desired,
      scaling: {
        minTasks: min,
        maxTasks: max,
        steps: {
          out: [
            { metric: "cpu", above: 70, addTasks: 1, below: 30 },
            { metric: "memory", above: 80, addTasks: 1, below: 40 },
          ],
          outAfterMinutes: 1,
          in: { removeTasks: 1, afterMinutes: 5 },
        },
      },
      ...(spot ? { spotBeyondTasks: 0 } : {}),
      environment: variables(props),
      ...(data.database?.credentials ? { secrets: { DATABASE_CREDENTIALS: data.database.credentials } } : {}),
      logGroup: this.logGroup,
      stopTimeoutSeconds: 90,
    });
  }

  /** AWS's rules at the load balancer too; behind a CDN the rate of an address is known to the CDN's web ACL only. */
  private guardEntry({ environment, foundation }: ServiceStackProps): void {
    const { requestsPer5Minutes: requests, cdn, shieldAdvanced = false, retention } = environment;
    const { loadBalancer } = this.entry;
    if (requests !== undefined) {
      new WebAcl(this, "web-acl", {
        loadBalancer,
        ...(cdn ? {} : { rateLimit: { requests, windowSeconds: 300 } }),
        managedRules: [...MANAGED_RULES],
        key: foundation.key,
        logRetentionDays: retention.logDays,
      });
    }
    if (shieldAdvanced) {
      new ShieldProtection(this, "shield", {
        name: physicalName(this, NAME_LIMITS.shield, "load-balancer"),
        resourceArn: loadBalancer.loadBalancer.arn,
      });
    }
  }
}

/** Rule groups of the web ACLs. Files of students are larger than the 8 KB that a body may have by the common rules. */
export const MANAGED_RULES = [
  COMMON_RULES,
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesSQLiRuleSet",
] as const;

function variables({ data }: ServiceStackProps): Record<string, string> {
  const { models, data: results, database, cache } = data;
  return {
    STREAMLIT_SERVER_PORT: String(PORT),
    MODELS_BUCKET: models.bucketName,
    DATA_BUCKET: results.bucketName,
    ...(database?.credentials
      ? {
          DATABASE_HOST: database.endpoint,
          DATABASE_NAME: database.databaseName,
          DATABASE_SECRET_ID: database.credentials.valueFrom,
        }
      : {}),
    ...(cache ? { REDIS_HOST: cache.endpoint, REDIS_USER: cache.userName } : {}),
  };
}
