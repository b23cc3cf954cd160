import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import { Task } from "../../constructs/compute/task";
import { WebService } from "../../constructs/compute/web-service";
import { SecurityGroup } from "../../constructs/network/security-group";
import { LogMetric } from "../../constructs/observability/log-metric";
import { TraceGroup } from "../../constructs/observability/trace-group";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { WebStack, type Entry } from "../../stacks/web-stack";
import { SESSION_TTL_ATTRIBUTE, type DataStack } from "./data";
import type { ValorAssistEnvironment } from "./environments";
import { ServiceMonitoring } from "./monitoring";

/** Props of {@link ServiceStack}. */
export interface ServiceStackProps extends LayerProps<ValorAssistEnvironment> {
  readonly foundation: FoundationStack;
  readonly data: DataStack;
}

/** Where the vector index is mounted. */
const CHROMA_PATH = "/mnt/chroma";

/** What serves requests and changes with every release: load balancer, tasks, scaling, alarms. */
export class ServiceStack extends WebStack {
  public readonly api: WebService;
  public readonly entry: Entry;

  public constructor(scope: Construct, props: ServiceStackProps) {
    super(scope, { ...props, log: "api" });
    const { environment, foundation, data } = props;
    const { domain, api, loadBalancer: exposure } = environment;
    const { vpc, alerts } = foundation;
    // DynamoDB keeps the second of expiry as a number; a session is not kept for longer than a year.
    checkWhole(this, "sessionTtlSeconds", environment.sessionTtlSeconds, { min: 60, max: 31_536_000 });
    this.entry = this.createEntry(environment, { exposure });
    const { loadBalancer } = this.entry;

    this.api = new WebService(this, "api", {
      name: "api",
      cluster: this.cluster,
      network: vpc,
      routing: {
        loadBalancer,
        hostNames: [domain],
        healthCheck: { path: "/health" },
        // An answer of the model can take most of a minute; a leaving task finishes it.
        deregistrationDelaySeconds: 60,
      },
      registry: data.registry,
      imageTag: environment.imageTag,
      deployment: "pipeline",
      containerPort: 8000,
      cpu: api.cpu,
      memoryMib: api.memoryMib,
      desiredCount: api.minTasks,
      scaling: api,
      environment: this.variables(props),
      secrets: {
        ANTHROPIC_API_KEY: data.anthropicKey,
        VOYAGE_API_KEY: data.voyageKey,
        ENCRYPTION_KEY: data.encryptionKey,
      },
      // Several tasks must not write one SQLite file over NFS: these read, the ingest task below writes.
      mounts: [{ fileSystem: data.chroma, path: CHROMA_PATH, access: "read" }],
      logGroup: this.logGroup,
      tracing: true,
      stopTimeoutSeconds: 90,
    });
    this.api.grantReadWrite(data.documents);
    this.api.grantReadWrite(data.sessions);
    this.api.grantReadWrite(data.chat);

    this.createIngest(props);
    new TraceGroup(this, "anthropic-traces", { name: "anthropic", service: "api.anthropic.com" });
    // The application logs JSON lines; those of level ERROR become a metric.
    const errors = new LogMetric(this, "errors", {
      logGroup: this.logGroup,
      namespace: "ValorAssist",
      name: "Errors",
      pattern: '{ $.level = "ERROR" }',
    });
    new ServiceMonitoring(this, "monitoring", {
      service: this.api,
      loadBalancer,
      topics: alerts.topics,
      tables: [data.sessions, data.chat],
      applicationErrors: errors.metric,
    });
    new TerraformOutput(this, "ecs_cluster", { value: this.cluster.name });
    new TerraformOutput(this, "ecs_service", { value: this.api.service.name });
  }

  private variables({ environment, data }: ServiceStackProps): Record<string, string> {
    const { allowedOrigins, requestsPerMinute, sessionTtlSeconds } = environment;
    return {
      EMBEDDING_PROVIDER: "voyageai",
      ALLOWED_ORIGINS: JSON.stringify(allowedOrigins),
      ENABLE_HSTS: "true",
      RATE_LIMIT_MAX_REQUESTS: String(requestsPerMinute),
      SESSION_TTL_SECONDS: String(sessionTtlSeconds),
      SESSION_TTL_ATTRIBUTE,
      SESSIONS_TABLE: data.sessions.tableName,
      CHAT_TABLE: data.chat.tableName,
      DOCUMENTS_BUCKET: data.documents.bucketName,
      CHROMA_PATH,
    };
  }

  /** The one writer of the vector index: a task that the runbook starts, with access of its own. */
  private createIngest({ foundation, data, environment }: ServiceStackProps): void {
    const ingest = new Task(this, "ingest", {
      name: "ingest",
      registry: data.registry,
      imageTag: environment.imageTag,
      cpu: environment.api.cpu,
      memoryMib: environment.api.memoryMib,
      environment: { DOCUMENTS_BUCKET: data.documents.bucketName, EMBEDDING_PROVIDER: "voyageai", CHROMA_PATH },
      secrets: { VOYAGE_API_KEY: data.voyageKey },
      mounts: [{ fileSystem: data.chroma, path: CHROMA_PATH, access: "read-write" }],
      logGroup: this.logGroup,
    });
    data.documents.grantReadWrite(ingest.taskRole);
    const securityGroup = new SecurityGroup(this, "ingest-security-group", {
      network: foundation.vpc,
      name: "ingest",
      description: "The task that writes the vector index",
    });
    securityGroup.allowToCidr("internet", "0.0.0.0/0", 443, "HTTPS to AWS and to the embedding provider");
    ingest.connectMounts(securityGroup);
    new TerraformOutput(this, "ingest_task_definition", { value: ingest.taskDefinition.family });
    new TerraformOutput(this, "ingest_security_group", { value: securityGroup.id });
    new TerraformOutput(this, "ingest_subnets", { value: foundation.vpc.privateSubnetIds });
  }
}
