import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { WebService } from "../../constructs/compute/web-service";
import { LogMetric } from "../../constructs/observability/log-metric";
import { TraceGroup } from "../../constructs/observability/trace-group";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { WebStack, type Entry } from "../../stacks/web-stack";
import type { DataStack } from "./data";
import type { EloquentAiEnvironment } from "./environments";
import { ServiceMonitoring } from "./monitoring";

/** Props of {@link ServiceStack}. */
export interface ServiceStackProps extends LayerProps<EloquentAiEnvironment> {
  readonly foundation: FoundationStack;
  readonly data: DataStack;
}

/** The FastAPI backend: load balancer, tasks, scaling, alarms. */
export class ServiceStack extends WebStack {
  public readonly api: WebService;
  public readonly entry: Entry;
  public readonly monitoring?: ServiceMonitoring;

  public constructor(scope: Construct, props: ServiceStackProps) {
    super(scope, { ...props, log: "api", clusterName: props.environment.clusterName });
    const { environment, foundation, data } = props;
    const { api, domain, serviceName, imageTag, shift } = environment;
    this.entry = this.createEntry(environment);
    const { loadBalancer } = this.entry;
    this.api = new WebService(this, "api", {
      name: "api",
      serviceName,
      containerName: "api",
      cluster: this.cluster,
      network: foundation.vpc,
      routing: {
        loadBalancer,
        hostNames: [domain],
        // It answers for the process alone: were it to ask Aurora or Pinecone, their failure would stop every task.
        healthCheck: { path: "/health" },
        deregistrationDelaySeconds: 30,
      },
      registry: data.registry,
      imageTag,
      deployment: shift ? "blue-green" : "pipeline",
      containerPort: 8000,
      cpu: api.cpu,
      memoryMib: api.memoryMib,
      desiredCount: api.tasks,
      ...(api.scaling ? { scaling: api.scaling } : {}),
      ...(api.spotBeyondTasks === undefined ? {} : { spotBeyondTasks: api.spotBeyondTasks }),
      environment: this.variables(props),
      secrets: {
        DATABASE_CREDENTIALS: data.database.credentials,
        OPENAI_API_KEY: data.openai,
        PINECONE_API_KEY: data.pinecone,
        JWT_SECRET: data.jwt,
      },
      logGroup: this.logGroup,
      tracing: true,
      // The load balancer lets go of a task first, then the task may finish what it has begun.
      stopTimeoutSeconds: 60,
    });
    const { taskRole } = this.api.task;
    // A password that was changed is read again by a task that runs.
    data.database.credentials.grantRead(taskRole);
    data.database.allowFrom(this.api);
    this.api.grantReadWrite(data.documents);

    new TraceGroup(this, "traces", { name: "api", service: serviceName });
    const errors = new LogMetric(this, "errors", {
      logGroup: this.logGroup,
      namespace: "EloquentAI",
      name: "Errors",
      pattern: '{ $.level = "ERROR" }',
    });
    if (environment.alarms) {
      this.monitoring = new ServiceMonitoring(this, "monitoring", {
        service: this.api,
        loadBalancer,
        database: data.database,
        applicationErrors: errors.metric,
        topics: foundation.alerts.topics,
      });
    }
    new TerraformOutput(this, "ecs_cluster", { value: this.cluster.name });
    new TerraformOutput(this, "ecs_service", { value: this.api.service.name });
    new TerraformOutput(this, "task_family", { value: this.api.task.taskDefinition.family });
  }

  private variables({ environment, data }: ServiceStackProps): Record<string, string> {
    const { region, pinecone, serviceName } = environment;
    return {
      DATABASE_HOST: data.database.endpoint,
      DATABASE_READER_HOST: data.database.readerEndpoint,
      DATABASE_NAME: data.database.databaseName,
      DATABASE_SECRET_ID: data.database.credentials.valueFrom,
      DOCUMENTS_BUCKET: data.documents.bucketName,
      PINECONE_INDEX: pinecone.index,
      PINECONE_REGION: region,
      EMBEDDING_DIMENSIONS: String(pinecone.dimensions),
      OTEL_SERVICE_NAME: serviceName,
    };
  }
}
