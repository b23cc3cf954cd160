import type { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { Role } from "../security/role";

/** Reports a number of seconds that is no interval of RDS's. */
export function checkMonitoringInterval(scope: Construct, seconds: number | undefined): void {
  check(scope, [undefined, 1, 5, 10, 15, 30, 60].includes(seconds), {
    property: "monitoringIntervalSeconds",
    got: seconds,
    allowed: "1, 5, 10, 15, 30 or 60",
    fix: "take an interval that RDS knows",
  });
}

/**
 * The role that RDS writes samples of an operating system with, for the instances whose identifiers match a pattern.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
 */
export function monitoringRole(scope: Construct, identifiers: string): Role {
  const { account, region } = environmentOf(scope);
  const role = new Role(scope, "monitoring-role", {
    name: "database-monitoring",
    description: "Writes samples of the database's operating system",
    assumedBy: "monitoring.rds.amazonaws.com",
    sourceArns: [`arn:aws:rds:${region}:${account}:db:${identifiers}`],
  });
  const groups = `arn:aws:logs:${region}:${account}:log-group:RDS*`;
  role.allow({ sid: "MakeGroup", actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources: [groups] });
  role.allow({
    sid: "WriteSamples",
    actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
    resources: [`${groups}:log-stream:*`],
  });
  return role;
}
