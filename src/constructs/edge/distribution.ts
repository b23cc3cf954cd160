import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudfrontVpcOrigin } from "@cdktf/provider-aws/lib/cloudfront-vpc-origin";
import { Construct } from "constructs";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { LogBucket } from "../storage/log-bucket";
import type { AliasTarget } from "./alias-record";
import type { Certificate } from "./certificate";
import { DistributionLogs } from "./distribution-logs";
import type { LoadBalancer } from "./load-balancer";
import type { WebAcl } from "./web-acl";

/** Props of {@link Distribution}. */
export interface DistributionProps {
  /** Name that viewers use. */
  readonly domain: string;
  /** Certificate of that name, in us-east-1. */
  readonly certificate: Certificate;
  /** Name of the load balancer, covered by its own certificate. */
  readonly originDomain: string;
  readonly loadBalancer: LoadBalancer;
  readonly webAcl: WebAcl;
  readonly accessLogs: LogBucket;
  /** Seconds that the origin may take to answer, 1 to 60 without a raised quota. @default 60 */
  readonly originTimeoutSeconds?: number;
  /** Edge locations in use: `PriceClass_100` is North America and Europe, `PriceClass_All` the world. @default "PriceClass_100" */
  readonly priceClass?: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
}

/** Managed policies of CloudFront, the same ids in every account. */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
const SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03";

const ORIGIN = "load-balancer";
const TLS_ONLY = { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only" };
const TLS_VERSIONS = ["TLSv1.2"];

/**
 * A CloudFront distribution in front of an API: TLS 1.2 or newer at the edge, HTTPS to the origin, a web ACL, and
 * no caching, because an answer to one user must never reach another.
 *
 * The viewer's host name is handed on. CloudFront then accepts an origin's certificate that covers the origin's
 * own name, and the load balancer can tell these requests from those of other distributions.
 */
export class Distribution extends Construct {
  public readonly distribution: CloudfrontDistribution;

  public constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    const { domain, certificate, originDomain, loadBalancer, webAcl, accessLogs } = props;
    const { originTimeoutSeconds = 60, priceClass = "PriceClass_100" } = props;
    check(this, originTimeoutSeconds >= 1 && originTimeoutSeconds <= 60, {
      property: "originTimeoutSeconds",
      got: originTimeoutSeconds,
      allowed: "1 to 60",
      fix: "answer sooner, or stream the answer: the time counts between two packets",
    });
    this.distribution = new CloudfrontDistribution(this, "distribution", {
      enabled: true,
      comment: physicalName(this, NAME_LIMITS.ecs),
      aliases: [domain],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass,
      webAclId: webAcl.arn,
      origin: [{ originId: ORIGIN, domainName: originDomain, ...this.wayToOrigin(loadBalancer, originTimeoutSeconds) }],
      defaultCacheBehavior: {
        targetOriginId: ORIGIN,
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: CACHING_DISABLED,
        originRequestPolicyId: ALL_VIEWER,
        responseHeadersPolicyId: SECURITY_HEADERS,
        compress: true,
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: certificate.arn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    });
    new DistributionLogs(this, "logs", { distribution: this.distribution, accessLogs });
  }

  private wayToOrigin(loadBalancer: LoadBalancer, originReadTimeout: number) {
    const timeouts = { originReadTimeout, originKeepaliveTimeout: 60 };
    if (loadBalancer.exposure === "public") {
      return { customOriginConfig: { ...TLS_ONLY, originSslProtocols: TLS_VERSIONS, ...timeouts } };
    }
    const vpcOrigin = new CloudfrontVpcOrigin(this, "vpc-origin", {
      vpcOriginEndpointConfig: [
        {
          name: physicalName(this, NAME_LIMITS.vpcOrigin),
          arn: loadBalancer.loadBalancer.arn,
          ...TLS_ONLY,
          originSslProtocols: [{ items: TLS_VERSIONS, quantity: TLS_VERSIONS.length }],
        },
      ],
    });
    return { vpcOriginConfig: { vpcOriginId: vpcOrigin.id, ...timeouts } };
  }

  /** For a DNS record that points here. */
  public get aliasTarget(): AliasTarget {
    return { dnsName: this.distribution.domainName, zoneId: this.distribution.hostedZoneId, ipv6: true };
  }
}
