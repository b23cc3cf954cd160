import type { Construct } from "constructs";
import { TerraformOutput } from "cdktf";
import { Pipeline } from "../../constructs/delivery/pipeline";
import { Alarm } from "../../constructs/observability/alarm";
import { LogGroup, logGroupPrefix } from "../../constructs/observability/log-group";
import { LintelStack } from "../../stacks/lintel-stack";
import type { DataStack } from "./data";
import type { FoundationStack } from "./foundation";
import type { LayerProps } from "./layer";
import type { ServiceStack } from "./service";

/** Props of {@link DeliveryStack}. */
export interface DeliveryStackProps extends LayerProps {
  readonly foundation: FoundationStack;
  readonly data: DataStack;
  readonly service: ServiceStack;
}

/** How a commit becomes running tasks. */
export class DeliveryStack extends LintelStack {
  public constructor(scope: Construct, props: DeliveryStackProps) {
    super(scope, { ...props, layer: "delivery" });
    const { environment, foundation, data, service } = props;
    const { key, logBucket, alerts } = foundation;
    const pipeline = new Pipeline(this, "pipeline", {
      source: environment.source,
      registry: data.registry,
      cluster: service.cluster,
      service: service.api,
      key,
      logGroup: new LogGroup(this, "log", {
        name: `${logGroupPrefix(this)}build`,
        retentionDays: environment.retention.logDays,
        key,
      }),
      accessLogs: logBucket,
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
