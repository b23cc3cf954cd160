import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { checkText, checkWhole, type TextRule } from "../../config/checks";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";

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

/** What a load balancer does with the tasks of a group. */
export interface TargetOptions {
  readonly healthCheck: HealthCheck;
  /** Seconds that a leaving task may go on with open requests, 0 to 3600. @default 60 */
  readonly deregistrationDelaySeconds?: number;
  /**
   * Seconds that a browser comes back to the task that it was with before, by a cookie: for applications that keep a
   * session in their process. 1 to 604800.
   * @default - any task may get any request
   */
  readonly stickySeconds?: number;
}

/** Props of {@link TargetGroup}. */
export interface TargetGroupProps extends TargetOptions {
  readonly network: Network;
  /** Last part of the name. */
  readonly name: string;
  /**
   * The whole name. What replaces a group, such as another port, needs another name: the new group is made while the
   * old one stands.
   * @default - architecture, environment and {@link name}
   */
  readonly targetGroupName?: string;
  /** Port that the tasks listen on. */
  readonly port: number;
}

/** Elastic Load Balancing, CreateTargetGroup. */
const TARGET_GROUP_NAME: TextRule = {
  pattern: /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/,
  allowed: "1 to 32 letters, digits and hyphens, beginning and ending with a letter or digit",
};

/** Fargate tasks that a load balancer sends requests to, over HTTP inside of the VPC. */
export class TargetGroup extends Construct {
  public readonly group: LbTargetGroup;
  public readonly arn: string;

  public constructor(scope: Construct, id: string, props: TargetGroupProps) {
    super(scope, id);
    const { network, name, targetGroupName, port, deregistrationDelaySeconds = 60, stickySeconds } = props;
    const { path, intervalSeconds = 30, timeoutSeconds = 5 } = props.healthCheck;
    const { healthyThreshold = 2, unhealthyThreshold = 3 } = props.healthCheck;
    this.checkProps(props);
    this.group = new LbTargetGroup(this, id, {
      name: targetGroupName ?? physicalName(this, NAME_LIMITS.targetGroup, name),
      vpcId: network.vpcId,
      targetType: "ip",
      protocol: "HTTP",
      port,
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
      ...(stickySeconds === undefined
        ? {}
        : { stickiness: { enabled: true, type: "lb_cookie", cookieDuration: stickySeconds } }),
      lifecycle: { createBeforeDestroy: true },
    });
    this.arn = this.group.arn;
  }

  private checkProps({
    targetGroupName,
    healthCheck,
    deregistrationDelaySeconds,
    stickySeconds,
  }: TargetGroupProps): void {
    checkText(this, "targetGroupName", targetGroupName, TARGET_GROUP_NAME);
    checkWhole(this, "deregistrationDelaySeconds", deregistrationDelaySeconds, { min: 0, max: 3600 });
    checkWhole(this, "stickySeconds", stickySeconds, { min: 1, max: 604_800 });
    const { intervalSeconds: interval = 30, timeoutSeconds: timeout = 5 } = healthCheck;
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
    const { healthyThreshold = 2, unhealthyThreshold = 3 } = healthCheck;
    for (const [property, got] of Object.entries({ healthyThreshold, unhealthyThreshold })) {
      check(this, got >= 2 && got <= 10, {
        property: `healthCheck.${property}`,
        got,
        allowed: "2 to 10",
        fix: "change the number of checks",
      });
    }
  }
}
