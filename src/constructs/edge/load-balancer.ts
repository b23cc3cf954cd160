import { DataAwsEc2ManagedPrefixList } from "@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable } from "../network/security-group";
import type { Metric } from "../observability/metric";
import { LogBucket } from "../storage/log-bucket";
import type { AliasTarget } from "./alias-record";
import type { Certificate } from "./certificate";

/**
 * How CloudFront reaches a load balancer. `public`: by addresses on the internet, which every distribution of
 * CloudFront has. `vpc-origin`: through the VPC, which only a distribution of this account can do.
 */
export type Exposure = "public" | "vpc-origin";

/** Props of {@link LoadBalancer}. */
export interface LoadBalancerProps {
  readonly network: Network;
  readonly certificate: Certificate;
  readonly accessLogs: LogBucket;
  /** A change replaces the load balancer. @default "public" */
  readonly exposure?: Exposure;
  /** Seconds that a connection may be silent, 1 to 4000. Above CloudFront's wait for an answer. @default 65 */
  readonly idleTimeoutSeconds?: number;
  /** Answers plain HTTP on port 80 with a redirect to HTTPS. @default false */
  readonly redirectHttp?: boolean;
  /** IPv4 blocks that may look at a new version on a service's test listener. @default - none */
  readonly testFrom?: readonly string[];
}

/** The action of a listener, by default or of a rule. */
export type ListenerAction = LbListenerConfig["defaultAction"];

/**
 * An application load balancer that speaks HTTPS and that CloudFront alone can reach. It answers 404 unless a
 * service's rule takes the request.
 */
export class LoadBalancer extends Construct implements Connectable {
  public readonly loadBalancer: Lb;
  public readonly listener: LbListener;
  public readonly securityGroup: SecurityGroup;
  public readonly exposure: Exposure;
  private readonly certificate: Certificate;
  private readonly testFrom: readonly string[];

  public constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { network, certificate, accessLogs, exposure = "public", idleTimeoutSeconds = 65 } = props;
    const { redirectHttp = false, testFrom = [] } = props;
    this.exposure = exposure;
    this.certificate = certificate;
    this.testFrom = testFrom;
    check(this, idleTimeoutSeconds >= 1 && idleTimeoutSeconds <= 4000, {
      property: "idleTimeoutSeconds",
      got: idleTimeoutSeconds,
      allowed: "1 to 4000",
      fix: "change the timeout",
    });
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name: "load-balancer",
      description: "Load balancer, for CloudFront",
    });
    const cloudFront = new DataAwsEc2ManagedPrefixList(this, "cloudfront-addresses", {
      name: "com.amazonaws.global.cloudfront.origin-facing",
    });
    // The list counts as 55 of the 60 rules that a security group can have: one port is all it can admit. It also
    // covers VPC origins, whose own security group exists only after the first one was made.
    this.securityGroup.allowFromPrefixList("cloudfront", cloudFront.id, 443, "HTTPS from CloudFront");
    const groups = [this.securityGroup];
    if (redirectHttp) groups.push(this.createHttpGroup(network, cloudFront.id));
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
    this.listener = this.listen(this, "https", 443, [
      {
        type: "fixed-response",
        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
      },
    ]);
    if (redirectHttp) {
      new LbListener(this, "http", {
        loadBalancerArn: this.loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultAction: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      });
    }
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
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: this.certificate.arn,
      defaultAction,
      ...(lifecycle ? { lifecycle } : {}),
    });
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
