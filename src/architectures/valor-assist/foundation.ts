import type { Construct } from "constructs";
import { insightsLogGroupName } from "../../constructs/compute/cluster";
import { Endpoints } from "../../constructs/network/endpoints";
import { FlowLogs } from "../../constructs/network/flow-logs";
import { Vpc } from "../../constructs/network/vpc";
import { AlertRouting } from "../../constructs/observability/alert-routing";
import { LogGroup, logGroupPrefix } from "../../constructs/observability/log-group";
import { Key } from "../../constructs/security/key";
import { trailName } from "../../constructs/security/trail";
import { LogBucket } from "../../constructs/storage/log-bucket";
import { LintelStack } from "../../stacks/lintel-stack";
import type { LayerProps } from "./layer";

/** What everything else stands on and what changes rarely: key, network, log bucket, alert topics. */
export class FoundationStack extends LintelStack {
  public readonly key: Key;
  public readonly vpc: Vpc;
  public readonly logBucket: LogBucket;
  public readonly alerts: AlertRouting;

  public constructor(scope: Construct, props: LayerProps) {
    super(scope, { ...props, layer: "foundation" });
    const { network, retention, alerts } = props.environment;
    const logGroups = logGroupPrefix(this);

    this.key = new Key(this, "key", { description: "Personal data of Valor Assist, its logs and its alerts" });
    this.key.allowLogGroups(logGroups, insightsLogGroupName(this));
    this.key.allowAlarms();
    this.key.allowTrail(trailName(this));

    this.vpc = new Vpc(this, "network", network);
    new Endpoints(this, "endpoints", { vpc: this.vpc });
    new FlowLogs(this, "flow-logs", {
      network: this.vpc,
      logGroup: new LogGroup(this, "flow-log", {
        name: `${logGroups}vpc-flow-logs`,
        retentionDays: retention.logDays,
        key: this.key,
      }),
    });

    this.logBucket = new LogBucket(this, "access", { retentionDays: retention.accessLogDays });
    this.alerts = new AlertRouting(this, "alerts", { receivers: alerts, key: this.key });
  }
}
