import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { checkText, ECS_NAME } from "../../config/checks";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { LogGroup } from "../observability/log-group";
import type { Key } from "../security/key";

/** Props of {@link Cluster}. */
export interface ClusterProps {
  /** Encrypts what Container Insights records; it must allow the log group of {@link insightsLogGroupName}. */
  readonly key: Key;
  /** Days that it is kept. */
  readonly logRetentionDays: number;
  /** The whole name. @default - architecture and environment */
  readonly clusterName?: string;
}

/** An ECS cluster for Fargate tasks, with Container Insights. */
export class Cluster extends Construct {
  public readonly cluster: EcsCluster;

  public readonly arn: string;
  public readonly name: string;

  public constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { key, logRetentionDays, clusterName } = props;
    checkText(this, "clusterName", clusterName, ECS_NAME);
    // ECS would make this group itself at the first task, without encryption and for ever.
    const insights = new LogGroup(this, "insights", {
      name: insightsLogGroupName(this, clusterName),
      retentionDays: logRetentionDays,
      key,
    });
    this.cluster = new EcsCluster(this, "cluster", {
      name: nameOf(this, clusterName),
      setting: [{ name: "containerInsights", value: "enabled" }],
      dependsOn: [insights.logGroup],
    });
    new EcsClusterCapacityProviders(this, "capacity", {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
    this.arn = this.cluster.arn;
    this.name = this.cluster.name;
  }
}

/** Name of the log group that Container Insights writes for the environment's cluster; its key has to allow it. */
export function insightsLogGroupName(scope: Construct, clusterName?: string): string {
  return `/aws/ecs/containerinsights/${nameOf(scope, clusterName)}/performance`;
}

function nameOf(scope: Construct, clusterName: string | undefined): string {
  return clusterName ?? physicalName(scope, NAME_LIMITS.ecs);
}
