import {
  absent,
  all,
  allowed,
  everywhere,
  exists,
  routesOf,
  setting,
  statementsOf,
  that,
} from "../../support/assertions";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const EXECUTION = "app execution-role";

function subnetsOf(s: Subject): string[] {
  return s.one("aws_ecs_service", "app").get("network_configuration.subnets") as string[];
}

function inPublicSubnets(): Assertion {
  return all(
    everywhere("aws_ecs_service", undefined, "network_configuration.assign_public_ip", true),
    that(
      (s) => {
        expect(subnetsOf(s)).toHaveLength(2);
        for (const id of subnetsOf(s)) {
          expect(routesOf(s, id).flatMap((route) => route.references("gateway_id"))).toEqual([
            s.one("aws_internet_gateway").id,
          ]);
        }
      },
      (e) => e.remove("aws_route", "public-internet"),
    ),
  );
}

/** Network, roles, and what watches. */
export const security: Record<string, Assertion> = {
  "AM-030": setting("aws_vpc", undefined, "cidr_block", "10.0.0.0/16"),
  // No subnet hands out addresses by itself: a task asks for one, and nothing else gets one.
  "AM-031": that(
    (s) => {
      const isPublic = s.all("aws_subnet").filter((subnet) => {
        return routesOf(s, subnet.ref("id")).some((route) => route.get("gateway_id") !== undefined);
      });
      expect(new Set(isPublic.map((subnet) => subnet.get("availability_zone"))).size).toBeGreaterThanOrEqual(2);
      for (const subnet of s.all("aws_subnet")) expect(subnet.get("map_public_ip_on_launch")).toBe(false);
    },
    (e) => e.set("aws_subnet", "public-b", "availability_zone", "ap-southeast-1a"),
    (e) => e.remove("aws_route_table_association", "public-b-routes"),
    (e) => e.set("aws_subnet", undefined, "map_public_ip_on_launch", true),
  ),
  "AM-032": exists("aws_internet_gateway"),
  "AM-033": that(
    (s) => {
      const subnets = s.all("aws_subnet").filter(({ name }) => name.includes("public"));
      expect(subnets).toHaveLength(2);
      for (const subnet of subnets) {
        const [route] = routesOf(s, subnet.ref("id"));
        expect(route?.get("destination_cidr_block")).toBe("0.0.0.0/0");
        expect(s.follow(route?.get("gateway_id")).id).toBe(s.one("aws_internet_gateway").id);
      }
    },
    (e) => e.remove("aws_route_table_association", "public-a-routes"),
    (e) => e.set("aws_route", "public-internet", "gateway_id", "igw-1"),
  ),
  "AM-038": all(absent("foundation", "aws_nat_gateway"), inPublicSubnets()),
  "AM-080": inPublicSubnets(),
  "AM-084": that(
    (s) => {
      const wide = statementsOf(s, EXECUTION).filter(({ resources }) => resources.includes("*"));
      expect(wide.map(({ actions }) => actions)).toEqual([["ecr:GetAuthorizationToken"]]);
      expect(s.all("aws_iam_role_policy_attachment").filter(({ name }) => name.includes("execution"))).toEqual([]);
      const services = statementsOf(s, EXECUTION).flatMap(({ actions }) => actions.map((each) => each.split(":")[0]));
      expect(
        [...new Set(services)].filter((each) => !/^(ecr|kms|logs|secretsmanager|ssm)$/.test(String(each))),
      ).toEqual([]);
    },
    (e) =>
      e.statements("aws_iam_role_policy", EXECUTION, (statements) => {
        statements.push({ Effect: "Allow", Action: "ecr:BatchGetImage", Resource: "*" });
      }),
    (e) =>
      e.statements("aws_iam_role_policy", EXECUTION, (statements) => {
        statements.push({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });
      }),
    (e) => e.add("service", "aws_iam_role_policy_attachment", "app_execution", {}),
  ),
  "AM-085": all(
    ...["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"].map((action) =>
      allowed(EXECUTION, action, (s) => [s.one("aws_ecr_repository", "data/registry").ref("arn")]),
    ),
  ),
  "AM-086": all(
    ...["logs:CreateLogStream", "logs:PutLogEvents"].map((action) =>
      allowed(EXECUTION, action, (s) => {
        const group = s.one("aws_cloudwatch_log_group", "service/log");
        expect(group.get("name")).toBe("/ecs/amica-stack");
        return [`${group.ref("arn")}:*`];
      }),
    ),
  ),
  "AM-087": that(
    (s) => {
      const statements = s.all("aws_iam_role_policy").flatMap((policy) => policy.statements());
      expect(statements.length).toBeGreaterThan(5);
      expect(statements.flatMap(({ actions }) => actions).filter((action) => /^\*$|^\w+:\*$/.test(action))).toEqual([]);
    },
    (e) =>
      e.statements("aws_iam_role_policy", "app task-role", (statements) => {
        statements.push({ Effect: "Allow", Action: "s3:*", Resource: "*" });
      }),
  ),
  "AM-088": all(
    everywhere("aws_ecs_service", undefined, "network_configuration.assign_public_ip", false),
    that(
      (s) => {
        expect(subnetsOf(s)).toHaveLength(2);
        const routes = subnetsOf(s).flatMap((id) => routesOf(s, id));
        expect(routes.map((route) => route.get("gateway_id")).filter((gateway) => gateway !== undefined)).toEqual([]);
      },
      (e) => e.set("aws_ecs_service", "app", "network_configuration.subnets", ["${aws_subnet.network_public-a.id}"]),
      (e) => e.set("aws_route", "private-a-internet", "gateway_id", "igw-1"),
    ),
  ),
  "AM-089": that(
    (s) => {
      const zones = s.all("aws_nat_gateway").map((each) => s.follow(each.get("subnet_id")).get("availability_zone"));
      expect(new Set(zones).size).toBe(s.stackNames().some((name) => name.includes("enterprise")) ? 2 : 1);
      for (const id of subnetsOf(s)) {
        const [route] = routesOf(s, id);
        expect(s.follow(route?.get("nat_gateway_id")).id).toMatch(/\/aws_nat_gateway\./);
      }
    },
    (e) => e.remove("aws_nat_gateway", "nat-b"),
    (e) => e.remove("aws_route", "private-a-internet"),
  ),
  "AM-090": that(
    (s) => {
      const endpoints = s.all("aws_vpc_endpoint");
      const services = (type: string) =>
        endpoints
          .filter((each) => each.get("vpc_endpoint_type") === type)
          .map((each) => String(each.get("service_name")).replace("com.amazonaws.ap-southeast-1.", ""));
      expect(services("Gateway")).toEqual(["s3"]);
      expect(services("Interface")).toEqual(expect.arrayContaining(["ecr.api", "ecr.dkr", "logs", "secretsmanager"]));
      for (const each of endpoints.filter((one) => one.get("vpc_endpoint_type") === "Interface")) {
        expect(each.get("private_dns_enabled")).toBe(true);
        expect(each.get("subnet_ids")).toEqual(subnetsOf(s));
      }
    },
    (e) => e.remove("aws_vpc_endpoint", "ecr-dkr"),
    (e) => e.remove("aws_vpc_endpoint", "s3"),
    (e) => e.set("aws_vpc_endpoint", "logs", "private_dns_enabled", false),
    (e) => e.set("aws_vpc_endpoint", "ecr-api", "subnet_ids", ["${aws_subnet.network_public-a.id}"]),
  ),
  "AM-091": that(
    (s) => {
      const acl = s.one("aws_network_acl");
      expect(acl.get("subnet_ids")).toEqual(subnetsOf(s));
      const rules = (direction: string) =>
        acl.list(direction).map((rule) => [rule["cidr_block"], rule["from_port"], rule["to_port"], rule["action"]]);
      const inside = s.one("aws_vpc").ref("cidr_block");
      // It knows no connections: what goes out on 443 comes back on a port above 1023.
      expect(rules("egress")).toEqual([
        [inside, 0, 65_535, "allow"],
        ["0.0.0.0/0", 443, 443, "allow"],
      ]);
      expect(rules("ingress")).toEqual([
        [inside, 0, 65_535, "allow"],
        ["0.0.0.0/0", 1024, 65_535, "allow"],
      ]);
    },
    (e) => e.set("aws_network_acl", undefined, "subnet_ids", []),
    (e) => e.set("aws_network_acl", undefined, "ingress.1.from_port", 443),
    (e) => e.set("aws_network_acl", undefined, "egress.1.to_port", 65_535),
    (e) => e.remove("aws_network_acl"),
  ),
  "AM-096": all(
    setting("aws_flow_log", undefined, "traffic_type", "ALL"),
    that(
      (s) => expect(s.follow(s.one("aws_flow_log").get("vpc_id")).id).toBe(s.one("aws_vpc").id),
      (e) => e.set("aws_flow_log", undefined, "vpc_id", "vpc-1"),
    ),
  ),
  "AM-097": all(
    setting("aws_config_configuration_recorder_status", undefined, "is_enabled", true),
    that(
      (s) => {
        const recorder = s.one("aws_config_configuration_recorder");
        expect(s.one("aws_config_configuration_recorder_status").references("name")).toEqual([recorder.id]);
        const role = s.follow(recorder.get("role_arn"));
        expect(role.statements("assume_role_policy")[0]?.principal).toEqual({ Service: "config.amazonaws.com" });
        const bucket = s.one("aws_s3_bucket", "record");
        expect(s.follow(s.one("aws_config_delivery_channel").get("s3_bucket_name")).id).toBe(bucket.id);
      },
      (e) => e.set("aws_config_configuration_recorder", undefined, "role_arn", "arn:aws:iam::1:role/other"),
      (e) => e.set("aws_config_configuration_recorder_status", undefined, "name", "other"),
      (e) => e.set("aws_config_delivery_channel", undefined, "s3_bucket_name", "other"),
    ),
  ),
  "AM-098": all(
    setting("aws_cloudtrail", undefined, "is_multi_region_trail", true),
    setting("aws_cloudtrail", undefined, "enable_log_file_validation", true),
  ),
  "AM-099": all(
    exists("aws_securityhub_account"),
    that(
      // Its checks read what Config records.
      (s) =>
        expect(s.one("aws_securityhub_account").get("depends_on")).toEqual([
          "aws_config_configuration_recorder_status.detection_recording",
        ]),
      (e) => e.set("aws_securityhub_account", undefined, "depends_on", undefined),
    ),
  ),
};
