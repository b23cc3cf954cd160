import type { Construct } from "constructs";
import type { Environment, Retention } from "../config/environment";
import { Cluster } from "../constructs/compute/cluster";
import { AliasRecord } from "../constructs/edge/alias-record";
import { Certificate } from "../constructs/edge/certificate";
import { LoadBalancer, type LoadBalancerProps } from "../constructs/edge/load-balancer";
import { LogGroup, logGroupPrefix } from "../constructs/observability/log-group";
import type { FoundationStack } from "./foundation-stack";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";

/** Props of {@link WebStack}. */
export interface WebStackProps extends LayerProps<Environment & { readonly retention: Retention }> {
  readonly foundation: FoundationStack;
  /** Last part of the name of the application's log group, or its whole name where that begins with `/`. */
  readonly log: string;
  /** Name of the ECS cluster. @default - architecture and environment */
  readonly clusterName?: string;
}

/** How CloudFront, or a browser, reaches an application. */
export interface Entry {
  readonly loadBalancer: LoadBalancer;
  /** Name of the load balancer. */
  readonly originDomain: string;
}

/** What serves requests and changes with every release. An architecture adds its service to it. */
export class WebStack extends LintelStack {
  public readonly cluster: Cluster;
  protected readonly logGroup: LogGroup;
  private readonly foundation: FoundationStack;

  public constructor(scope: Construct, props: WebStackProps) {
    super(scope, { ...props, layer: "service" });
    const { foundation, log, clusterName, environment } = props;
    const { logDays } = environment.retention;
    const { key } = foundation;
    this.foundation = foundation;
    this.logGroup = new LogGroup(this, "log", {
      name: log.startsWith("/") ? log : `${logGroupPrefix(this)}${log}`,
      retentionDays: logDays,
      key,
    });
    this.cluster = new Cluster(this, "cluster", {
      key,
      logRetentionDays: logDays,
      ...(clusterName === undefined ? {} : { clusterName }),
    });
  }

  /**
   * A load balancer: with a certificate and a name of its own, `origin.` before the application's where CloudFront
   * stands before it; without a domain on plain HTTP under the name that AWS gives it.
   */
  protected createEntry(
    { domain, hostedZoneId }: Pick<Environment, "domain" | "hostedZoneId">,
    props: Omit<LoadBalancerProps, "network" | "certificate" | "accessLogs"> = {},
  ): Entry {
    const { vpc, logBucket } = this.foundation;
    const shared = { network: vpc, accessLogs: logBucket, ...props };
    if (domain === undefined || hostedZoneId === undefined) {
      const loadBalancer = new LoadBalancer(this, "load-balancer", shared);
      return { loadBalancer, originDomain: loadBalancer.loadBalancer.dnsName };
    }
    const isOrigin = (props.clients ?? "cloudfront") === "cloudfront";
    const name = isOrigin ? `origin.${domain}` : domain;
    const certificate = new Certificate(this, "certificate", { domain: name, hostedZoneId });
    const loadBalancer = new LoadBalancer(this, "load-balancer", { ...shared, certificate });
    const target = loadBalancer.aliasTarget;
    const record = new AliasRecord(this, isOrigin ? "origin" : "site", { domain: name, hostedZoneId, target });
    return { loadBalancer, originDomain: record.fqdn };
  }
}
