import { DataAwsEc2ManagedPrefixList } from "@cdktf/provider-aws/lib/data-aws-ec2-managed-prefix-list";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable } from "../network/security-group";
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
}

/**
 * An application load balancer that speaks HTTPS only and that CloudFront alone can reach. It answers 403 unless a
 * service's rule takes the request.
 */
export class LoadBalancer extends Construct implements Connectable {
  public readonly loadBalancer: Lb;
  public readonly listener: LbListener;
  public readonly securityGroup: SecurityGroup;
  public readonly exposure: Exposure;

  public constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { network, certificate, accessLogs, exposure = "public", idleTimeoutSeconds = 65 } = props;
    this.exposure = exposure;
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
    this.loadBalancer = new Lb(this, "load-balancer", {
      name: physicalName(this, NAME_LIMITS.loadBalancer),
      loadBalancerType: "application",
      internal: exposure === "vpc-origin",
      subnets: [...(exposure === "vpc-origin" ? network.privateSubnetIds : network.publicSubnetIds)],
      securityGroups: [this.securityGroup.id],
      idleTimeout: idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: environmentOf(this).data === "protected",
      accessLogs: { enabled: true, bucket: accessLogs.bucketName, prefix: LogBucket.LOAD_BALANCER_PREFIX },
    });
    this.listener = new LbListener(this, "https", {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: certificate.arn,
      defaultAction: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/plain", messageBody: "Forbidden", statusCode: "403" },
        },
      ],
    });
  }

  /** For a DNS record that points here. */
  public get aliasTarget(): AliasTarget {
    return { dnsName: this.loadBalancer.dnsName, zoneId: this.loadBalancer.zoneId, ipv6: false };
  }
}
