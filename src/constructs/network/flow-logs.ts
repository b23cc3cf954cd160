import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import type { LogGroup } from "../observability/log-group";
import { Role } from "../security/role";
import type { Network } from "./network";

/** Props of {@link FlowLogs}. */
export interface FlowLogsProps {
  readonly network: Network;
  /** Receives one line for each flow. */
  readonly logGroup: LogGroup;
}

/**
 * Records who talks to whom in a VPC, accepted and rejected.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export class FlowLogs extends Construct {
  public readonly flowLog: FlowLog;
  public readonly role: Role;

  public constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { network, logGroup } = props;
    const { account, region } = environmentOf(this);
    this.role = new Role(this, "role", {
      name: "flow-logs",
      description: "Writes VPC flow logs to CloudWatch",
      assumedBy: "vpc-flow-logs.amazonaws.com",
      sourceArns: [`arn:aws:ec2:${region}:${account}:vpc-flow-log/*`],
    });
    this.role.allow({
      sid: "WriteFlowLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [logGroup.arn, `${logGroup.arn}:*`],
    });
    this.flowLog = new FlowLog(this, "flow-log", {
      vpcId: network.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: this.role.arn,
      maxAggregationInterval: 600,
    });
  }
}
