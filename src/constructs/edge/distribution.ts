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
import type { Bucket } from "../storage/bucket";
import type { LogBucket } from "../storage/log-bucket";
import type { AliasTarget } from "./alias-record";
import { bucketOrigin, READ_ONLY } from "./bucket-origin";
import type { Certificate } from "./certificate";
import { DistributionLogs } from "./distribution-logs";
import type { LoadBalancer } from "./load-balancer";
import { FilesOrigin, type Files } from "./files-origin";
import { ALL_VIEWER, CACHING_DISABLED, CACHING_OPTIMIZED, SECURITY_HEADERS } from "./managed-policies";
import { SiteOrigin, type Site } from "./site-origin";
import type { WebAcl } from "./web-acl";

/** An API behind a load balancer. */
export interface Api {
  /** Name of the load balancer, covered by its own certificate. */
  readonly originDomain: string;
  readonly loadBalancer: LoadBalancer;
  /** Paths that go to the API where there is a site as well, such as `/api/*`. @default - all that the site has not */
  readonly paths?: readonly string[];
  /**
   * Paths of files that the API answers everybody alike, such as `/public/*`: they are kept at the edge. Nothing of the
   * viewer is handed on, so the load balancer is asked by its own name.
   * @default - nothing of the API is kept
   */
  readonly cachedPaths?: readonly string[];
  /** Answers {@link cachedPaths} when the API can't (500, 502, 503, 504). @default - the viewer gets the error */
  readonly fallback?: Fallback;
  /** Seconds that the API may take to answer, 1 to 60 without a raised quota. @default 60 */
  readonly timeoutSeconds?: number;
}

/** A bucket that answers in place of an API. */
export interface Fallback {
  /** Holds copies of the files of the cached paths. Closed to the public. */
  readonly bucket: Bucket;
  /** One of these files: the page that viewers get for any request while the API can't be reached (502, 503, 504). */
  readonly page: string;
}

/** Props of {@link Distribution}. */
export interface DistributionProps {
  /**
   * Name that viewers use, and its certificate, in us-east-1. Without one viewers use the distribution's own name, whose
   * certificate also lets them speak TLS 1.0 and 1.1.
   * @default - the distribution's own name
   */
  readonly viewers?: { readonly domain: string; readonly certificate: Certificate };
  readonly api: Api;
  /** Answers every path that is not the API's. @default - none: every path is the API's */
  readonly site?: Site;
  /** Answers some paths from a bucket. @default - none */
  readonly files?: Files;
  /** @default - nobody is turned away */
  readonly webAcl?: WebAcl;
  readonly accessLogs: LogBucket;
  /** Edge locations in use: `PriceClass_100` is North America and Europe, `PriceClass_All` the world. @default "PriceClass_100" */
  readonly priceClass?: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Metrics that cost money, such as the cache hit rate. @default false */
  readonly extraMetrics?: boolean;
}

const ORIGIN = "load-balancer";
const FALLBACK = "fallback";
const ORIGINS = "load-balancer-or-fallback";
const PORTS = { httpPort: 80, httpsPort: 443 };
const TLS_ONLY = { ...PORTS, originProtocolPolicy: "https-only" };
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
 * A CloudFront distribution in front of an API, and of a site or files where there are any: HTTPS for viewers, TLS 1.2
 * or newer where they have a name of ours, HTTPS to a load balancer that has a certificate. An answer of the API to one
 * user must never reach another, so nothing of it is kept but what is the same for everybody.
 *
 * The viewer's host name is handed on. CloudFront then accepts an origin's certificate that covers the origin's
 * own name, and the load balancer can tell these requests from those of other distributions.
 */
export class Distribution extends Construct {
  public readonly distribution: CloudfrontDistribution;

  public constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    const { viewers, api, site, files, webAcl, accessLogs } = props;
    const { priceClass = "PriceClass_100", extraMetrics = false } = props;
    this.checkApi(api, site);
    const siteOrigin = site ? new SiteOrigin(this, "site", site) : undefined;
    const filesOrigin = files ? new FilesOrigin(this, "files", files) : undefined;
    const { fallback } = api;
    const origins = [
      this.apiOrigin(api),
      ...[siteOrigin, filesOrigin].flatMap((each) => each?.origin ?? []),
      ...(fallback ? [bucketOrigin(this, FALLBACK, fallback.bucket)] : []),
    ];
    const ordered = [
      ...(api.paths ?? []).map((pathPattern) => ({ pathPattern, ...API_BEHAVIOR })),
      ...cachedBehaviors(api),
      ...(siteOrigin?.assets ?? []),
      ...(filesOrigin?.behaviors ?? []),
    ];
    this.distribution = new CloudfrontDistribution(this, "distribution", {
      enabled: true,
      comment: physicalName(this, NAME_LIMITS.ecs),
      ...(viewers ? { aliases: [viewers.domain] } : {}),
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass,
      ...(webAcl ? { webAclId: webAcl.arn } : {}),
      origin: origins,
      ...(fallback ? failover(fallback) : {}),
      defaultCacheBehavior: siteOrigin?.pages ?? API_BEHAVIOR,
      ...(siteOrigin ? { defaultRootObject: "index.html" } : {}),
      ...(ordered.length > 0 ? { orderedCacheBehavior: ordered } : {}),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: viewers
        ? {
            acmCertificateArn: viewers.certificate.arn,
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
          }
        : { cloudfrontDefaultCertificate: true },
    });
    for (const { bucket } of [site, files, fallback].filter((each) => each !== undefined)) {
      bucket.allow({
        sid: "DistributionReads",
        principals: { Service: "cloudfront.amazonaws.com" },
        actions: ["s3:GetObject"],
        resources: [`${bucket.arn}/*`],
        conditions: { StringEquals: { "AWS:SourceArn": this.distribution.arn } },
      });
    }
    new DistributionLogs(this, "logs", { distribution: this.distribution, accessLogs });
    if (extraMetrics) {
      new CloudfrontMonitoringSubscription(this, "metrics", {
        distributionId: this.distribution.id,
        monitoringSubscription: { realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" } },
      });
    }
  }

  private checkApi({ paths, cachedPaths = [], fallback, timeoutSeconds = 60 }: Api, site: Site | undefined): void {
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
    check(this, fallback === undefined || cachedPaths.some((path) => covers(path, fallback.page)), {
      property: "api.fallback.page",
      got: fallback?.page,
      allowed: `a file below one of the cached paths (${cachedPaths.join(", ") || "there are none"})`,
      fix: "CloudFront reads the page by these paths: put it below one of them",
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
      const protocol = loadBalancer.isSecure ? TLS_ONLY : { ...PORTS, originProtocolPolicy: "http-only" };
      return { ...origin, customOriginConfig: { ...protocol, originSslProtocols: TLS_VERSIONS, ...timeouts } };
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

/** Files that are the same for everybody. Only reading methods: CloudFront takes no others where origins take turns. */
function cachedBehaviors({ cachedPaths = [], fallback }: Api) {
  return cachedPaths.map((pathPattern) => ({
    pathPattern,
    targetOriginId: fallback ? ORIGINS : ORIGIN,
    viewerProtocolPolicy: "redirect-to-https",
    ...READ_ONLY,
    cachePolicyId: CACHING_OPTIMIZED,
    responseHeadersPolicyId: SECURITY_HEADERS,
    compress: true,
  }));
}

/** The API first, then the bucket; and a page of it for what nobody can answer. */
function failover({ page }: Fallback) {
  return {
    originGroup: [
      {
        originId: ORIGINS,
        failoverCriteria: { statusCodes: [500, 502, 503, 504] },
        member: [{ originId: ORIGIN }, { originId: FALLBACK }],
      },
    ],
    customErrorResponse: [502, 503, 504].map((errorCode) => ({
      errorCode,
      responseCode: errorCode,
      responsePagePath: page,
      errorCachingMinTtl: 10,
    })),
  };
}

/** Whether a path pattern of CloudFront takes a path. */
function covers(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("?", "."));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}
