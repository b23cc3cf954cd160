import type { Construct } from "constructs";
import type { Environment, OptOut, Retention } from "../config/environment";
import { check } from "../config/errors";
import { insightsLogGroupName } from "../constructs/compute/cluster";
import { databaseLogGroupName } from "../constructs/database/aurora-cluster";
import { instanceLogGroupName } from "../constructs/database/postgres-instance";
import { wafLogGroupName } from "../constructs/edge/web-acl";
import { Endpoints, type GatewayService } from "../constructs/network/endpoints";
import { FlowLogs } from "../constructs/network/flow-logs";
import { PrivateNetworkAcl } from "../constructs/network/network-acl";
import { Vpc, type VpcProps } from "../constructs/network/vpc";
import { AlertRouting } from "../constructs/observability/alert-routing";
import { LogGroup, logGroupPrefix } from "../constructs/observability/log-group";
import { Key } from "../constructs/security/key";
import { trailName } from "../constructs/security/trail";
import { LogBucket } from "../constructs/storage/log-bucket";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";

/** Props of {@link FoundationStack}. */
export interface FoundationStackProps extends LayerProps<Environment & { readonly retention: Retention }> {
  /** What the key encrypts, shown in the console. */
  readonly keyDescription: string;
  readonly network: VpcProps;
  /** AWS services that private subnets reach by a route. @default - S3 and DynamoDB */
  readonly gateways?: readonly GatewayService[];
  /** AWS services that private subnets reach by an address of their own, which costs money. @default - none */
  readonly interfaces?: readonly string[];
  /** Name of the ECS cluster, where it is given, for the key. @default - architecture and environment */
  readonly clusterName?: string;
  /** P1 and P2 also go to a pager whose URL is given at apply. @default false */
  readonly pager?: boolean;
  /** Names of the Aurora clusters whose logs the key encrypts. @default - none */
  readonly databases?: readonly string[];
  /** Names of the PostgreSQL instances whose logs the key encrypts. @default - none */
  readonly instances?: readonly string[];
  /** The load balancer has a web ACL, whose log the key encrypts. @default false */
  readonly guardsLoadBalancer?: boolean;
  /** Further log groups that the key encrypts, as their names begin. @default - none */
  readonly logGroups?: readonly string[];
  /** Puts network ACLs behind the security groups of the private subnets. @default false */
  readonly networkAcl?: boolean;
  /** Records who talks to whom. @default - it does */
  readonly flowLogs?: OptOut;
  /** Days after which an access log moves to Standard-Infrequent Access. @default - it does not move */
  readonly archiveAccessLogsAfterDays?: number;
}

/** What everything else stands on and what changes rarely: key, network, log bucket, alert topics. */
export class FoundationStack extends LintelStack {
  public readonly key: Key;
  public readonly vpc: Vpc;
  public readonly logBucket: LogBucket;
  public readonly alerts: AlertRouting;

  public constructor(scope: Construct, props: FoundationStackProps) {
    super(scope, { ...props, layer: "foundation" });
    const { network, gateways, interfaces, keyDescription, clusterName, databases = [], pager = false } = props;
    const { networkAcl = false, flowLogs, archiveAccessLogsAfterDays } = props;
    const { retention, alerts } = props.environment;
    const logGroups = logGroupPrefix(this);

    this.key = new Key(this, "key", { description: keyDescription });
    this.key.allowLogGroups(
      logGroups,
      insightsLogGroupName(this, clusterName),
      ...databases.map((name) => databaseLogGroupName(this, name)),
      ...(props.instances ?? []).map((name) => instanceLogGroupName(this, name)),
      ...(props.guardsLoadBalancer ? [wafLogGroupName(this, "load-balancer")] : []),
      ...(props.logGroups ?? []),
    );
    this.key.allowAlarms();
    this.key.allowTrail(trailName(this));

    this.vpc = new Vpc(this, "network", network);
    new Endpoints(this, "endpoints", {
      vpc: this.vpc,
      ...(gateways ? { gateways } : {}),
      ...(interfaces ? { interfaces } : {}),
    });
    if (networkAcl) new PrivateNetworkAcl(this, "private-acl", { vpc: this.vpc });
    if (flowLogs) {
      check(this, flowLogs.reason.trim() !== "", {
        property: "flowLogs.reason",
        got: flowLogs.reason,
        allowed: "why there may be no flow logs",
        fix: "say it, or leave flowLogs out",
      });
    } else {
      this.createFlowLogs(`${logGroups}vpc-flow-logs`, retention.logDays);
    }

    this.logBucket = new LogBucket(this, "access", {
      retentionDays: retention.accessLogDays,
      ...(archiveAccessLogsAfterDays === undefined ? {} : { infrequentAccessAfterDays: archiveAccessLogsAfterDays }),
    });
    this.alerts = new AlertRouting(this, "alerts", { receivers: alerts, key: this.key, pager });
  }

  private createFlowLogs(name: string, retentionDays: number): void {
    const logGroup = new LogGroup(this, "flow-log", { name, retentionDays, key: this.key });
    new FlowLogs(this, "flow-logs", { network: this.vpc, logGroup });
  }
}
