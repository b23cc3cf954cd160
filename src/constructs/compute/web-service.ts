import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { LoadBalancer } from "../edge/load-balancer";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable } from "../network/security-group";
import type { Role } from "../security/role";
import { ServiceScaling, type ServiceScalingProps } from "./service-scaling";
import type { Cluster } from "./cluster";
import { Task, type TaskProps } from "./task";

/** How the load balancer finds out whether a task is well. */
export interface HealthCheck {
  /** Path that answers 200 without asking databases or other services. */
  readonly path: string;
  /** Seconds between two checks, 5 to 300. @default 30 */
  readonly intervalSeconds?: number;
  /** Seconds to wait for an answer; less than the interval. @default 5 */
  readonly timeoutSeconds?: number;
  /** Good answers in a row that make a task healthy, 2 to 10. @default 2 */
  readonly healthyThreshold?: number;
  /** Bad answers in a row that make it unhealthy, 2 to 10. @default 3 */
  readonly unhealthyThreshold?: number;
}

/** Props of {@link WebService}. */
export interface WebServiceProps extends TaskProps {
  readonly containerPort: number;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly loadBalancer: LoadBalancer;
  /** Host names whose requests the load balancer passes on; it answers all others with 403. */
  readonly hostNames: readonly string[];
  readonly healthCheck: HealthCheck;
  /** Tasks at the first apply; later the scaling decides. */
  readonly desiredCount: number;
  readonly scaling: Omit<ServiceScalingProps, "service" | "cluster" | "loadBalancer" | "targetGroup">;
  /**
   * Who decides what runs. `terraform`: an apply deploys the image tag. `pipeline`: new revisions are registered
   * outside, and Terraform leaves the running one alone.
   */
  readonly deployment: "terraform" | "pipeline";
  /** Seconds that a new task may take before failed health checks count. @default 60 */
  readonly healthCheckGracePeriodSeconds?: number;
  /** Seconds that a leaving task may go on with open requests. @default 60 */
  readonly deregistrationDelaySeconds?: number;
}

/** Something that can give a role access to itself, such as a bucket or a table. */
export interface Grantable {
  grantReadWrite(role: Role): void;
}

/**
 * A Fargate service in private subnets behind a load balancer. It scales by itself, replaces tasks without loss
 * of capacity, and goes back when new tasks don't get healthy. Stateless.
 */
export class WebService extends Construct implements Connectable {
  public readonly service: EcsService;
  public readonly task: Task;
  public readonly targetGroup: LbTargetGroup;
  public readonly securityGroup: SecurityGroup;
  public readonly scaling: ServiceScaling;

  public constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { name, cluster, network, loadBalancer, containerPort, desiredCount, deployment } = props;
    const { healthCheckGracePeriodSeconds = 60 } = props;
    this.task = new Task(this, "task", props);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name,
      description: `Tasks of ${name}`,
    });
    const ways = [
      ...this.task.connectMounts(this),
      // Calls to services outside of the VPC, and to AWS, go through NAT or a gateway endpoint.
      this.securityGroup.allowToCidr("internet", "0.0.0.0/0", 443, "HTTPS to AWS and to services on the internet"),
      ...this.securityGroup.allowFrom(loadBalancer, containerPort, `Requests to ${name}`),
    ];
    this.targetGroup = this.createTargetGroup(props);
    const rule = this.createRule(props);

    this.service = new EcsService(this, "service", {
      name: physicalName(this, NAME_LIMITS.ecs, name),
      cluster: cluster.arn,
      taskDefinition: this.task.taskDefinition.arn,
      launchType: "FARGATE",
      desiredCount,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      // After a zone comes back, tasks are spread again.
      availabilityZoneRebalancing: "ENABLED",
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds,
      networkConfiguration: {
        subnets: [...network.privateSubnetIds],
        securityGroups: [this.securityGroup.id],
        assignPublicIp: false,
      },
      loadBalancer: [{ targetGroupArn: this.targetGroup.arn, containerName: this.task.containerName, containerPort }],
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      lifecycle: { ignoreChanges: ["desired_count", ...(deployment === "pipeline" ? ["task_definition"] : [])] },
      // ECS refuses a target group that no listener knows, and the first tasks need their permissions and ways.
      dependsOn: [rule, ...this.task.rolePolicies, ...ways],
    });
    const { targetGroup, service } = this;
    this.scaling = new ServiceScaling(this, "scaling", {
      ...props.scaling,
      service,
      cluster,
      loadBalancer,
      targetGroup,
    });
  }

  /** Lets the application list, read and write what a bucket or a table holds. */
  public grantReadWrite(resource: Grantable): void {
    resource.grantReadWrite(this.task.taskRole);
  }

  private createTargetGroup(props: WebServiceProps): LbTargetGroup {
    const { name, network, containerPort, healthCheck, deregistrationDelaySeconds = 60 } = props;
    const {
      path,
      intervalSeconds = 30,
      timeoutSeconds = 5,
      healthyThreshold = 2,
      unhealthyThreshold = 3,
    } = healthCheck;
    this.checkHealthCheck(intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold);
    return new LbTargetGroup(this, "target-group", {
      // The port is part of the name: a new port needs a new group, which has to stand before the old one goes.
      name: physicalName(this, NAME_LIMITS.targetGroup, `${name}-${containerPort}`),
      vpcId: network.vpcId,
      targetType: "ip",
      protocol: "HTTP",
      port: containerPort,
      deregistrationDelay: String(deregistrationDelaySeconds),
      healthCheck: {
        enabled: true,
        protocol: "HTTP",
        path,
        matcher: "200",
        interval: intervalSeconds,
        timeout: timeoutSeconds,
        healthyThreshold,
        unhealthyThreshold,
      },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private createRule({ loadBalancer, hostNames }: WebServiceProps): LbListenerRule {
    return new LbListenerRule(this, "rule", {
      listenerArn: loadBalancer.listener.arn,
      priority: 100,
      condition: [{ hostHeader: { values: [...hostNames] } }],
      action: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
    });
  }

  private checkHealthCheck(interval: number, timeout: number, healthy: number, unhealthy: number): void {
    check(this, interval >= 5 && interval <= 300, {
      property: "healthCheck.intervalSeconds",
      got: interval,
      allowed: "5 to 300",
      fix: "change the interval",
    });
    check(this, timeout >= 2 && timeout < interval, {
      property: "healthCheck.timeoutSeconds",
      got: timeout,
      allowed: `2 to ${interval - 1}, below the interval`,
      fix: "shorten the timeout or lengthen the interval",
    });
    for (const [property, got] of Object.entries({ healthyThreshold: healthy, unhealthyThreshold: unhealthy })) {
      check(this, got >= 2 && got <= 10, {
        property: `healthCheck.${property}`,
        got,
        allowed: "2 to 10",
        fix: "change the number of checks",
      });
    }
  }
}
