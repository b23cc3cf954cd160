import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { BedrockModel } from "../../constructs/ai/bedrock-model";
import type { KnowledgeBase } from "../../constructs/ai/knowledge-base";
import { grantStreamTranscription, grantSynthesizeSpeech } from "../../constructs/ai/speech";
import { WebService } from "../../constructs/compute/web-service";
import type { SecretValue } from "../../constructs/security/secret";
import type { FoundationStack } from "../../stacks/foundation-stack";
import type { LayerProps } from "../../stacks/layer";
import { WebStack, type Entry } from "../../stacks/web-stack";
import type { DataStack } from "./data";
import type { HealthHelperEnvironment } from "./environments";

/** Props of {@link ServiceStack}. */
export interface ServiceStackProps extends LayerProps<HealthHelperEnvironment> {
  readonly foundation: FoundationStack;
  readonly data: DataStack;
  /** What the assistant looks things up in. @default - nothing */
  readonly knowledgeBase?: KnowledgeBase;
}

/** Paths that are the backend's; every other one is the site's. `/ws` becomes a WebSocket. */
export const API_PATHS = ["/api/*", "/ws"] as const;

/** The Node.js backend: behind a load balancer, or on its own where an office reaches it directly. */
export class ServiceStack extends WebStack {
  public readonly backend: WebService;
  public readonly model: BedrockModel;
  public readonly entry?: Entry;

  public constructor(scope: Construct, props: ServiceStackProps) {
    super(scope, { ...props, log: "backend" });
    const { environment, foundation, data, knowledgeBase } = props;
    this.model = new BedrockModel(environment.model.id, environment.model.profile);
    if (environment.access === "cdn") {
      this.entry = this.createEntry(environment, {
        // A WebSocket may be silent for five minutes.
        idleTimeoutSeconds: 300,
        redirectHttp: true,
        testFrom: environment.testFrom,
      });
    }
    this.backend = new WebService(this, "api", {
      name: "backend",
      serviceName: environment.serviceName,
      containerName: "backend",
      cluster: this.cluster,
      network: foundation.vpc,
      registry: data.registry,
      imageTag: environment.imageTag,
      containerPort: 3000,
      cpu: environment.backend.cpu,
      memoryMib: environment.backend.memoryMib,
      desiredCount: environment.backend.tasks,
      ...this.exposure(environment),
      environment: this.variables(props),
      secrets: this.secrets(props),
      logGroup: this.logGroup,
      tracing: true,
      stopTimeoutSeconds: 90,
    });
    const { backend } = this;
    const { taskRole } = backend.task;
    backend.grantInvokeModel(this.model);
    knowledgeBase?.grantRetrieve(taskRole);
    grantSynthesizeSpeech(taskRole);
    grantStreamTranscription(taskRole);
    data.uploads.grantObjects(taskRole);
    data.settings.grantRead(taskRole);
    data.database.grantDescribe(taskRole);
    data.database.allowFrom(backend);
    data.cache?.grantConnect(taskRole);
    data.cache?.allowFrom(backend);
    new TerraformOutput(this, "ecs_cluster", { value: this.cluster.name });
    new TerraformOutput(this, "ecs_service", { value: backend.service.name });
  }

  /** Who reaches the tasks, and who deploys them. */
  private exposure(environment: HealthHelperEnvironment) {
    if (environment.access === "direct") {
      return { subnets: "public", directFrom: environment.directFrom, deployment: "pipeline" } as const;
    }
    if (!this.entry) throw new Error("a service behind a CDN has a load balancer");
    const { domain, scaling } = environment;
    return {
      routing: {
        loadBalancer: this.entry.loadBalancer,
        hostNames: [domain],
        paths: API_PATHS,
        healthCheck: {
          path: "/health",
          intervalSeconds: 30,
          timeoutSeconds: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
        deregistrationDelaySeconds: 60,
      },
      scaling,
      deployment: "blue-green",
    } as const;
  }

  private variables({ environment, data, knowledgeBase }: ServiceStackProps): Record<string, string> {
    return {
      NODE_ENV: environment.access === "cdn" ? "production" : "development",
      BEDROCK_MODEL_ID: this.model.invocationId,
      UPLOADS_BUCKET: data.uploads.bucketName,
      ...(knowledgeBase ? { KNOWLEDGE_BASE_ID: knowledgeBase.id } : {}),
      ...(data.cache ? { REDIS_HOST: data.cache.endpoint, REDIS_USER: data.cache.userName } : {}),
    };
  }

  private secrets({ environment, data }: ServiceStackProps): Record<string, SecretValue> {
    const names = ["DATABASE_URL", "SESSION_SECRET", ...(environment.deepgram ? ["DEEPGRAM_API_KEY"] : [])];
    return Object.fromEntries(names.map((name) => [name, data.settings.field(name)]));
  }
}
