import { Vpc, type VpcProps } from "../../../src/constructs/network/vpc";
import type { Placement } from "../../../src/config/environment";
import { build } from "../../support/construct";

function vpc(props: Partial<VpcProps> = {}, placement: Partial<Placement> = {}) {
  return build((stack) => new Vpc(stack, "network", { cidrBlock: "10.0.0.0/16", ...props }), placement);
}

function cidrs(subject: ReturnType<typeof vpc>["subject"]) {
  return subject
    .all("aws_subnet")
    .map((subnet) => subnet.get("cidr_block"))
    .sort();
}

test("makes a public and a private subnet in each zone, without public addresses", () => {
  const { subject } = vpc();
  expect(
    subject
      .all("aws_subnet")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["network_private-a", "network_private-b", "network_public-a", "network_public-b"]);
  for (const subnet of subject.all("aws_subnet")) expect(subnet.get("map_public_ip_on_launch")).toBe(false);
});

test("derives blocks that lie in the VPC", () => {
  expect(cidrs(vpc().subject)).toEqual(["10.0.0.0/20", "10.0.128.0/20", "10.0.144.0/20", "10.0.16.0/20"]);
});

test("takes the blocks that a team names", () => {
  const { subject } = vpc({
    publicSubnets: ["10.0.0.0/24", "10.0.1.0/24"],
    privateSubnets: ["10.0.10.0/24", "10.0.11.0/24"],
  });
  expect(cidrs(subject)).toEqual(["10.0.0.0/24", "10.0.1.0/24", "10.0.10.0/24", "10.0.11.0/24"]);
});

test.each([
  ["none", 0, 0],
  ["one", 1, 2],
  ["one-per-zone", 2, 2],
] as const)(
  "with %s NAT gateways there are %i of them and %i private routes to the internet",
  (natGateways, gateways, routes) => {
    const { subject } = vpc({ natGateways });
    expect(subject.all("aws_nat_gateway")).toHaveLength(gateways);
    expect(subject.all("aws_eip")).toHaveLength(gateways);
    expect(subject.all("aws_route").filter((route) => route.get("nat_gateway_id"))).toHaveLength(routes);
  },
);

test("a zone's private subnet leaves through the zone's own gateway", () => {
  const { subject } = vpc();
  const route = subject.one("aws_route", "private-b-internet");
  expect(subject.follow(route.get("nat_gateway_id")).name).toBe("network_nat-b");
});

test("the default security group lets nothing through", () => {
  const group = vpc().subject.one("aws_default_security_group");
  expect([group.get("ingress"), group.get("egress")]).toEqual([undefined, undefined]);
});

test.each<[Partial<VpcProps>, string]>([
  [{ cidrBlock: "10.0.0.0" }, 'network: cidrBlock: got "10.0.0.0", allowed an IPv4 block from /16 to /24'],
  [{ cidrBlock: "10.0.0.0/8" }, "allowed an IPv4 block from /16 to /24"],
  [{ cidrBlock: "10.0.0.0/26" }, "each subnet is a sixteenth of it"],
  [
    { publicSubnets: ["10.0.0.0/24"], privateSubnets: ["10.0.1.0/24", "10.0.2.0/24"] },
    "allowed 2 blocks, one for each zone",
  ],
  [
    { publicSubnets: ["10.1.0.0/24", "10.0.1.0/24"] },
    'publicSubnets: got "10.1.0.0/24", allowed a block inside of 10.0.0.0/16',
  ],
  [
    { publicSubnets: ["10.0.0.0/24", "10.0.0.128/25"] },
    'publicSubnets: got "10.0.0.128/25", allowed a block that does not overlap 10.0.0.0/24 of publicSubnets',
  ],
  [
    { publicSubnets: ["10.0.0.0/24", "10.0.128.0/24"] },
    'privateSubnets: got "10.0.128.0/20", allowed a block that does not overlap 10.0.128.0/24 of publicSubnets',
  ],
])("fails for %j", (wrong, message) => {
  const { problems } = vpc(wrong);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});
