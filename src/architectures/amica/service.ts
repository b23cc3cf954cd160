import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { BedrockModel } from "../../constructs/ai/bedrock-model";
import { grantInvokeEndpoint } from "../../constructs/ai/sagemaker-endpoint";
import { ServiceDiscovery } from "../../constructs/compute/service-discovery";
import { WebService, type Routing, type WebServiceProps } from "../../constructs/compute/web-service";
import { TargetGroup } from "../../constructs/edge/target-group";
import { LogSearch } from "../../constructs/observability/log-search";
import { LogMetric } from "../../constructs/observability/log-metric";
import type { SecretValue } from "../../constructs/security/secret";
import { Parameter } from "../../constructs/storage/parameter";
import { WebStack, type Entry } from "../../stacks/web-stack";
import type { AmicaProps, DataStack } from "./data";
import type { Preset } from "./presets";

/** Props of {@link ServiceStack}. */
export interface ServiceStackProps extends AmicaProps {
  readonly data: DataStack;
}

/** Port of Chainlit in the container. */
const PORT = 8080;
/** A browser stays with its task, and with A or B, for a day: Chainlit keeps the session in the task's memory. */
const STICKY_SECONDS = 86_400;

/** The Chainlit application behind a load balancer: one service, or two that share the requests as A and B. */
export class ServiceStack extends WebStack {
  public readonly entry: Entry;
  /** The application; where there is an A/B test, A and B. */
  public readonly services: readonly [WebService, ...WebService[]];
  /** Lines of level ERROR in the application's log, where that is counted. */
  public readonly errors?: LogMetric;
  private readonly settings: Readonly<Record<string, Parameter>>;
  private readonly discovery?: ServiceDiscovery;

  public constructor(scope: Construct, props: ServiceStackProps) {
    const { names } = props.environment;
    super(scope, { ...props, log: names.logGroup, clusterName: names.cluster });
    const { environment, foundation, preset } = props;
    this.entry = this.createEntry(preset.https ? environment : {}, {
      // A conversation may be silent for five minutes.
      idleTimeoutSeconds: 300,
      redirectHttp: preset.https,
    });
    this.settings = Object.fromEntries(
      Object.entries(environment.settings).map(([name, value]) => [
        name,
        new Parameter(this, `setting-${name.toLowerCase().replaceAll("_", "-")}`, {
          name,
          description: "A setting of the application",
          value,
        }),
      ]),
    );
    if (preset.discovery) {
      const namespace = `${environment.name}.${environment.architecture}.internal`;
      this.discovery = new ServiceDiscovery(this, "discovery", { network: foundation.vpc, namespace });
    }
    this.services = this.createServices(props);
    if (preset.alarms) {
      this.errors = new LogMetric(this, "errors", {
        logGroup: this.logGroup,
        namespace: "Amica",
        name: "Errors",
        pattern: "?ERROR ?Traceback",
      });
    }
    const { search: endpoint, logs: collection } = props.data;
    if (endpoint && collection) {
      const { vpc: network, key, logBucket: accessLogs } = foundation;
      new LogSearch(this, "log-search", { network, logGroup: this.logGroup, endpoint, collection, key, accessLogs });
    }
    new TerraformOutput(this, "ecs_cluster", { value: this.cluster.name });
    new TerraformOutput(this, "ecs_service", { value: this.services[0].service.name });
  }

  private createServices(props: ServiceStackProps): readonly [WebService, ...WebService[]] {
    const { environment, foundation, preset } = props;
    const { names } = environment;
    const { release, tasks } = preset;
    if (release.kind !== "a-b") return [this.createService("app", names.service, this.routing(props), tasks, props)];
    // B's group is there first, because the rule of A names it.
    const { b } = release.percent;
    const targetGroup = new TargetGroup(this, "target-group-b", {
      ...this.routing(props),
      network: foundation.vpc,
      name: "b",
      targetGroupName: `${names.targetGroup}-b`,
      port: PORT,
    });
    const { ofA, ofB } = divide(tasks, b);
    const split = { targetGroup, percent: b, stickySeconds: STICKY_SECONDS };
    const first = this.createService("app", names.service, { ...this.routing(props), split }, ofA, props);
    const behind = { targetGroup, service: first };
    const second = this.createService("app-b", `${names.service}-b`, { ...this.routing(props), behind }, ofB, props);
    return [first, second];
  }

  private createService(
    name: string,
    serviceName: string,
    routing: Routing,
    tasks: Preset["tasks"],
    props: ServiceStackProps,
  ): WebService {
    const { environment, foundation, data, preset } = props;
    const { task, network, release, tracing } = preset;
    const { min, max, cpuPercent } = tasks;
    const service = new WebService(this, name, {
      name,
      serviceName,
      cluster: this.cluster,
      network: foundation.vpc,
      subnets: network === "public" ? "public" : "private",
      routing,
      registry: data.registry,
      imageTag: environment.imageTag,
      deployment: release.kind === "blue-green" ? "blue-green" : "pipeline",
      containerPort: PORT,
      ...task,
      desiredCount: min,
      // Both of an A/B test scale, even where the share of one of them is a single task.
      ...(preset.tasks.max > preset.tasks.min ? { scaling: { minTasks: min, maxTasks: max, cpuPercent } } : {}),
      ...(this.discovery ? { discovery: this.discovery } : {}),
      environment: variables(props),
      secrets: { ...data.secrets, ...this.settings } satisfies Record<string, SecretValue>,
      logGroup: this.logGroup,
      tracing,
      stopTimeoutSeconds: 90,
    } satisfies WebServiceProps);
    grantRetrieval(service, props);
    return service;
  }

  private routing({ environment, preset }: ServiceStackProps): Routing {
    const { domain, names, healthPath } = environment;
    const { loadBalancer, originDomain } = this.entry;
    return {
      loadBalancer,
      // Files are asked for by the load balancer's own name. Without names of ours, every name is passed on.
      ...(preset.https && domain !== undefined ? { hostNames: [domain, originDomain] } : {}),
      targetGroupName: names.targetGroup,
      healthCheck: {
        path: healthPath,
        intervalSeconds: 30,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      // A new task takes up to a minute to start.
      healthCheckGracePeriodSeconds: 120,
      deregistrationDelaySeconds: 60,
      ...(preset.tasks.max > 1 ? { stickySeconds: STICKY_SECONDS } : {}),
    };
  }
}

/** Tasks of A and of B: B has its share, one at least, and leaves one at least; A has the others. */
function divide({ min, max, cpuPercent }: Preset["tasks"], percentOfB: number) {
  const ofB = (all: number) => Math.min(all - 1, Math.max(1, Math.round((all * percentOfB) / 100)));
  return {
    ofA: { min: min - ofB(min), max: max - ofB(max), cpuPercent },
    ofB: { min: ofB(min), max: ofB(max), cpuPercent },
  };
}

function variables({ environment, preset, data }: ServiceStackProps): Record<string, string> {
  const { retrieval } = preset;
  const { documents, vectors, cache } = data;
  return {
    CHAINLIT_HOST: "0.0.0.0",
    CHAINLIT_PORT: String(PORT),
    ...(documents ? { S3_BUCKET_NAME: documents.bucketName, S3_REGION: environment.region } : {}),
    ...(vectors ? { OPENSEARCH_ENDPOINT: vectors.url } : {}),
    ...(retrieval?.store.kind === "pinecone" ? { PINECONE_ENVIRONMENT: retrieval.store.environment } : {}),
    // No password stands in it: the application signs in with a token that its role gets it.
    ...(cache ? { REDIS_URL: `rediss://${cache.userName}@${cache.endpoint}:6379/0` } : {}),
    ...(retrieval
      ? {
          BEDROCK_MODEL_IDS: retrieval.models
            .map(modelOf)
            .map((each) => each.invocationId)
            .join(","),
        }
      : {}),
  };
}

function modelOf({
  id,
  profile,
}: {
  id: string;
  profile?: ConstructorParameters<typeof BedrockModel>[1];
}): BedrockModel {
  return new BedrockModel(id, profile);
}

/** What the application may do with documents, vectors and models, and the ways there. */
function grantRetrieval(service: WebService, { preset, data }: ServiceStackProps): void {
  const { taskRole } = service.task;
  const { documents, database, vectors, cache } = data;
  if (documents) service.grantReadWrite(documents);
  database?.allowFrom(service);
  if (vectors) data.search?.allowFrom(service);
  vectors?.grant(taskRole, service.node.id, "read-write");
  cache?.allowFrom(service);
  cache?.grantConnect(taskRole);
  for (const model of preset.retrieval?.models ?? []) service.grantInvokeModel(modelOf(model));
  const { sagemakerEndpoint } = preset.retrieval ?? {};
  if (sagemakerEndpoint !== undefined) grantInvokeEndpoint(taskRole, sagemakerEndpoint);
}
