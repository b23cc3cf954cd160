import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { WebService } from "../constructs/compute/web-service";
import type { AuroraCluster } from "../constructs/database/aurora-cluster";
import { BlueGreen, type BlueGreenProps } from "../constructs/delivery/blue-green";
import { GithubDeployer, type GithubRepository } from "../constructs/delivery/github-deployer";
import type { Distribution } from "../constructs/edge/distribution";
import type { Bucket } from "../constructs/storage/bucket";
import type { Registry } from "../constructs/storage/registry";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";

/** Props of {@link GithubStack}. */
export interface GithubStackProps extends LayerProps {
  readonly github: GithubRepository;
  readonly registry: Registry;
  /** Services that workflows bring forward. With CodeDeploy it is the first. */
  readonly services: readonly [WebService, ...WebService[]];
  /** Bucket of the single-page application. @default - there is none */
  readonly site?: Bucket;
  /** Keeps answers that a deployment makes it forget. @default - nothing is kept */
  readonly distribution?: Distribution;
  /** Is saved before each deployment. @default - none */
  readonly snapshots?: AuroraCluster;
  /** Moves requests step by step with CodeDeploy. @default - ECS replaces the tasks */
  readonly blueGreen?: Omit<BlueGreenProps, "service">;
}

/** How a commit becomes running tasks, and a site where there is one, with workflows on GitHub. The role may do their steps, no more. */
export class GithubStack extends LintelStack {
  public readonly deployer: GithubDeployer;

  public constructor(scope: Construct, props: GithubStackProps) {
    super(scope, { ...props, layer: "delivery" });
    const { github, registry, services, site, distribution, snapshots, blueGreen } = props;
    this.deployer = new GithubDeployer(this, "github", github);
    const { role } = this.deployer;
    registry.grantPush(role);
    site?.grantSync(role);
    distribution?.grantInvalidate(role);
    snapshots?.grantSnapshot(role);
    if (blueGreen) {
      const deployment = new BlueGreen(this, "blue-green", { ...blueGreen, service: services[0] });
      deployment.grantDeploy(role);
      new TerraformOutput(this, "codedeploy_application", { value: deployment.application.name });
      new TerraformOutput(this, "codedeploy_group", { value: deployment.group.deploymentGroupName });
    } else {
      for (const service of services) service.grantDeploy(role);
    }
    new TerraformOutput(this, "deploy_role_arn", { value: role.arn });
  }
}
