import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment, Retention } from "../config/environment";
import type { Cluster } from "../constructs/compute/cluster";
import type { WebService } from "../constructs/compute/web-service";
import { BlueGreen, type BlueGreenProps } from "../constructs/delivery/blue-green";
import { Pipeline, type SourceRepository } from "../constructs/delivery/pipeline";
import { Alarm } from "../constructs/observability/alarm";
import { LogGroup, logGroupPrefix } from "../constructs/observability/log-group";
import type { Registry } from "../constructs/storage/registry";
import type { FoundationStack } from "./foundation-stack";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";

/** Props of {@link DeliveryStack}. */
export interface DeliveryStackProps extends LayerProps<Environment & { readonly retention: Retention }> {
  readonly foundation: FoundationStack;
  readonly source: SourceRepository;
  readonly registry: Registry;
  readonly cluster: Cluster;
  readonly service: WebService;
  /** Moves requests step by step with CodeDeploy. @default - ECS replaces the tasks */
  readonly blueGreen?: Omit<BlueGreenProps, "cluster" | "service">;
}

/** How a commit becomes running tasks, with AWS's own tools. */
export class DeliveryStack extends LintelStack {
  public constructor(scope: Construct, props: DeliveryStackProps) {
    super(scope, { ...props, layer: "delivery" });
    const { environment, foundation, source, registry, cluster, service, blueGreen } = props;
    const { key, logBucket, alerts } = foundation;
    const pipeline = new Pipeline(this, "pipeline", {
      source,
      registry,
      cluster,
      service,
      key,
      logGroup: new LogGroup(this, "log", {
        name: `${logGroupPrefix(this)}build`,
        retentionDays: environment.retention.logDays,
        key,
      }),
      accessLogs: logBucket,
      ...(blueGreen ? { blueGreen: new BlueGreen(this, "blue-green", { ...blueGreen, cluster, service }) } : {}),
    });
    new Alarm(this, "failed-build", {
      description: "A build failed. Look at its log; nothing was deployed.",
      priority: "p4",
      topics: alerts.topics,
      metric: {
        namespace: "AWS/CodeBuild",
        name: "FailedBuilds",
        statistic: "Sum",
        dimensions: { ProjectName: pipeline.build.project.name },
      },
      threshold: 0,
      periods: 1,
    });
    new TerraformOutput(this, "connection_arn", { value: pipeline.connection.arn });
  }
}
