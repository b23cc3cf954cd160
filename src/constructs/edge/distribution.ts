import {
  CloudfrontDistribution,
  type CloudfrontDistributionOrigin,
} from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudfrontMonitoringSubscription } from "@cdktf/provider-aws/lib/cloudfront-monitoring-subscription";
import { CloudfrontVpcOrigin } from "@cdktf/provider-aws/lib/cloudfront-vpc-origin";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Role } from "../security/role";
import type { LogBucket } from "../storage/log-bucket";
import type { AliasTarget } from "./alias-record";
import type { Certificate } from "./certificate";
import { DistributionLogs } from "./distribution-logs";
import type { LoadBalancer } from "./load-balancer";
import { ALL_VIEWER, CACHING_DISABLED, SECURITY_HEADERS } from "./managed-policies";
import { SiteOrigin, type Site } from "./site-origin";
import type { WebAcl } from "./web-acl";

/** An API behind a load balancer. Nothing of it is kept at the edge. */
export interface Api {
  /** Name of the load balancer, covered by its own certificate. */
  readonly originDomain: string;
  readonly loadBalancer: LoadBalancer;
  /** Paths that go to the API where there is a site as well, such as `/api/*`. @default - all that the site has not */
  readonly paths?: readonly string[];
  /** Seconds that the API may take to answer, 1 to 60 without a raised quota. @default 60 */
  readonly timeoutSeconds?: number;
}

/** Props of {@link Distribution}. */
export interface DistributionProps {
  /** Name that viewers use. */
  readonly domain: string;
  /** Certificate of that name, in us-east-1. */
  readonly certificate: Certificate;
  readonly api: Api;
  /** Answers every path that is not the API's. @default - none: every path is the API's */
  readonly site?: Site;
  readonly webAcl: WebAcl;
  readonly accessLogs: LogBucket;
  /** Edge locations in use: `PriceClass_100` is North America and Europe, `PriceClass_All` the world. @default "PriceClass_100" */
  readonly priceClass?: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Metrics that cost money, such as the cache hit rate. @default false */
  readonly extraMetrics?: boolean;
}

const ORIGIN = "load-balancer";
const TLS_ONLY = { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only" };
const TLS_VERSIONS = ["TLSv1.2"];

/** What an API gets from the edge: everything that the viewer sent, WebSockets included, and no caching. */
const API_BEHAVIOR = {
  targetOriginId: ORIGIN,
  viewerProtocolPolicy: "redirect-to-https",
  allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  cachedMethods: ["GET", "HEAD"],
  cachePolicyId: CACHING_DISABLED,
  originRequestPolicyId: ALL_VIEWER,
  responseHeadersPolicyId: SECURITY_HEADERS,
  compress: true,
};

/**
 * A CloudFront distribution in front of an API, and of a site where there is one: TLS 1.2 or newer at the edge,
 * HTTPS to the load balancer, and a web ACL. An answer of the API to one user must never reach another, so nothing of
 * it is kept.
 *
 * The viewer's host name is handed on. CloudFront then accepts an origin's certificate that covers the origin's
 * own name, and the load balancer can tell these requests from those of other distributions.
 */
export class Distribution extends Construct {
  public readonly distribution: CloudfrontDistribution;

  public constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    const { domain, certificate, api, site, webAcl, accessLogs } = props;
    const { priceClass = "PriceClass_100", extraMetrics = false } = props;
    this.checkApi(api, site);
    const siteOrigin = site ? new SiteOrigin(this, "site", site) : undefined;
    const apiBehaviors = (api.paths ?? []).map((pathPattern) => ({ pathPattern, ...API_BEHAVIOR }));
    this.distribution = new CloudfrontDistribution(this, "distribution", {
      enabled: true,
      comment: physicalName(this, NAME_LIMITS.ecs),
      aliases: [domain],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass,
      webAclId: webAcl.arn,
      origin: [this.apiOrigin(api), ...(siteOrigin ? [siteOrigin.origin] : [])],
      defaultCacheBehavior: siteOrigin?.pages ?? API_BEHAVIOR,
      ...(siteOrigin
        ? { defaultRootObject: "index.html", orderedCacheBehavior: [...apiBehaviors, ...siteOrigin.assets] }
        : {}),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: certificate.arn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
    });
    site?.bucket.allow({
      sid: "DistributionReads",
      principals: { Service: "cloudfront.amazonaws.com" },
      actions: ["s3:GetObject"],
      resources: [`${site.bucket.arn}/*`],
      conditions: { StringEquals: { "AWS:SourceArn": this.distribution.arn } },
    });
    new DistributionLogs(this, "logs", { distribution: this.distribution, accessLogs });
    if (extraMetrics) {
      new CloudfrontMonitoringSubscription(this, "metrics", {
        distributionId: this.distribution.id,
        monitoringSubscription: { realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" } },
      });
    }
  }

  private checkApi({ paths, timeoutSeconds = 60 }: Api, site: Site | undefined): void {
    check(this, timeoutSeconds >= 1 && timeoutSeconds <= 60, {
      property: "api.timeoutSeconds",
      got: timeoutSeconds,
      allowed: "1 to 60",
      fix: "answer sooner, or stream the answer: the time counts between two packets",
    });
    check(this, (site !== undefined) === (paths !== undefined && paths.length > 0), {
      property: "api.paths",
      got: paths,
      allowed: "paths where there is a site, and none where there is not",
      fix: "say which paths are the API's, or leave the site out",
    });
    // The bucket's policy names the distribution, so both belong to one stack.
    check(this, site === undefined || environmentOf(site.bucket).region === environmentOf(this).region, {
      property: "site.bucket",
      got: site && environmentOf(site.bucket).region,
      allowed: "a bucket of the distribution's own stack",
      fix: "create the bucket where the distribution is created",
    });
  }

  private apiOrigin({ originDomain, loadBalancer, timeoutSeconds = 60 }: Api): CloudfrontDistributionOrigin {
    const origin = { originId: ORIGIN, domainName: originDomain };
    const timeouts = { originReadTimeout: timeoutSeconds, originKeepaliveTimeout: 60 };
    if (loadBalancer.exposure === "public") {
      return { ...origin, customOriginConfig: { ...TLS_ONLY, originSslProtocols: TLS_VERSIONS, ...timeouts } };
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
    return { ...origin, vpcOriginConfig: { vpcOriginId: vpcOrigin.id, ...timeouts } };
  }

  /** Lets a role make the edge forget what it keeps. */
  public grantInvalidate(role: Role): void {
    role.allow({
      sid: "InvalidateEdge",
      actions: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
      resources: [this.distribution.arn],
    });
  }

  /** For a DNS record that points here. */
  public get aliasTarget(): AliasTarget {
    return { dnsName: this.distribution.domainName, zoneId: this.distribution.hostedZoneId, ipv6: true };
  }
}
