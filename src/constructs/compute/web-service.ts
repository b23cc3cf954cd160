import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import type { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { checkText, checkWhole, ECS_NAME } from "../../config/checks";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { BedrockModel } from "../ai/bedrock-model";
import type { LoadBalancer, Split } from "../edge/load-balancer";
import { TargetGroup, type TargetOptions } from "../edge/target-group";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";
import type { Metric } from "../observability/metric";
import type { Role } from "../security/role";
import type { ServiceDiscovery } from "./service-discovery";
import { serviceMetric, ServiceScaling, type ScalingRules } from "./service-scaling";
import type { Cluster } from "./cluster";
import { Task, type TaskProps } from "./task";

/** How requests come from a load balancer to the tasks. */
export interface Routing extends TargetOptions {
  readonly loadBalancer: LoadBalancer;
  /** Host names whose requests the load balancer passes on; it answers all others with 404. @default - every name */
  readonly hostNames?: readonly string[];
  /** Paths that it passes on, such as `/api/*`. Hosts and paths are five at most. @default - all */
  readonly paths?: readonly string[];
  /** @see TargetGroupProps.targetGroupName */
  readonly targetGroupName?: string;
  /** Seconds that a new task may take before failed health checks count. @default 60 */
  readonly healthCheckGracePeriodSeconds?: number;
  /** A share of the requests goes to the tasks of another service, for an A/B test. @default - all come here */
  readonly split?: Split;
  /**
   * The tasks get what another service's {@link split} gives them, so nothing of what says where requests come from is
   * made here.
   * @default - the service has a target group and a rule of its own
   */
  readonly behind?: { readonly targetGroup: TargetGroup; readonly service: WebService };
}

/** Props of {@link WebService}. */
export interface WebServiceProps extends TaskProps {
  /** The whole name of the service. @default - architecture, environment and name */
  readonly serviceName?: string;
  readonly containerPort: number;
  readonly cluster: Cluster;
  readonly network: Network;
  /** @default - no load balancer: only {@link directFrom} reaches the tasks */
  readonly routing?: Routing;
  /**
   * IPv4 blocks that may connect to the tasks themselves, without TLS. For environments without a load balancer.
   * @default - none
   */
  readonly directFrom?: readonly string[];
  /**
   * `private`: tasks reach the internet through NAT. `public`: they have an address of their own, new at each start;
   * what may connect to it is decided by the security group alone.
   * @default "private"
   */
  readonly subnets?: "private" | "public";
  /**
   * Names by which other services of the VPC find this one, under {@link TaskProps.name}: DNS for its tasks, and Service
   * Connect under the name with `-connect` behind it. Not with blue/green, which ECS does not connect.
   * @default - none
   */
  readonly discovery?: ServiceDiscovery;
  /** Tasks at the first apply; where the service scales, the scaling decides later. */
  readonly desiredCount: number;
  /** @default - the number of tasks stays */
  readonly scaling?: ScalingRules;
  /**
   * Who decides what runs. `terraform`: an apply deploys the image tag. `pipeline`: new revisions are registered
   * outside, and Terraform leaves the running one alone. `blue-green`: as `pipeline`, and CodeDeploy moves requests
   * from one target group to the other.
   */
  readonly deployment: "terraform" | "pipeline" | "blue-green";
  /**
   * Tasks beyond these run on Spot capacity, which is cheaper and which AWS takes back with two minutes' notice.
   * @default - all tasks run on demand
   */
  readonly spotBeyondTasks?: number;
}

/** Something that can give a role access to itself, such as a bucket or a table. */
export interface Grantable {
  grantReadWrite(role: Role): void;
}

/** Name of the tasks' port for Service Connect. Without a protocol it passes on TCP, so WebSockets too. */
const PORT_NAME = "requests";
/** Port of the listener that shows a new version before CodeDeploy moves requests to it. */
const TEST_PORT = 8443;

/**
 * A Fargate service, by default in private subnets behind a load balancer. It replaces tasks without loss of
 * capacity, and goes back when new tasks don't get healthy. Stateless.
 */
export class WebService extends Construct implements Connectable {
  public readonly service: EcsService;
  public readonly task: Task;
  public readonly securityGroup: SecurityGroup;
  /** What the load balancer sends requests to: one group, or with blue/green two in turns. Empty without routing. */
  public readonly targetGroups: readonly LbTargetGroup[];
  /** Shows the new version of a blue/green deployment to those whom the load balancer lets in. */
  public readonly testListener?: LbListener;
  public readonly scaling?: ServiceScaling;
  /** Port that the tasks listen on. */
  public readonly containerPort: number;
  private readonly cluster: Cluster;
  private readonly loadBalancer?: LoadBalancer;
  private readonly rule?: LbListenerRule;

  public constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { name, cluster, network, routing, containerPort, desiredCount, deployment, scaling } = props;
    const { directFrom = [], subnets = "private" } = props;
    const isBlueGreen = deployment === "blue-green";
    this.checkProps(props);
    this.cluster = cluster;
    this.containerPort = containerPort;
    const { discovery } = props;
    this.task = new Task(this, "task", { ...props, ...(discovery ? { portName: PORT_NAME } : {}) });
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name,
      description: `Tasks of ${name}`,
    });
    const ways: SecurityGroupRule[] = [
      ...this.task.connectMounts(this),
      // Calls to services outside of the VPC, and to AWS, leave through a gateway or an endpoint.
      this.securityGroup.allowToCidr("internet", "0.0.0.0/0", 443, "HTTPS to AWS and to services on the internet"),
    ];
    for (const block of directFrom) {
      const prefix = Number(block.split("/")[1]);
      check(this, prefix >= 16, {
        property: "directFrom",
        got: block,
        allowed: "IPv4 blocks of /16 or smaller, such as 203.0.113.0/24",
        fix: "name the addresses of those who work with it: there is no TLS and no web ACL in front of the tasks",
      });
      const from = block.replace(/[^0-9]+/g, "-");
      this.securityGroup.allowFromCidr(from, block, containerPort, `Requests to ${name} without a load balancer`);
    }
    this.targetGroups = routing ? this.createTargetGroups(routing, props) : [];
    const [targetGroup, greenGroup] = this.targetGroups;
    if (routing && targetGroup) {
      const { loadBalancer } = routing;
      this.loadBalancer = loadBalancer;
      ways.push(...this.securityGroup.allowFrom(loadBalancer, containerPort, `Requests to ${name}`));
      this.rule = routing.behind ? routing.behind.service.rule : this.createRule(routing, targetGroup, isBlueGreen);
      if (greenGroup) {
        const action = [{ type: "forward", targetGroupArn: greenGroup.arn }];
        // CodeDeploy points it to whichever group is the new one.
        const lifecycle = { ignoreChanges: ["default_action"] };
        this.testListener = loadBalancer.createListener(this, "test-listener", TEST_PORT, action, lifecycle);
      }
    }

    this.service = new EcsService(this, "service", {
      name: props.serviceName ?? physicalName(this, NAME_LIMITS.ecs, name),
      cluster: cluster.arn,
      taskDefinition: this.task.taskDefinition.arn,
      ...capacity(props),
      desiredCount,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      ...(isBlueGreen
        ? { deploymentController: { type: "CODE_DEPLOY" } }
        : { deploymentCircuitBreaker: { enable: true, rollback: true } }),
      // After a zone comes back, tasks are spread again; ECS can do so only where it deploys by itself.
      availabilityZoneRebalancing: isBlueGreen ? "DISABLED" : "ENABLED",
      networkConfiguration: {
        subnets: [...(subnets === "public" ? network.publicSubnetIds : network.privateSubnetIds)],
        securityGroups: [this.securityGroup.id],
        assignPublicIp: subnets === "public",
      },
      ...(routing && targetGroup
        ? {
            healthCheckGracePeriodSeconds: routing.healthCheckGracePeriodSeconds ?? 60,
            loadBalancer: [{ targetGroupArn: targetGroup.arn, containerName: this.task.containerName, containerPort }],
          }
        : {}),
      ...(discovery ? this.discoverable(discovery, props) : {}),
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      lifecycle: {
        ignoreChanges: [
          ...(scaling || isBlueGreen ? ["desired_count"] : []),
          ...(deployment === "terraform" ? [] : ["task_definition"]),
          ...(isBlueGreen ? ["load_balancer"] : []),
        ],
      },
      // ECS refuses a target group that no listener knows, and the first tasks need their permissions and ways.
      dependsOn: [...(this.rule ? [this.rule] : []), ...this.task.rolePolicies, ...ways],
    });
    if (scaling) {
      this.scaling = new ServiceScaling(this, "scaling", {
        ...scaling,
        service: this.service,
        cluster,
        ...(routing && targetGroup ? { loadBalancer: routing.loadBalancer, targetGroup } : {}),
      });
    }
  }

  /** The listeners that bring the requests of users. */
  public get productionListenerArns(): string[] {
    return this.loadBalancer ? [this.loadBalancer.listener.arn] : [];
  }

  /** The rules of those listeners that are this service's. */
  public get productionRuleArns(): string[] {
    return this.rule ? [this.rule.arn] : [];
  }

  /** Lets the application list, read and write what a bucket or a table holds. */
  public grantReadWrite(resource: Grantable): void {
    resource.grantReadWrite(this.task.taskRole);
  }

  /** Lets the application ask a model, answers in one piece or streamed. */
  public grantInvokeModel(model: BedrockModel): void {
    model.grantInvoke(this.task.taskRole);
  }

  /** Lets a role register a revision of the task definition and have ECS replace the tasks by ones of it. */
  public grantDeploy(role: Role): void {
    role.allow({
      sid: "DeployService",
      actions: ["ecs:DescribeServices", "ecs:UpdateService"],
      resources: [this.service.id],
    });
    role.allow({
      sid: "WatchTasks",
      actions: ["ecs:DescribeTasks", "ecs:ListTasks"],
      resources: ["*"],
      conditions: { ArnEquals: { "ecs:cluster": this.cluster.arn } },
    });
    this.task.grantRegister(role);
  }

  /** Average use of the tasks, in percent. */
  public metric(name: "CPUUtilization" | "MemoryUtilization"): Metric {
    return serviceMetric(this.service, this.cluster, name);
  }

  /**
   * A metric of the target groups, by the names `group1` and, with blue/green, `group2`: only the one that gets
   * requests has values, and which one that is changes with each deployment.
   */
  public targetMetrics(name: string, statistic = "Sum"): Record<string, Metric> {
    const { arnSuffix = "" } = this.loadBalancer?.loadBalancer ?? {};
    return Object.fromEntries(
      this.targetGroups.map((group, index) => [
        `group${index + 1}`,
        {
          namespace: "AWS/ApplicationELB",
          name,
          statistic,
          dimensions: { TargetGroup: group.arnSuffix, LoadBalancer: arnSuffix },
        },
      ]),
    );
  }

  private discoverable(discovery: ServiceDiscovery, { name, containerPort, logGroup }: WebServiceProps) {
    const { options, logDriver } = logGroup.containerOptions("service-connect");
    return {
      serviceRegistries: { registryArn: discovery.register(this, name).arn },
      serviceConnectConfiguration: {
        enabled: true,
        namespace: discovery.namespace.arn,
        service: [
          {
            portName: PORT_NAME,
            discoveryName: `${name}-connect`,
            clientAlias: { port: containerPort, dnsName: `${name}-connect` },
          },
        ],
        logConfiguration: { logDriver, options },
      },
    };
  }

  private createTargetGroups(routing: Routing, props: WebServiceProps): LbTargetGroup[] {
    const { name, containerPort, deployment, network } = props;
    const { behind, targetGroupName } = routing;
    if (behind) return [behind.targetGroup.group];
    // The port is part of the name: a new port needs a new group, which has to stand before the old one goes.
    const group = (id: string, suffix: string) =>
      new TargetGroup(this, id, {
        ...routing,
        network,
        port: containerPort,
        name: `${name}-${containerPort}${suffix}`,
        ...(targetGroupName === undefined ? {} : { targetGroupName: `${targetGroupName}${suffix}` }),
      }).group;
    const blue = group("target-group", "");
    return deployment === "blue-green" ? [blue, group("green-target-group", "-green")] : [blue];
  }

  private createRule(routing: Routing, targetGroup: LbTargetGroup, isBlueGreen: boolean): LbListenerRule {
    const { loadBalancer, hostNames, paths, split } = routing;
    return loadBalancer.route(this, "rule", {
      targetGroup,
      ...(hostNames ? { hostNames } : {}),
      ...(paths ? { paths } : {}),
      ...(split ? { split } : {}),
      // CodeDeploy points it to the group whose turn it is.
      ...(isBlueGreen ? { lifecycle: { ignoreChanges: ["action"] } } : {}),
    });
  }

  private checkProps(props: WebServiceProps): void {
    const { serviceName, routing, deployment, desiredCount, spotBeyondTasks, discovery } = props;
    checkText(this, "serviceName", serviceName, ECS_NAME);
    checkWhole(this, "desiredCount", desiredCount, { min: 0, max: 5000 });
    checkWhole(this, "spotBeyondTasks", spotBeyondTasks, { min: 0, max: 5000 });
    check(this, deployment !== "blue-green" || (routing !== undefined && spotBeyondTasks === undefined), {
      property: "deployment",
      got: deployment,
      allowed: "blue-green with routing, and without spotBeyondTasks",
      fix: "CodeDeploy moves requests between two target groups of a load balancer: add routing, or deploy otherwise",
    });
    check(this, deployment !== "blue-green" || (discovery === undefined && routing?.split === undefined), {
      property: "deployment",
      got: deployment,
      allowed: "blue-green without discovery and without a split",
      fix: "CodeDeploy owns the service's target groups and knows no Service Connect: choose one or the other",
    });
  }
}

/** On demand by the launch type, or by a strategy where some tasks may run on Spot capacity; ECS takes one of both. */
function capacity({ spotBeyondTasks }: WebServiceProps) {
  if (spotBeyondTasks === undefined) return { launchType: "FARGATE" };
  const onDemand = { capacityProvider: "FARGATE", base: spotBeyondTasks, weight: 0 };
  return {
    capacityProviderStrategy: [
      ...(spotBeyondTasks > 0 ? [onDemand] : []),
      { capacityProvider: "FARGATE_SPOT", weight: 1 },
    ],
  };
}
