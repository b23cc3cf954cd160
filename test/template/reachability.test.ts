import { connectionsOf, INTERNET } from "../../src/template/reachability";
import { Template, type JsonObject } from "../../src/template/template";

type Resources = Record<string, Record<string, JsonObject>>;

function connections(resource: Resources, data: Resources = {}): string[] {
  const template = new Template([{ name: "s", directory: "", json: { resource, data }, dependencies: [] }]);
  return connectionsOf(template)
    .map(({ from, to, ports }) => {
      const range = ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
      return `${from.replace("s/aws_", "")} -> ${to.replace("s/aws_", "")} ${range}`;
    })
    .sort();
}

const group = (name: string) => `\${aws_security_group.${name}.id}`;
const tcp = (port: number) => ({ ip_protocol: "tcp", from_port: port, to_port: port });
const GROUPS = { web: { name: "web" }, api: { name: "api" }, db: { name: "db" } };
const WORN: Resources = {
  aws_security_group: GROUPS,
  aws_lb: { web: { internal: false, security_groups: [group("web")] } },
  aws_ecs_service: { api: { network_configuration: { security_groups: [group("api")] } } },
  aws_rds_cluster: { db: { vpc_security_group_ids: [group("db")] } },
};
const rule = (of: string, peer: JsonObject, port = 80) => ({ security_group_id: group(of), ...peer, ...tcp(port) });
const to = (name: string) => ({ referenced_security_group_id: group(name) });
const ANYWHERE = { cidr_ipv4: "0.0.0.0/0" };

function withRules(ingress: Record<string, JsonObject>, egress: Record<string, JsonObject>): Resources {
  return {
    ...WORN,
    aws_vpc_security_group_ingress_rule: ingress,
    aws_vpc_security_group_egress_rule: egress,
  };
}

test("a connection needs a rule on both sides, for the same port", () => {
  const into = { a: rule("api", to("web")) };
  expect(connections(withRules(into, { b: rule("web", to("api")) }))).toEqual(["lb.web -> ecs_service.api 80"]);
  expect(connections(withRules(into, {}))).toEqual([]);
  expect(connections(withRules({}, { b: rule("web", to("api")) }))).toEqual([]);
  expect(connections(withRules(into, { b: rule("web", to("api"), 81) }))).toEqual([]);
  expect(connections(withRules(into, { b: rule("web", to("db")) }))).toEqual([]);
});

test("ranges of ports are cut to what both sides allow", () => {
  const wide = { ...rule("api", to("web")), from_port: 50, to_port: 90 };
  const all = { ...rule("web", to("api")), ip_protocol: "-1" };
  const other = { ...rule("web", to("api")), from_port: 80, to_port: 100 };
  expect(connections(withRules({ a: wide }, { b: all }))).toEqual(["lb.web -> ecs_service.api 50-90"]);
  expect(connections(withRules({ a: wide }, { b: other }))).toEqual(["lb.web -> ecs_service.api 80-90"]);
  const udp = { ...rule("web", to("api")), ip_protocol: "udp" };
  expect(connections(withRules({ a: wide }, { b: udp }))).toEqual([]);
});

test("the internet reaches what has a public address and lets it in", () => {
  expect(connections(withRules({ a: rule("web", ANYWHERE), b: rule("db", ANYWHERE) }, {}))).toEqual([
    `${INTERNET} -> lb.web 80`,
  ]);
  const inner = {
    ...withRules({ a: rule("web", ANYWHERE) }, {}),
    aws_lb: { web: { internal: true, security_groups: [group("web")] } },
  };
  expect(connections(inner)).toEqual([]);
  const task = { network_configuration: { assign_public_ip: true, security_groups: [group("api")] } };
  const open = { ...withRules({ a: rule("api", { cidr_ipv6: "::/0" }) }, {}), aws_ecs_service: { api: task } };
  expect(connections(open)).toEqual([`${INTERNET} -> ecs_service.api 80`]);
});

test("what lets everybody in is reached by whoever may go there", () => {
  expect(connections(withRules({ a: rule("db", ANYWHERE, 5432) }, { b: rule("api", ANYWHERE, 5432) }))).toEqual([
    `ecs_service.api -> ${INTERNET} 5432`,
    "ecs_service.api -> rds_cluster.db 5432",
  ]);
});

test("a block of the VPC is about everything in it, and a public one about nothing in it", () => {
  const vpc = { cidr_ipv4: "${aws_vpc.v.cidr_block}" };
  const out = { b: rule("api", to("db"), 5432) };
  expect(connections(withRules({ a: rule("db", vpc, 5432) }, out))).toEqual(["ecs_service.api -> rds_cluster.db 5432"]);
  const within = { cidr_ipv4: "10.0.0.0/16" };
  expect(connections(withRules({ a: rule("db", within, 5432) }, out))).toEqual([
    "ecs_service.api -> rds_cluster.db 5432",
  ]);
  const office = { cidr_ipv4: "203.0.113.0/24" };
  expect(connections(withRules({ a: rule("db", office, 5432) }, out))).toEqual([]);
});

test("rules within a group, and those of the older resource, count as well", () => {
  const inline = {
    ...WORN,
    aws_security_group: {
      web: { egress: [{ protocol: "tcp", from_port: 80, to_port: 80, security_groups: [group("api")] }] },
      api: { ingress: { protocol: "tcp", from_port: 80, to_port: 80, self: true, security_groups: [group("web")] } },
      db: {},
    },
  };
  expect(connections(inline)).toEqual(["lb.web -> ecs_service.api 80"]);
  const older = {
    ...WORN,
    aws_security_group_rule: {
      a: {
        type: "ingress",
        security_group_id: group("db"),
        protocol: "6",
        from_port: 1,
        to_port: 9,
        source_security_group_id: group("api"),
      },
      b: { type: "egress", security_group_id: group("api"), protocol: "-1", cidr_blocks: ["10.0.0.0/8"] },
    },
  };
  expect(connections(older)).toEqual(["ecs_service.api -> rds_cluster.db 1-9"]);
});

test("a group that nothing wears stands for what will wear it", () => {
  const resources = {
    ...withRules({ a: rule("db", to("job"), 5432) }, { b: rule("job", to("db"), 5432) }),
    aws_security_group: { ...GROUPS, job: {} },
  };
  expect(connections(resources)).toEqual(["security_group.job -> rds_cluster.db 5432"]);
});

describe("CloudFront", () => {
  const list = { aws_ec2_managed_prefix_list: { cf: { name: "com.amazonaws.global.cloudfront.origin-facing" } } };
  const fromList = { prefix_list_id: "${data.aws_ec2_managed_prefix_list.cf.id}" };
  const record = { origin: { name: "origin.example.com", alias: { name: "${aws_lb.web.dns_name}" } } };
  const distribution = (origin: JsonObject, enabled = true) => ({ d: { enabled, origin: [origin] } });

  test.each<[string, JsonObject]>([
    ["its name", { domain_name: "origin.example.com" }],
    ["its record", { domain_name: "${aws_route53_record.origin.fqdn}" }],
    ["its own name", { domain_name: "${aws_lb.web.dns_name}" }],
    ["a VPC origin", { domain_name: "x", vpc_origin_config: { vpc_origin_id: "${aws_cloudfront_vpc_origin.o.id}" } }],
  ])("reaches a load balancer that is its origin by %s and lets its addresses in", (_what, origin) => {
    const resources = {
      ...withRules({ a: rule("web", fromList, 443) }, {}),
      aws_route53_record: record,
      aws_cloudfront_vpc_origin: { o: { vpc_origin_endpoint_config: { arn: "${aws_lb.web.arn}" } } },
      aws_cloudfront_distribution: distribution(origin),
    };
    expect(connections(resources, list)).toEqual([
      "cloudfront_distribution.d -> lb.web 443",
      `${INTERNET} -> cloudfront_distribution.d 443`,
    ]);
  });

  test("does not reach what is not its origin, or does not let it in, or is behind one that is off", () => {
    const base = { ...withRules({ a: rule("web", fromList, 443) }, {}), aws_route53_record: record };
    const elsewhere = { ...base, aws_cloudfront_distribution: distribution({ domain_name: "other.example.com" }) };
    expect(connections(elsewhere, list)).toEqual([`${INTERNET} -> cloudfront_distribution.d 443`]);
    const closed = {
      ...base,
      ...withRules({}, {}),
      aws_cloudfront_distribution: distribution({ domain_name: "origin.example.com" }),
    };
    expect(connections(closed, list)).toEqual([`${INTERNET} -> cloudfront_distribution.d 443`]);
    const off = { ...base, aws_cloudfront_distribution: distribution({ domain_name: "origin.example.com" }, false) };
    expect(connections(off, list)).toEqual([]);
  });
});
