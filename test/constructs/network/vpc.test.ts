import { Vpc, type VpcProps } from "../../../src/constructs/network/vpc";
import type { Placement } from "../../../src/config/environment";
import { build } from "../../support/construct";

function vpc(props: Partial<VpcProps> = {}, placement: Partial<Placement> = {}) {
  return build((stack) => new Vpc(stack, "network", { cidrBlock: "10.0.0.0/16", ...props }), placement);
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

test("reports blocks that EC2 would refuse", () => {
  const { problems } = vpc({ cidrBlock: "10.0.0.0/8" });
  expect(problems).toEqual([expect.stringContaining("shop-prod-test/network: cidrBlock: got")]);
});
