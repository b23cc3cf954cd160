import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Cluster } from "../compute/cluster";
import type { WebService } from "../compute/web-service";
import type { Alarm } from "../observability/alarm";
import { Role } from "../security/role";

/** How requests move to the new tasks: CodeDeploy's own configurations for ECS. */
export type Shift =
  | "CodeDeployDefault.ECSAllAtOnce"
  | "CodeDeployDefault.ECSCanary10Percent5Minutes"
  | "CodeDeployDefault.ECSCanary10Percent15Minutes"
  | "CodeDeployDefault.ECSLinear10PercentEvery1Minutes"
  | "CodeDeployDefault.ECSLinear10PercentEvery3Minutes";

/** Props of {@link BlueGreen}. */
export interface BlueGreenProps {
  readonly cluster: Cluster;
  /** A service whose `deployment` is `blue-green`. */
  readonly service: WebService;
  /** How requests move, such as 10 % for five minutes and then all. */
  readonly shift: Shift;
  /** Any of these firing while requests move takes everything back. */
  readonly alarms: readonly Alarm[];
  /** Minutes that the old tasks stay after all requests have moved, so that a way back is quick. @default 5 */
  readonly keepOldMinutes?: number;
}

/**
 * Blue/green deployment of a service with CodeDeploy: the new tasks start beside the old ones, a part of the requests
 * moves to them, then the rest; an alarm or a failure moves everything back.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
 */
export class BlueGreen extends Construct {
  public readonly application: CodedeployApp;
  public readonly group: CodedeployDeploymentGroup;
  public readonly role: Role;
  public readonly service: WebService;
  public readonly shift: Shift;

  public constructor(scope: Construct, id: string, props: BlueGreenProps) {
    super(scope, id);
    const { cluster, service, shift, alarms, keepOldMinutes = 5 } = props;
    const { testListener, targetGroups } = service;
    this.service = service;
    this.shift = shift;
    checkWhole(this, "keepOldMinutes", keepOldMinutes, { min: 0, max: 2880 });
    check(this, targetGroups.length === 2 && testListener !== undefined, {
      property: "service",
      got: `${targetGroups.length} target group(s)`,
      allowed: "a service with two target groups and a test listener",
      fix: 'give the service `deployment: "blue-green"` and routing',
    });
    this.role = this.createRole(cluster, service);
    this.application = new CodedeployApp(this, "application", {
      name: physicalName(this, NAME_LIMITS.codeDeploy),
      computePlatform: "ECS",
    });
    this.group = new CodedeployDeploymentGroup(this, "group", {
      appName: this.application.name,
      deploymentGroupName: physicalName(this, NAME_LIMITS.codeDeploy, service.node.id),
      deploymentConfigName: shift,
      serviceRoleArn: this.role.arn,
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      blueGreenDeploymentConfig: {
        deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
        terminateBlueInstancesOnDeploymentSuccess: {
          action: "TERMINATE",
          terminationWaitTimeInMinutes: keepOldMinutes,
        },
      },
      ecsService: { clusterName: cluster.name, serviceName: service.service.name },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          prodTrafficRoute: { listenerArns: service.productionListenerArns },
          testTrafficRoute: { listenerArns: testListener ? [testListener.arn] : [] },
          targetGroup: targetGroups.map(({ name }) => ({ name })),
        },
      },
      autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
      alarmConfiguration: { enabled: alarms.length > 0, alarms: alarms.map(({ alarm }) => alarm.alarmName) },
      dependsOn: this.role.policy ? [this.role.policy] : [],
    });
  }

  /**
   * Lets a role register a revision of the task definition and deploy it.
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
   */
  public grantDeploy(role: Role): void {
    const { account, region } = environmentOf(this);
    role.allow({
      sid: "DeployRevision",
      actions: [
        "codedeploy:CreateDeployment",
        "codedeploy:GetApplication",
        "codedeploy:GetApplicationRevision",
        "codedeploy:GetDeployment",
        "codedeploy:RegisterApplicationRevision",
      ],
      resources: [this.application.arn, this.group.arn],
    });
    role.allow({
      sid: "ReadShift",
      actions: ["codedeploy:GetDeploymentConfig"],
      resources: [`arn:aws:codedeploy:${region}:${account}:deploymentconfig:${this.shift}`],
    });
    this.service.task.grantRegister(role);
  }

  /** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECS.html */
  private createRole(cluster: Cluster, service: WebService): Role {
    const { account, region } = environmentOf(this);
    const role = new Role(this, "role", {
      name: "blue-green",
      description: `Moves requests from one version of ${service.node.id} to the next`,
      assumedBy: "codedeploy.amazonaws.com",
      sourceArns: [`arn:aws:codedeploy:${region}:${account}:deploymentgroup:*`],
    });
    role.allow({
      sid: "ReplaceTasks",
      actions: ["ecs:DeleteTaskSet", "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"],
      resources: [
        service.service.id,
        `arn:aws:ecs:${region}:${account}:task-set/${cluster.name}/${service.service.name}/*`,
      ],
    });
    // A task set that is yet to be made is no resource; what it may run as is limited by PassTaskRoles.
    role.allow({ sid: "MakeTaskSet", actions: ["ecs:CreateTaskSet"], resources: ["*"] });
    // What describes load balancers and alarms knows no resources.
    role.allow({
      sid: "LookAtRoutes",
      actions: [
        "cloudwatch:DescribeAlarms",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups",
      ],
      resources: ["*"],
    });
    const { testListener, productionListenerArns } = service;
    const listeners = [...productionListenerArns, ...(testListener ? [testListener.arn] : [])];
    role.allow({ sid: "MoveListeners", actions: ["elasticloadbalancing:ModifyListener"], resources: listeners });
    role.allow({
      sid: "MoveRules",
      actions: ["elasticloadbalancing:ModifyRule"],
      resources: service.productionRuleArns,
    });
    service.task.grantPass(role);
    return role;
  }
}
