import { PrivateNetworkAcl } from "../../../src/constructs/network/network-acl";
import { Vpc } from "../../../src/constructs/network/vpc";
import { build } from "../../support/construct";

const { subject } = build((stack) => {
  new PrivateNetworkAcl(stack, "acl", { vpc: new Vpc(stack, "network", { cidrBlock: "10.0.0.0/16" }) });
});

test("it is that of the private subnets, and public ones keep the default", () => {
  const subnets = subject.one("aws_network_acl").get("subnet_ids") as string[];
  expect(subnets.map((id) => subject.follow(id).name)).toEqual(["network_private-a", "network_private-b"]);
});

test("what goes out on 443 comes back on an ephemeral port, and within the VPC everything on TCP passes", () => {
  const rules = (direction: string) =>
    subject
      .one("aws_network_acl")
      .list(direction)
      .map((rule) => [rule["rule_no"], rule["protocol"], rule["from_port"], rule["to_port"]]);
  expect(rules("egress")).toEqual([
    [100, "tcp", 0, 65_535],
    [200, "tcp", 443, 443],
  ]);
  expect(rules("ingress")).toEqual([
    [100, "tcp", 0, 65_535],
    [200, "tcp", 1024, 65_535],
  ]);
  const [inside, outside] = subject.one("aws_network_acl").list("ingress");
  expect(subject.follow(inside?.["cidr_block"]).id).toBe(subject.one("aws_vpc").id);
  expect(outside?.["cidr_block"]).toBe("0.0.0.0/0");
});
