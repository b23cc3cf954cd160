import { DataAwsEc2ManagedPrefixList } from "@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule, type LbListenerRuleConfig } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable } from "../network/security-group";
import { shareOfRequests, type Metric } from "../observability/metric";
import { LogBucket } from "../storage/log-bucket";
import type { AliasTarget } from "./alias-record";
import type { Certificate } from "./certificate";
import type { TargetGroup } from "./target-group";

/**
 * How CloudFront reaches a load balancer. `public`: by addresses on the internet, which every distribution of
 * CloudFront has. `vpc-origin`: through the VPC, which only a distribution of this account can do.
 */
export type Exposure = "public" | "vpc-origin";

/** Props of {@link LoadBalancer}. */
export interface LoadBalancerProps {
  readonly network: Network;
  /**
   * For HTTPS on port 443. Without one the load balancer speaks plain HTTP on port 80, which nobody may use for
   * anything that matters.
   * @default - plain HTTP
   */
  readonly certificate?: Certificate;
  readonly accessLogs: LogBucket;
  /** Who may connect: CloudFront, or IPv4 blocks. @default "cloudfront" */
  readonly clients?: "cloudfront" | readonly string[];
  /** A change replaces the load balancer. @default "public" */
  readonly exposure?: Exposure;
  /** Seconds that a connection may be silent, 1 to 4000. Above CloudFront's wait for an answer. @default 65 */
  readonly idleTimeoutSeconds?: number;
  /** Answers plain HTTP on port 80 with a redirect to HTTPS. @default false */
  readonly redirectHttp?: boolean;
  /** IPv4 blocks that may look at a new version on a service's test listener. @default - none */
  readonly testFrom?: readonly string[];
}

/** A share of the requests for another target group. */
export interface Split {
  readonly targetGroup: TargetGroup;
  /** Percent of the requests, 1 to 99. */
  readonly percent: number;
  /** Seconds that a browser stays with the group that it was given to, 1 to 604800. */
  readonly stickySeconds: number;
}

/** Which requests go where. */
export interface Route {
  readonly targetGroup: LbTargetGroup;
  /** Host names whose requests are passed on. @default - every name */
  readonly hostNames?: readonly string[];
  /** Paths whose requests are passed on. Hosts and paths are five at most. @default - every path */
  readonly paths?: readonly string[];
  /** @default - all go to {@link targetGroup} */
  readonly split?: Split;
  readonly lifecycle?: LbListenerRuleConfig["lifecycle"];
}

/** The action of a listener, by default or of a rule. */
export type ListenerAction = LbListenerConfig["defaultAction"];

/**
 * An application load balancer that speaks HTTPS and that CloudFront alone can reach, unless it is told otherwise. It
 * answers 404 unless a service's rule takes the request.
 */
export class LoadBalancer extends Construct implements Connectable {
  public readonly loadBalancer: Lb;
  public readonly listener: LbListener;
  public readonly securityGroup: SecurityGroup;
  public readonly exposure: Exposure;
  private readonly certificate?: Certificate;
  private readonly testFrom: readonly string[];

  public constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { network, certificate, accessLogs, exposure = "public", idleTimeoutSeconds = 65 } = props;
    const { redirectHttp = false, testFrom = [], clients = "cloudfront" } = props;
    this.exposure = exposure;
    if (certificate) this.certificate = certificate;
    this.testFrom = testFrom;
    check(this, idleTimeoutSeconds >= 1 && idleTimeoutSeconds <= 4000, {
      property: "idleTimeoutSeconds",
      got: idleTimeoutSeconds,
      allowed: "1 to 4000",
      fix: "change the timeout",
    });
    check(this, certificate !== undefined || !redirectHttp, {
      property: "certificate",
      got: undefined,
      allowed: "a certificate where plain HTTP is redirected to HTTPS",
      fix: "give the load balancer a domain and its hosted zone, or leave redirectHttp out",
    });
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name: "load-balancer",
      description: clients === "cloudfront" ? "Load balancer, for CloudFront" : "Load balancer",
    });
    const groups = [this.securityGroup, ...this.admit(props)];
    this.loadBalancer = new Lb(this, "load-balancer", {
      name: physicalName(this, NAME_LIMITS.loadBalancer),
      loadBalancerType: "application",
      internal: exposure === "vpc-origin",
      subnets: [...(exposure === "vpc-origin" ? network.privateSubnetIds : network.publicSubnetIds)],
      securityGroups: groups.map(({ id: group }) => group),
      idleTimeout: idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: environmentOf(this).data === "protected",
      accessLogs: { enabled: true, bucket: accessLogs.bucketName, prefix: LogBucket.LOAD_BALANCER_PREFIX },
    });
    this.listener = this.listen(this, certificate ? "https" : "http", certificate ? 443 : 80, [
      {
        type: "fixed-response",
        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
      },
    ]);
    if (certificate && redirectHttp) {
      new LbListener(this, "http", {
        loadBalancerArn: this.loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultAction: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      });
    }
  }

  /** Whether it speaks HTTPS. */
  public get isSecure(): boolean {
    return this.certificate !== undefined;
  }

  /** What share of the requests ends in a 5xx, of the tasks or of the load balancer itself, in percent; for an alarm. */
  public serverErrors() {
    return {
      metric: {
        requests: this.metric("RequestCount"),
        target5xx: this.metric("HTTPCode_Target_5XX_Count"),
        balancer5xx: this.metric("HTTPCode_ELB_5XX_Count"),
      },
      expression: shareOfRequests("target5xx", "balancer5xx"),
    };
  }

  /** One more HTTPS listener, for a service's new version: only the blocks of `testFrom` reach it. */
  public createListener(
    scope: Construct,
    id: string,
    port: number,
    action: ListenerAction,
    lifecycle: LbListenerConfig["lifecycle"],
  ): LbListener {
    this.testFrom.forEach((block) => {
      const from = block.replace(/[^0-9]+/g, "-");
      this.securityGroup.allowFromCidr(from, block, port, "HTTPS of those who test a new version");
    });
    return this.listen(scope, id, port, action, lifecycle);
  }

  /** Passes requests on to a target group, or to two by shares. */
  public route(scope: Construct, id: string, props: Route): LbListenerRule {
    const { targetGroup, hostNames = [], paths = [], split, lifecycle } = props;
    // Elastic Load Balancing, condition values of a rule.
    check(scope, hostNames.length + paths.length <= 5, {
      property: "routing",
      got: [...hostNames, ...paths],
      allowed: "five host names and paths together",
      fix: "combine paths with *, or give them a rule of their own",
    });
    checkWhole(scope, "split.percent", split?.percent, { min: 1, max: 99 });
    // A rule has to have a condition.
    const passed = hostNames.length + paths.length === 0 ? ["/*"] : paths;
    return new LbListenerRule(scope, id, {
      listenerArn: this.listener.arn,
      priority: 100,
      condition: [
        ...(hostNames.length > 0 ? [{ hostHeader: { values: [...hostNames] } }] : []),
        ...(passed.length > 0 ? [{ pathPattern: { values: [...passed] } }] : []),
      ],
      action: [
        split
          ? {
              type: "forward",
              forward: {
                targetGroup: [
                  { arn: targetGroup.arn, weight: 100 - split.percent },
                  { arn: split.targetGroup.arn, weight: split.percent },
                ],
                stickiness: { enabled: true, duration: split.stickySeconds },
              },
            }
          : { type: "forward", targetGroupArn: targetGroup.arn },
      ],
      ...(lifecycle ? { lifecycle } : {}),
    });
  }

  /** A metric of the load balancer as a whole, such as `RequestCount`. */
  public metric(name: string, statistic = "Sum"): Metric {
    const dimensions = { LoadBalancer: this.loadBalancer.arnSuffix };
    return { namespace: "AWS/ApplicationELB", name, statistic, dimensions };
  }

  private listen(
    scope: Construct,
    id: string,
    port: number,
    defaultAction: ListenerAction,
    lifecycle?: LbListenerConfig["lifecycle"],
  ): LbListener {
    return new LbListener(scope, id, {
      loadBalancerArn: this.loadBalancer.arn,
      port,
      ...(this.certificate
        ? { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06", certificateArn: this.certificate.arn }
        : { protocol: "HTTP" }),
      defaultAction,
      ...(lifecycle ? { lifecycle } : {}),
    });
  }

  /** Lets the clients in. Returns the further groups that this takes. */
  private admit({ network, certificate, clients = "cloudfront", redirectHttp = false }: LoadBalancerProps) {
    const [port, text] = certificate ? ([443, "HTTPS"] as const) : ([80, "Plain HTTP"] as const);
    const redirects = certificate !== undefined && redirectHttp;
    if (clients !== "cloudfront") {
      for (const block of clients) {
        const from = block.replace(/[^0-9]+/g, "-");
        this.securityGroup.allowFromCidr(from, block, port, `${text} from ${block}`);
        if (redirects) this.securityGroup.allowFromCidr(from, block, 80, `HTTP from ${block}, to be redirected`);
      }
      return [];
    }
    const cloudFront = new DataAwsEc2ManagedPrefixList(this, "cloudfront-addresses", {
      name: "com.amazonaws.global.cloudfront.origin-facing",
    });
    // The list counts as 55 of the 60 rules that a security group can have: one port is all it can admit. It also
    // covers VPC origins, whose own security group exists only after the first one was made.
    this.securityGroup.allowFromPrefixList("cloudfront", cloudFront.id, port, `${text} from CloudFront`);
    return redirects ? [this.createHttpGroup(network, cloudFront.id)] : [];
  }

  /** Port 80 needs a group of its own: CloudFront's list fills one. */
  private createHttpGroup(network: Network, prefixListId: string): SecurityGroup {
    const group = new SecurityGroup(this, "http-security-group", {
      network,
      name: "load-balancer-http",
      description: "Load balancer, for redirects of plain HTTP",
    });
    group.allowFromPrefixList("cloudfront", prefixListId, 80, "HTTP from CloudFront, to be redirected");
    return group;
  }

  /** For a DNS record that points here. */
  public get aliasTarget(): AliasTarget {
    return { dnsName: this.loadBalancer.dnsName, zoneId: this.loadBalancer.zoneId, ipv6: false };
  }
}
