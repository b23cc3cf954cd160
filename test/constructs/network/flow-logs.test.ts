import { FlowLogs } from "../../../src/constructs/network/flow-logs";
import { LogGroup } from "../../../src/constructs/observability/log-group";
import { build, testKey } from "../../support/construct";

test("records all traffic with a role that can write to its log group only", () => {
  const { subject } = build((stack) => {
    const logGroup = new LogGroup(stack, "log", { name: "/shop/prod/flows", retentionDays: 30, key: testKey(stack) });
    new FlowLogs(stack, "flows", { network: { vpcId: "vpc-1", publicSubnetIds: [], privateSubnetIds: [] }, logGroup });
  });
  const log = subject.one("aws_flow_log");
  expect(log.get("traffic_type")).toBe("ALL");
  const group = subject.one("aws_cloudwatch_log_group").ref("arn");
  expect(log.get("log_destination")).toBe(group);
  const [write, ...rest] = subject.one("aws_iam_role_policy").statements();
  expect(write?.resources).toEqual([group, `${group}:*`]);
  expect(rest).toEqual([]);
});
