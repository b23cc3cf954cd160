import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";

/** An ECS cluster for Fargate tasks, with Container Insights. */
export class Cluster extends Construct {
  public readonly cluster: EcsCluster;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    this.cluster = new EcsCluster(this, "cluster", {
      name: physicalName(this, NAME_LIMITS.ecs),
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
    new EcsClusterCapacityProviders(this, "capacity", {
      clusterName: this.cluster.name,
      capacityProviders: ["FARGATE"],
    });
  }

  public get arn(): string {
    return this.cluster.arn;
  }

  public get name(): string {
    return this.cluster.name;
  }
}
