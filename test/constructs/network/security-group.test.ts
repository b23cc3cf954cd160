import { SecurityGroup } from "../../../src/constructs/network/security-group";
import { build } from "../../support/construct";
import type { LintelStack } from "../../../src/stacks/lintel-stack";

const network = { vpcId: "vpc-1" };
function group(stack: LintelStack, name: string): SecurityGroup {
  return new SecurityGroup(stack, name, { network, name, description: name });
}

test("a new group lets nothing in or out", () => {
  const { subject } = build((stack) => void group(stack, "api"));
  expect(subject.all("aws_vpc_security_group_ingress_rule")).toEqual([]);
  expect(subject.all("aws_vpc_security_group_egress_rule")).toEqual([]);
});

test("a relation opens one port on both sides, and belongs to the client", () => {
  const { subject } = build((stack) => {
    group(stack, "database").allowFrom(group(stack, "api"), 5432, "SQL");
  });
  const database = subject.one("aws_security_group", "database").ref("id");
  const api = subject.one("aws_security_group", "api").ref("id");
  const into = subject.one("aws_vpc_security_group_ingress_rule");
  const out = subject.one("aws_vpc_security_group_egress_rule");
  expect([into.get("security_group_id"), into.get("referenced_security_group_id")]).toEqual([database, api]);
  expect([out.get("security_group_id"), out.get("referenced_security_group_id")]).toEqual([api, database]);
  for (const rule of [into, out]) {
    expect([rule.get("ip_protocol"), rule.get("from_port"), rule.get("to_port")]).toEqual(["tcp", 5432, 5432]);
    expect(rule.name).toMatch(/^api_/);
  }
});

test("addresses and prefix lists are let in on one port", () => {
  const { subject } = build((stack) => {
    group(stack, "web").allowFromCidr("office", "192.0.2.0/24", 443, "Office");
    group(stack, "edge").allowFromPrefixList("cloudfront", "pl-1", 443, "CloudFront");
  });
  expect(subject.one("aws_vpc_security_group_ingress_rule", "from-office-443").get("cidr_ipv4")).toBe("192.0.2.0/24");
  expect(subject.one("aws_vpc_security_group_ingress_rule", "from-cloudfront-443").get("prefix_list_id")).toBe("pl-1");
});

test("a group is let out to addresses on one port", () => {
  const { subject } = build((stack) => {
    group(stack, "api").allowToCidr("internet", "0.0.0.0/0", 443, "HTTPS");
  });
  const rule = subject.one("aws_vpc_security_group_egress_rule");
  expect([rule.get("cidr_ipv4"), rule.get("from_port"), rule.get("to_port")]).toEqual(["0.0.0.0/0", 443, 443]);
});
