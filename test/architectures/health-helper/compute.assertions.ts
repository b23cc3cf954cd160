import {
  absent,
  admitted,
  all,
  containerOf,
  exists,
  refers,
  setting,
  that,
  variable,
  variableOf,
} from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";

const TRACKING = "target_tracking_scaling_policy_configuration";
const STEP = "step_scaling_policy_configuration";

/** Fargate, scaling, network. */
export const compute: Record<string, Assertion> = {
  "HH-009": setting("aws_ecs_task_definition", "api", "requires_compatibilities", ["FARGATE"]),
  "HH-014": all(
    exists("aws_ecr_repository"),
    setting("aws_ecr_repository", undefined, "image_scanning_configuration.scan_on_push", true),
  ),
  "HH-015": all(
    setting("aws_appautoscaling_target", undefined, "scalable_dimension", "ecs:service:DesiredCount"),
    that(
      (s) => {
        const target = s.one("aws_appautoscaling_target");
        expect(target.references("resource_id")).toContain(s.one("aws_ecs_service").id);
      },
      (e) => e.set("aws_appautoscaling_target", undefined, "resource_id", "service/other/other"),
    ),
  ),
  "HH-048": all(
    setting("aws_ecs_task_definition", "api", "cpu", "256"),
    setting("aws_ecs_task_definition", "api", "memory", "512"),
  ),
  "HH-049": all(
    setting("aws_ecs_service", undefined, "desired_count", 1),
    absent("service", "aws_appautoscaling_target"),
  ),
  "HH-051": all(
    setting("aws_ecs_service", undefined, "network_configuration.assign_public_ip", true),
    that(
      (s) => {
        const port = (containerOf(s, "api", "backend")?.["portMappings"] as { containerPort: number }[])[0];
        expect(admitted(s, "api")).toEqual([["203.0.113.0/24", port?.containerPort, port?.containerPort]]);
      },
      (e) => e.set("aws_vpc_security_group_ingress_rule", "api", "cidr_ipv4", "0.0.0.0/0"),
      (e) => e.set("aws_vpc_security_group_ingress_rule", "api", "to_port", 65_535),
    ),
  ),
  "HH-056": absent("foundation", "aws_nat_gateway"),
  "HH-057": that(
    (s) => {
      const { Environment: name } = (s.providers()[0]?.["default_tags"] as [{ tags: Record<string, string> }])[0].tags;
      const suffix = name === "prod" ? "" : `-${name}`;
      expect(s.one("aws_ecs_service").get("name")).toBe(`health-helper-backend${suffix}`);
    },
    (e) => e.set("aws_ecs_service", undefined, "name", "backend"),
  ),
  "HH-058": setting("aws_ecs_service", undefined, "launch_type", "FARGATE"),
  "HH-059": setting("aws_ecs_service", undefined, "desired_count", 2),
  "HH-060": setting("aws_appautoscaling_target", undefined, "min_capacity", 2),
  "HH-061": setting("aws_appautoscaling_target", undefined, "max_capacity", 10),
  "HH-062": setting("aws_ecs_task_definition", "api", "cpu", "512"),
  "HH-063": setting("aws_ecs_task_definition", "api", "memory", "1024"),
  "HH-064": all(
    setting("aws_ecr_repository", undefined, "name", "health-helper-backend"),
    setting("aws_ecr_repository", undefined, "image_tag_mutability", "IMMUTABLE"),
    that(
      (s) => {
        const image = String(containerOf(s, "api", "backend")?.["image"]);
        expect(image).toContain(s.one("aws_ecr_repository").ref("repository_url"));
        expect(image).not.toMatch(/:latest$/);
        expect(image).toMatch(/:[\w.-]+$/);
      },
      (e) =>
        e.container("api", "backend", (each) => {
          each["image"] = String(each["image"]).replace(/:[\w.-]+$/, ":latest");
        }),
      (e) =>
        e.container("api", "backend", (each) => {
          each["image"] = "nginx:1";
        }),
    ),
  ),
  "HH-065": tracked("cpu", "ECSServiceAverageCPUUtilization", 70),
  "HH-066": tracked("memory", "ECSServiceAverageMemoryUtilization", 80),
  "HH-111": stepped("cpu-out", 2, "CPUUtilization", 70),
  "HH-112": stepped("memory-out", 2, "MemoryUtilization", 80),
  "HH-113": all(
    stepped("requests-out", 1, "RequestCount", 1000),
    setting("aws_cloudwatch_metric_alarm", "requests-out-alarm", "statistic", "Sum"),
    setting("aws_cloudwatch_metric_alarm", "requests-out-alarm", "period", 60),
  ),
  "HH-114": all(
    setting("aws_appautoscaling_policy", "in", `${STEP}.step_adjustment.scaling_adjustment`, -1),
    setting("aws_appautoscaling_target", undefined, "min_capacity", 2),
    setting("aws_cloudwatch_metric_alarm", "in-alarm", "evaluation_periods", 5),
    that(
      (s) => {
        const alarm = s.one("aws_cloudwatch_metric_alarm", "in-alarm");
        const [result, ...metrics] = alarm.list("metric_query");
        expect(result?.["expression"]).toBe("IF(FILL(cpu,0)<70 AND FILL(memory,0)<80 AND FILL(requests,0)<1000,1,0)");
        const watched = metrics.map((each) => (each["metric"] as Record<string, unknown>)["metric_name"]);
        expect(watched).toEqual(["CPUUtilization", "MemoryUtilization", "RequestCount"]);
        for (const each of metrics) expect((each["metric"] as Record<string, unknown>)["period"]).toBe(60);
        expect(alarm.references("alarm_actions")).toEqual([s.one("aws_appautoscaling_policy", "in").id]);
      },
      (e) => e.set("aws_cloudwatch_metric_alarm", "in-alarm", "metric_query.0.expression", "1"),
      (e) => e.set("aws_cloudwatch_metric_alarm", "in-alarm", "metric_query.2.metric.period", 300),
      (e) => e.set("aws_cloudwatch_metric_alarm", "in-alarm", "alarm_actions", []),
    ),
  ),
  "HH-127": all(
    setting("aws_ecs_service", undefined, "deployment_minimum_healthy_percent", 100),
    setting("aws_ecs_service", undefined, "deployment_maximum_percent", 200),
  ),
  "HH-145": that(
    (s) => expect(new Set(s.all("aws_subnet").map((each) => each.get("availability_zone"))).size).toBe(2),
    (e) => e.set("aws_subnet", undefined, "availability_zone", "us-east-1a"),
  ),
  "HH-146": all(
    exists("aws_nat_gateway"),
    that(
      (s) => expect(s.all("aws_nat_gateway")).toHaveLength(1),
      (e) => e.add("foundation", "aws_nat_gateway", "second", {}),
    ),
  ),
  "HH-147": all(
    setting("aws_ecs_service", undefined, "network_configuration.assign_public_ip", false),
    that(
      (s) => {
        const subnets = s.one("aws_ecs_service").get("network_configuration.subnets") as string[];
        expect(subnets.map((id) => s.follow(id).name)).toEqual(["network_private-a", "network_private-b"]);
      },
      (e) =>
        e.set("aws_ecs_service", undefined, "network_configuration.subnets", ["${aws_subnet.network_public-a.id}"]),
    ),
  ),
  "HH-148": all(exists("aws_ecs_cluster"), refers("aws_ecs_service", undefined, "cluster", "aws_ecs_cluster")),
  "HH-149": that(
    (s) => {
      const isProduction = s.all("aws_lb").length > 0;
      expect(variableOf(s, "api", "backend", "NODE_ENV")).toBe(isProduction ? "production" : "development");
    },
    ...[variable("api", "backend", "NODE_ENV", "").breaks].flat(),
  ),
  "HH-154": that(
    (s) => {
      const outputs = (layer: string) => {
        const [service] = s.all("aws_ecs_service");
        return s.outputs(service?.stack.replace(/service$/, layer) ?? "");
      };
      expect(outputs("data")).toHaveProperty("ecr_repository_url");
      expect(outputs("edge")).toHaveProperty("frontend_bucket");
      expect(outputs("service")).toHaveProperty("ecs_cluster");
      expect(outputs("service")).toHaveProperty("ecs_service");
      if (s.all("aws_cloudfront_distribution").length > 0) {
        expect(outputs("edge")).toHaveProperty("cloudfront_distribution_id");
      }
    },
    withoutOutputs("data"),
    withoutOutputs("edge"),
    withoutOutputs("service"),
  ),
};

function withoutOutputs(layer: string): Change {
  return (e) => {
    for (const { name, json } of e.stacks) if (name.endsWith(`-${layer}`)) Reflect.deleteProperty(json, "output");
  };
}

/** Target tracking that only adds. */
function tracked(role: string, metric: string, value: number): Assertion {
  return all(
    setting("aws_appautoscaling_policy", role, "policy_type", "TargetTrackingScaling"),
    setting(
      "aws_appautoscaling_policy",
      role,
      `${TRACKING}.predefined_metric_specification.predefined_metric_type`,
      metric,
    ),
    setting("aws_appautoscaling_policy", role, `${TRACKING}.target_value`, value),
    setting("aws_appautoscaling_policy", role, `${TRACKING}.scale_out_cooldown`, 60),
    setting("aws_appautoscaling_policy", role, `${TRACKING}.scale_in_cooldown`, 300),
    setting("aws_appautoscaling_policy", role, `${TRACKING}.disable_scale_in`, true),
  );
}

/** A step that adds tasks when a metric is above a threshold. */
function stepped(role: string, tasks: number, metric: string, threshold: number): Assertion {
  return all(
    setting("aws_appautoscaling_policy", role, `${STEP}.step_adjustment.scaling_adjustment`, tasks),
    setting("aws_cloudwatch_metric_alarm", `${role}-alarm`, "metric_name", metric),
    setting("aws_cloudwatch_metric_alarm", `${role}-alarm`, "threshold", threshold),
    setting("aws_cloudwatch_metric_alarm", `${role}-alarm`, "comparison_operator", "GreaterThanThreshold"),
    refers("aws_cloudwatch_metric_alarm", `${role}-alarm`, "alarm_actions", "aws_appautoscaling_policy", role),
  );
}
