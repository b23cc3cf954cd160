import { admitted, all, exists, routesOf, setting, that, within } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const BALANCER = "load-balancer security-group";
const TASKS = "dashboard security-group";

/** What a security group may open connections to: another group or a block, and the port. */
function opened(s: Subject, group: string) {
  const id = s.one("aws_security_group", group).ref("id");
  return s
    .all("aws_vpc_security_group_egress_rule")
    .filter((rule) => rule.get("security_group_id") === id)
    .map((rule) => [rule.get("referenced_security_group_id") ?? rule.get("cidr_ipv4"), rule.get("from_port")]);
}

function natGateways(count: number): Assertion {
  return that(
    (s) => {
      expect(s.all("aws_nat_gateway")).toHaveLength(count);
      expect(s.all("aws_eip")).toHaveLength(count);
    },
    (e) => e.add("foundation", "aws_nat_gateway", "one_more", {}),
    (e) => e.add("foundation", "aws_eip", "one_more", {}),
  );
}

/** VPC, subnets, NAT, endpoints, security groups. */
export const network: Record<string, Assertion> = {
  "SW-003": that(
    (s) => {
      const subnets = s.all("aws_nat_gateway").map((gateway) => s.follow(gateway.get("subnet_id")));
      expect(subnets).toHaveLength(2);
      for (const subnet of subnets) {
        expect(routesOf(s, subnet.ref("id")).flatMap((route) => route.references("gateway_id"))).toEqual([
          s.one("aws_internet_gateway").id,
        ]);
      }
      expect(new Set(subnets.map((subnet) => subnet.get("availability_zone"))).size).toBe(2);
    },
    (e) => e.set("aws_nat_gateway", "nat-b", "subnet_id", "${aws_subnet.network_public-a.id}"),
    (e) => e.set("aws_nat_gateway", "nat-b", "subnet_id", "${aws_subnet.network_private-b.id}"),
  ),
  "SW-004": all(
    setting("aws_ecs_service", undefined, "network_configuration.assign_public_ip", false),
    that(
      (s) => {
        const ids = s.one("aws_ecs_service").get("network_configuration.subnets") as string[];
        expect(ids.map((id) => s.follow(id).get("cidr_block"))).toEqual(["10.0.10.0/24", "10.0.11.0/24"]);
      },
      (e) =>
        e.set("aws_ecs_service", undefined, "network_configuration.subnets", ["${aws_subnet.network_public-a.id}"]),
    ),
  ),
  "SW-015": setting("aws_vpc", undefined, "cidr_block", "10.0.0.0/16"),
  "SW-016": that(
    (s) => expect(new Set(s.all("aws_subnet").map((subnet) => subnet.get("availability_zone"))).size).toBe(2),
    (e) => e.set("aws_subnet", undefined, "availability_zone", "us-east-1a"),
    (e) => e.add("foundation", "aws_subnet", "third", { availability_zone: "us-east-1c" }),
  ),
  "SW-017": blocks("public", ["10.0.0.0/24", "10.0.1.0/24"]),
  "SW-018": blocks("private", ["10.0.10.0/24", "10.0.11.0/24"]),
  "SW-019": natGateways(2),
  "SW-020": exists("aws_internet_gateway"),
  "SW-059": that(
    (s) => {
      const ports = s.all("aws_acm_certificate").length > 0 ? [443, 80] : [80];
      const groups = s.all("aws_security_group").filter(({ name }) => name.startsWith("load-balancer_"));
      const from = groups.flatMap((group) =>
        s
          .all("aws_vpc_security_group_ingress_rule")
          .filter((rule) => rule.get("security_group_id") === group.ref("id"))
          .map((rule) => [rule.get("prefix_list_id") ?? rule.get("cidr_ipv4"), rule.get("from_port")]),
      );
      const list = s.all("data.aws_ec2_managed_prefix_list")[0]?.ref("id");
      const peer = s.all("aws_cloudfront_distribution").length > 0 ? list : "0.0.0.0/0";
      expect(peer).toBeDefined();
      expect(from.sort()).toEqual(ports.map((port) => [peer, port]).sort());
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "from-cloudfront-443", "prefix_list_id", undefined),
    (e) => e.remove("aws_vpc_security_group_ingress_rule", "from-cloudfront-80"),
  ),
  "SW-060": that(
    (s) => expect(opened(s, BALANCER)).toEqual([[s.one("aws_security_group", TASKS).ref("id"), 8501]]),
    (e) => e.set("aws_vpc_security_group_egress_rule", "to-dashboard-8501", "referenced_security_group_id", undefined),
    (e) => e.remove("aws_vpc_security_group_egress_rule", "to-dashboard-8501"),
  ),
  "SW-061": that(
    (s) => expect(admitted(s, TASKS)).toEqual([[s.one("aws_security_group", BALANCER).ref("id"), 8501, 8501]]),
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-dashboard-8501", "to_port", 65_535),
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-dashboard-8501", "referenced_security_group_id", "sg-1"),
  ),
  "SW-062": that(
    (s) => {
      const database = s.all("aws_security_group", "data/database").map((group) => [group.ref("id"), 5432]);
      expect(opened(s, TASKS).sort()).toEqual([...database, ["0.0.0.0/0", 443]].sort());
    },
    (e) => e.remove("aws_vpc_security_group_egress_rule", "to-internet-443"),
    (e) => e.remove("aws_vpc_security_group_egress_rule", "to-database-5432"),
  ),
  "SW-063": that(
    (s) => {
      expect(admitted(s, "data/database")).toEqual([[s.one("aws_security_group", TASKS).ref("id"), 5432, 5432]]);
      expect(s.one("aws_db_instance").get("vpc_security_group_ids")).toEqual([
        s.one("aws_security_group", "data/database").ref("id"),
      ]);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-database-5432", "to_port", 65_535),
    (e) => e.set("aws_db_instance", undefined, "vpc_security_group_ids", ["sg-1"]),
  ),
  "SW-064": silent("data", "database"),
  "SW-065": that(
    (s) => {
      const group = s.one("aws_security_group", "endpoints");
      expect(admitted(s, "endpoints")).toEqual([[s.one("aws_vpc").ref("cidr_block"), 443, 443]]);
      const interfaces = s.all("aws_vpc_endpoint").filter((each) => each.get("vpc_endpoint_type") === "Interface");
      expect(interfaces).not.toEqual([]);
      for (const each of interfaces) expect(each.get("security_group_ids")).toEqual([group.ref("id")]);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "from-vpc-443", "cidr_ipv4", "0.0.0.0/0"),
    (e) => e.set("aws_vpc_endpoint", "ecr-api", "security_group_ids", []),
  ),
  "SW-066": silent("foundation", "endpoints"),
  "SW-089": that(
    (s) => {
      const endpoint = s.one("aws_vpc_endpoint", "s3");
      expect([endpoint.get("vpc_endpoint_type"), endpoint.get("service_name")]).toEqual([
        "Gateway",
        "com.amazonaws.us-east-1.s3",
      ]);
      const tables = s.all("aws_route_table").filter(({ name }) => name.includes("private"));
      expect(endpoint.get("route_table_ids")).toEqual(tables.map((table) => table.ref("id")));
      expect(tables).toHaveLength(2);
    },
    (e) => e.set("aws_vpc_endpoint", "s3", "route_table_ids.1", undefined),
    (e) => e.set("aws_vpc_endpoint", "s3", "vpc_endpoint_type", "Interface"),
  ),
  "SW-090": endpoint("ecr-api", "ecr.api"),
  "SW-091": all(endpoint("ecr-dkr", "ecr.dkr")),
  "SW-092": that(
    (s) => {
      const table = s.one("aws_route_table", "public-routes");
      const route = s.one("aws_route", "public-internet");
      expect([route.get("route_table_id"), route.get("destination_cidr_block")]).toEqual([
        table.ref("id"),
        "0.0.0.0/0",
      ]);
      expect(route.references("gateway_id")).toEqual([s.one("aws_internet_gateway").id]);
      const associated = s
        .all("aws_route_table_association")
        .filter((each) => each.get("route_table_id") === table.ref("id"));
      expect(associated.map((each) => s.follow(each.get("subnet_id")).get("cidr_block"))).toEqual([
        "10.0.0.0/24",
        "10.0.1.0/24",
      ]);
    },
    (e) => e.set("aws_route", "public-internet", "gateway_id", "igw-1"),
    (e) => e.remove("aws_route_table_association", "public-b-routes"),
  ),
  "SW-093": that(
    (s) => {
      const subnets = s.all("aws_subnet").filter(({ name }) => name.includes("private"));
      const zones = subnets.map((subnet) => {
        const [route] = routesOf(s, subnet.ref("id"));
        expect(route?.get("destination_cidr_block")).toBe("0.0.0.0/0");
        const gateway = s.follow(route?.get("nat_gateway_id"));
        expect(s.follow(gateway.get("subnet_id")).get("availability_zone")).toBe(subnet.get("availability_zone"));
        return subnet.get("availability_zone");
      });
      expect(new Set(zones).size).toBe(2);
      expect(
        s.all("aws_route_table", "private-a-table").concat(s.all("aws_route_table", "private-b-table")),
      ).toHaveLength(2);
    },
    (e) => e.set("aws_route", "private-b-internet", "nat_gateway_id", "${aws_nat_gateway.network_nat-a.id}"),
    (e) => e.remove("aws_route", "private-a-internet"),
  ),
  "SW-105": within("one-nat", natGateways(1)),
  "SW-108": within(
    "no-nat",
    all(natGateways(0), setting("aws_ecs_service", undefined, "network_configuration.assign_public_ip", true)),
  ),
};

function blocks(tier: "public" | "private", wanted: readonly string[]): Assertion {
  return that(
    (s) => {
      const subnets = s.all("aws_subnet").filter(({ name }) => name.includes(tier));
      expect(subnets.map((subnet) => subnet.get("cidr_block")).sort()).toEqual([...wanted]);
    },
    (e) => e.set("aws_subnet", `${tier}-b`, "cidr_block", "10.0.99.0/24"),
    (e) => e.remove("aws_subnet", `${tier}-a`),
  );
}

/** A group that opens no connections: it has no rule for it, of its own or inline. */
function silent(layer: string, group: string): Assertion {
  const role = `${layer}/${group}`;
  return that(
    (s) => {
      expect(opened(s, role)).toEqual([]);
      expect(s.one("aws_security_group", role).get("egress")).toBeUndefined();
    },
    (e) => e.set("aws_security_group", role, "egress", [{ cidr_blocks: ["0.0.0.0/0"] }]),
    (e) =>
      e.add(layer, "aws_vpc_security_group_egress_rule", "open", {
        security_group_id: `\${aws_security_group.${group}_security-group_group.id}`,
        cidr_ipv4: "0.0.0.0/0",
        from_port: 443,
      }),
  );
}

function endpoint(role: string, service: string): Assertion {
  return all(
    setting("aws_vpc_endpoint", role, "vpc_endpoint_type", "Interface"),
    setting("aws_vpc_endpoint", role, "service_name", `com.amazonaws.us-east-1.${service}`),
    setting("aws_vpc_endpoint", role, "private_dns_enabled", true),
    that(
      (s) => {
        const subnets = s.one("aws_vpc_endpoint", role).get("subnet_ids") as string[];
        expect(subnets.map((id) => s.follow(id).name)).toEqual(["network_private-a", "network_private-b"]);
      },
      (e) => e.set("aws_vpc_endpoint", role, "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
    ),
  );
}
