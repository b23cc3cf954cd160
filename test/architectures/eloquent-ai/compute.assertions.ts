import {
  absent,
  admitted,
  all,
  containerOf,
  exists,
  routesOf,
  setting,
  that,
  variable,
  variableOf,
} from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const TRACKING = "target_tracking_scaling_policy_configuration";

/** Fargate, scaling, network. */
export const compute: Record<string, Assertion> = {
  "EQ-015": all(
    setting("aws_ecs_task_definition", "api", "requires_compatibilities", ["FARGATE"]),
    setting("aws_ecs_task_definition", "api", "network_mode", "awsvpc"),
  ),
  "EQ-018": tracked("cpu", "ECSServiceAverageCPUUtilization", 70),
  "EQ-019": tracked("memory", "ECSServiceAverageMemoryUtilization", 80),
  "EQ-020": setting("aws_ecs_cluster", undefined, "setting", [{ name: "containerInsights", value: "enabled" }]),
  "EQ-031": all(
    that(
      (s) => {
        const { stack } = s.one("aws_ecs_service");
        const [provider] = s.providers(stack);
        expect(provider?.["region"]).toBe("us-east-1");
        expect(variableOf(s, "api", "api", "PINECONE_REGION")).toBe(provider?.["region"]);
      },
      (e) => {
        e.providers((provider) => {
          provider["region"] = "eu-central-1";
        });
      },
    ),
    variable("api", "api", "PINECONE_REGION", "us-east-1"),
  ),
  "EQ-032": all(
    setting("aws_ecs_service", undefined, "network_configuration.assign_public_ip", false),
    that(
      (s) => {
        const subnets = s.one("aws_ecs_service").get("network_configuration.subnets") as string[];
        expect(subnets.length).toBeGreaterThanOrEqual(2);
        for (const id of subnets) {
          const routes = routesOf(s, s.follow(id).ref("id"));
          expect(routes.map((route) => s.follow(route.get("nat_gateway_id")).id)).toEqual([
            expect.stringMatching(/\/aws_nat_gateway\./),
          ]);
        }
      },
      (e) => e.remove("aws_route", "private-b-internet"),
      (e) => e.set("aws_route", "private-a-internet", "nat_gateway_id", undefined),
    ),
  ),
  "EQ-034": that(
    (s) => expect(s.all("aws_nat_gateway").length).toBeGreaterThanOrEqual(1),
    (e) => e.remove("aws_nat_gateway"),
  ),
  "EQ-036": that(
    (s) => {
      const port = (containerOf(s, "api", "api")?.["portMappings"] as { containerPort: number }[])[0]?.containerPort;
      expect(admitted(s, "api")).toEqual([
        [s.one("aws_security_group", "load-balancer").ref("id"), port ?? null, port ?? null],
      ]);
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-api-8000", "to_port", 65_535),
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-api-8000", "referenced_security_group_id", "sg-1"),
  ),
  "EQ-071": setting("aws_ecs_task_definition", "api", "cpu", "1024"),
  "EQ-072": setting("aws_ecs_task_definition", "api", "memory", "2048"),
  "EQ-073": setting("aws_ecs_service", undefined, "desired_count", 2),
  "EQ-079": that(
    (s) => {
      const isProduction = s.all("aws_codedeploy_app").length > 0;
      const service = s.one("aws_ecs_service");
      const strategy = service.list("capacity_provider_strategy");
      const spot = strategy.filter((each) => each["capacity_provider"] === "FARGATE_SPOT");
      expect(spot).toHaveLength(isProduction ? 0 : 1);
      expect(service.get("launch_type")).toBe(isProduction ? "FARGATE" : undefined);
      const offered = s.one("aws_ecs_cluster_capacity_providers").get("capacity_providers");
      for (const { capacity_provider: provider } of strategy) expect(offered).toContain(provider);
    },
    (e) => e.set("aws_ecs_service", undefined, "capacity_provider_strategy", undefined),
    (e) => e.set("aws_ecs_service", undefined, "launch_type", "FARGATE"),
    (e) => e.set("aws_ecs_cluster_capacity_providers", undefined, "capacity_providers", ["FARGATE"]),
  ),
  "EQ-082": absent("service", "aws_appautoscaling_scheduled_action"),
  "EQ-093": all(
    setting("aws_appautoscaling_target", undefined, "min_capacity", 2),
    setting("aws_appautoscaling_target", undefined, "max_capacity", 10),
  ),
  "EQ-094": all(
    setting("aws_appautoscaling_policy", "cpu", "policy_type", "TargetTrackingScaling"),
    setting("aws_appautoscaling_policy", "cpu", `${TRACKING}.target_value`, 70),
  ),
  "EQ-095": that(
    (s) => {
      const { Resources: resources } = s.one("aws_cloudformation_stack").json("template_body") as {
        Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
      };
      const policies = Object.values(resources);
      expect(policies.map(({ Type: type }) => type)).toEqual(["AWS::ApplicationAutoScaling::ScalingPolicy"]);
      const properties = policies[0]?.Properties ?? {};
      expect(properties["PolicyType"]).toBe("PredictiveScaling");
      expect(s.follow(properties["ResourceId"] as string).id).toBe(s.one("aws_appautoscaling_target").id);
      expect((properties["PredictiveScalingPolicyConfiguration"] as { Mode: string }).Mode).toBe("ForecastOnly");
    },
    (e) =>
      e.edit("aws_cloudformation_stack", undefined, (each) => {
        each["template_body"] = String(each["template_body"]).replace("PredictiveScaling", "StepScaling");
      }),
    (e) =>
      e.edit("aws_cloudformation_stack", undefined, (each) => {
        each["template_body"] = String(each["template_body"]).replace("ForecastOnly", "ForecastAndScale");
      }),
  ),
  "EQ-106": all(
    setting("aws_ecs_service", undefined, "desired_count", 1),
    absent("service", "aws_appautoscaling_target"),
  ),
  "EQ-108": that(
    (s) => {
      expect(s.all("aws_rds_cluster_instance")).toHaveLength(1);
      expect(s.all("aws_nat_gateway")).toHaveLength(1);
    },
    (e) => e.add("data", "aws_rds_cluster_instance", "second", {}),
    (e) => e.add("foundation", "aws_nat_gateway", "second", {}),
  ),
  "EQ-111": all(
    exists("aws_nat_gateway", undefined, 2),
    exists("aws_appautoscaling_target"),
    that(
      (s) => expect(s.all("aws_rds_cluster_instance", "data/database").length).toBeGreaterThanOrEqual(2),
      (e) => e.remove("aws_rds_cluster_instance", "data/instance-2"),
    ),
  ),
  "EQ-110": all(
    that(
      (s) => expect(s.one("aws_appautoscaling_target").get("max_capacity")).toBeLessThan(10),
      (e) => e.set("aws_appautoscaling_target", undefined, "max_capacity", 10),
    ),
    setting("aws_rds_cluster", undefined, "serverlessv2_scaling_configuration.max_capacity", 2),
  ),
  "EQ-118": all(
    setting("aws_ecs_cluster", undefined, "name", "prod"),
    setting("aws_ecs_service", undefined, "name", "eloquent-api"),
  ),
  "EQ-121": that(
    (s) => {
      const endpoints = s.all("aws_vpc_endpoint", "foundation/endpoints");
      const named = (type: string) =>
        endpoints
          .filter((each) => each.get("vpc_endpoint_type") === type)
          .map((each) => String(each.get("service_name")).replace("com.amazonaws.us-east-1.", ""));
      expect(named("Gateway")).toContain("s3");
      expect(named("Interface")).toEqual(expect.arrayContaining(["ecr.api", "ecr.dkr", "logs", "secretsmanager"]));
      for (const each of endpoints) {
        if (each.get("vpc_endpoint_type") === "Interface") expect(each.get("private_dns_enabled")).toBe(true);
      }
    },
    (e) => e.remove("aws_vpc_endpoint", "ecr-dkr"),
    (e) => e.remove("aws_vpc_endpoint", "s3"),
    (e) => e.set("aws_vpc_endpoint", "logs", "private_dns_enabled", false),
  ),
};

function tracked(role: string, metric: string, value: number): Assertion {
  return all(
    setting("aws_appautoscaling_policy", role, `${TRACKING}.target_value`, value),
    setting(
      "aws_appautoscaling_policy",
      role,
      `${TRACKING}.predefined_metric_specification.predefined_metric_type`,
      metric,
    ),
  );
}
