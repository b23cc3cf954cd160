import { Endpoints } from "../../../src/constructs/network/endpoints";
import { Vpc } from "../../../src/constructs/network/vpc";
import { build } from "../../support/construct";

function endpoints(interfaces?: string[]) {
  return build((stack) => {
    const vpc = new Vpc(stack, "network", { cidrBlock: "10.0.0.0/16" });
    new Endpoints(stack, "endpoints", { vpc, ...(interfaces ? { interfaces } : {}) });
  }).subject;
}

test("S3 and DynamoDB are reached by routes of every private subnet", () => {
  const subject = endpoints();
  const tables = subject.all("aws_route_table").filter(({ name }) => name.includes("private"));
  for (const service of ["s3", "dynamodb"]) {
    const endpoint = subject.one("aws_vpc_endpoint", service);
    expect(endpoint.get("vpc_endpoint_type")).toBe("Gateway");
    expect(endpoint.get("service_name")).toBe(`com.amazonaws.eu-central-1.${service}`);
    expect(endpoint.get("route_table_ids")).toEqual(tables.map((table) => table.ref("id")));
  }
});

test("no interface endpoint is paid for unless it is asked for", () => {
  expect(endpoints().all("aws_vpc_endpoint")).toHaveLength(2);
  expect(endpoints().all("aws_security_group")).toEqual([]);
});

test("an interface endpoint is reached from the VPC on 443 by its own name, in every private subnet", () => {
  const subject = endpoints(["ecr.api"]);
  const endpoint = subject.one("aws_vpc_endpoint", "ecr-api");
  expect(endpoint.get("private_dns_enabled")).toBe(true);
  expect(endpoint.get("subnet_ids")).toEqual([
    subject.one("aws_subnet", "private-a").ref("id"),
    subject.one("aws_subnet", "private-b").ref("id"),
  ]);
  const [group] = endpoint.get("security_group_ids") as string[];
  const rule = subject.one("aws_vpc_security_group_ingress_rule");
  expect(rule.get("security_group_id")).toBe(group);
  expect([rule.get("cidr_ipv4"), rule.get("from_port")]).toEqual([subject.one("aws_vpc").ref("cidr_block"), 443]);
  expect(subject.all("aws_vpc_security_group_egress_rule")).toEqual([]);
});
