import {
  absent,
  admitted,
  all,
  allowed,
  containerOf,
  everywhere,
  exists,
  refers,
  secretsOf,
  setting,
  shows,
  that,
  variable,
  within,
} from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const TRACKING = "target_tracking_scaling_policy_configuration";

/** Tasks that always run, and that may run, of all services together. */
function bounds(s: Subject): [number, number] {
  const targets = s.all("aws_appautoscaling_target");
  const total = (name: string) => targets.reduce((sum, target) => sum + Number(target.get(name)), 0);
  return [total("min_capacity"), total("max_capacity")];
}

function scaled(min: number, max: number): Assertion {
  return that(
    (s) => expect(bounds(s)).toEqual([min, max]),
    (e) => e.set("aws_appautoscaling_target", "app", "min_capacity", 1),
    (e) => e.set("aws_appautoscaling_target", "app", "max_capacity", 100),
    (e) => e.remove("aws_appautoscaling_target"),
  );
}

/** Fargate, scaling, releases, images. */
export const compute: Record<string, Assertion> = {
  "AM-001": that(
    (s) => {
      for (const layer of ["foundation", "data", "service", "monitoring", "delivery"]) {
        const stack = s.stackNames().find((name) => name.endsWith(`-${layer}`)) ?? "";
        expect(s.providers(stack).map(({ region }) => region)).toEqual(["ap-southeast-1"]);
      }
    },
    (e) => {
      e.providers((provider) => {
        provider["region"] = "us-east-1";
      });
    },
  ),
  "AM-002": that(
    (s) =>
      expect(s.types().filter((type) => /^aws_(instance|autoscaling_group|launch_template)$/.test(type))).toEqual([]),
    (e) => e.add("service", "aws_instance", "host", {}),
  ),
  // The basic form has 256 units.
  "AM-004": that(
    (s) => expect(Number(s.one("aws_ecs_task_definition", "app").get("cpu"))).toBeGreaterThanOrEqual(1024),
    (e) => e.set("aws_ecs_task_definition", "app", "cpu", "256"),
  ),
  "AM-006": that(
    (s) => {
      for (const name of s.all("aws_ecs_task_definition").flatMap((task) => task.containers())) {
        expect((name["logConfiguration"] as Record<string, string>)["logDriver"]).toBe("awslogs");
      }
      expect(s.all("aws_ecs_task_definition")).not.toEqual([]);
    },
    (e) => e.container("app", "app", (each) => void (each["logConfiguration"] = { logDriver: "json-file" })),
    (e) => e.remove("aws_ecs_task_definition"),
  ),
  "AM-020": that(
    (s) => {
      const registry = s.follow(s.one("aws_ecs_service", "app").get("service_registries.registry_arn"));
      expect(registry.id).toBe(s.one("aws_service_discovery_service", "app").id);
      const namespace = s.follow(registry.get("namespace_id"));
      expect(namespace.id).toBe(s.one("aws_service_discovery_private_dns_namespace").id);
      expect(s.follow(namespace.get("vpc")).id).toBe(s.one("aws_vpc").id);
    },
    (e) => e.set("aws_ecs_service", "app", "service_registries", undefined),
    (e) => e.set("aws_service_discovery_service", "app", "namespace_id", "ns-1"),
    (e) => e.set("aws_service_discovery_private_dns_namespace", undefined, "vpc", "vpc-1"),
  ),
  "AM-021": everywhere("aws_ecs_task_definition", undefined, "requires_compatibilities", ["FARGATE"]),
  "AM-022": all(
    exists("aws_ecs_service", "app"),
    that(
      (s) => {
        for (const service of s.all("aws_ecs_service")) {
          expect(service.list("load_balancer")).toHaveLength(1);
          expect(service.get("health_check_grace_period_seconds")).toBeGreaterThanOrEqual(60);
        }
      },
      (e) => e.set("aws_ecs_service", "app", "load_balancer", []),
      (e) => e.set("aws_ecs_service", "app", "health_check_grace_period_seconds", 30),
    ),
  ),
  "AM-023": all(
    setting("aws_ecs_service", "app", "service_connect_configuration.enabled", true),
    absent("service", "aws_appmesh_mesh"),
    that(
      (s) => {
        const { service, namespace } = s
          .one("aws_ecs_service", "app")
          .get("service_connect_configuration") as never as {
          service: { port_name: string }[];
          namespace: string;
        };
        expect(s.follow(namespace).id).toBe(s.one("aws_service_discovery_private_dns_namespace").id);
        const ports = containerOf(s, "app", "app")?.["portMappings"] as { name?: string }[];
        expect(ports.map(({ name }) => name)).toEqual(service.map((each) => each.port_name));
      },
      (e) => e.container("app", "app", (each) => void (each["portMappings"] = [{ containerPort: 8080 }])),
      (e) => e.set("aws_ecs_service", "app", "service_connect_configuration.namespace", "elsewhere"),
    ),
  ),
  // Where data is disposable, everything of it goes, old revisions too.
  "AM-024": all(
    everywhere("aws_ecs_service", undefined, "deployment_circuit_breaker", { enable: true, rollback: true }),
    that(
      (s) => {
        const isProtected = s.one("aws_kms_key", "foundation/key").get("lifecycle.prevent_destroy");
        for (const task of s.all("aws_ecs_task_definition")) expect(task.get("skip_destroy")).toBe(isProtected);
      },
      (e) => e.set("aws_ecs_task_definition", "app", "skip_destroy", false),
    ),
  ),
  "AM-025": all(
    allowed("app execution-role", "ssm:GetParameters", (s) =>
      s.all("aws_ssm_parameter").map((each) => each.ref("arn")),
    ),
    that(
      (s) => {
        const parameter = s.one("aws_ssm_parameter", "setting-log-level");
        expect(parameter.get("type")).toBe("String");
        expect(secretsOf(s, "app", "app")["LOG_LEVEL"]).toBe(parameter.ref("arn"));
      },
      (e) => e.set("aws_ssm_parameter", undefined, "type", "SecureString"),
      (e) => e.container("app", "app", (each) => void (each["secrets"] = [])),
    ),
  ),
  "AM-026": that(
    (s) => {
      for (const repository of s.all("aws_ecr_repository")) {
        const { encryption_type: type, kms_key: key } = repository.list("encryption_configuration")[0] ?? {};
        expect([type, s.follow(key).stack]).toEqual(["KMS", repository.stack.replace(/data$/, "foundation")]);
      }
      expect(s.all("aws_ecr_repository", "data/registry")).toHaveLength(1);
    },
    (e) => e.set("aws_ecr_repository", undefined, "encryption_configuration.encryption_type", "AES256"),
    (e) => e.remove("aws_ecr_repository"),
  ),
  "AM-027": everywhere("aws_ecr_repository", undefined, "image_scanning_configuration.scan_on_push", true),
  "AM-028": that(
    (s) => {
      const { rules } = s.one("aws_ecr_lifecycle_policy", "data/registry").json("policy") as {
        rules: { selection: Record<string, unknown>; action: object }[];
      };
      expect(rules).toHaveLength(1);
      expect(rules[0]?.selection["countType"]).toBe("imageCountMoreThan");
      expect(rules[0]?.selection["countNumber"]).toBeGreaterThanOrEqual(10);
      expect(rules[0]?.action).toEqual({ type: "expire" });
    },
    (e) =>
      e.document(
        "aws_ecr_lifecycle_policy",
        "data/registry",
        "policy",
        (policy: { rules: object[] }) => void policy.rules.pop(),
      ),
    (e) => e.remove("aws_ecr_lifecycle_policy"),
  ),
  "AM-029": that(
    (s) => {
      const [rule] = s.one("aws_ecr_replication_configuration").list("replication_configuration.rule");
      const [destination] = rule?.["destination"] as Record<string, string>[];
      const copy = s.one("aws_ecr_repository", "recovery/registry");
      expect(s.providers(copy.stack).map(({ region }) => region)).toEqual([destination?.["region"]]);
      expect(destination?.["region"]).not.toBe("ap-southeast-1");
      const [filter] = rule?.["repository_filter"] as Record<string, string>[];
      expect([copy.get("name"), s.one("aws_ecr_repository", "data/registry").get("name")]).toEqual([
        filter?.["filter"],
        filter?.["filter"],
      ]);
    },
    (e) =>
      e.set(
        "aws_ecr_replication_configuration",
        undefined,
        "replication_configuration.rule.destination.region",
        "eu-west-1",
      ),
    (e) => e.set("aws_ecr_repository", "recovery/registry", "name", "other"),
  ),
  "AM-039": setting("aws_ecs_task_definition", "app", "cpu", "256"),
  "AM-040": setting("aws_ecs_task_definition", "app", "memory", "512"),
  "AM-041": that(
    (s) => expect(s.one("aws_ecs_task_definition", "app").get("ephemeral_storage")).toBeUndefined(),
    (e) => e.set("aws_ecs_task_definition", "app", "ephemeral_storage", { size_in_gib: 21 }),
  ),
  "AM-043": setting("aws_ecs_service", "app", "desired_count", 1),
  "AM-044": all(absent("service", "aws_appautoscaling_target"), absent("service", "aws_appautoscaling_policy")),
  "AM-045": all(
    everywhere("aws_ecs_service", undefined, "deployment_minimum_healthy_percent", 100),
    everywhere("aws_ecs_service", undefined, "deployment_maximum_percent", 200),
  ),
  "AM-046": setting("aws_ecs_task_definition", "app", "cpu", "1024"),
  "AM-047": setting("aws_ecs_task_definition", "app", "memory", "2048"),
  "AM-048": setting("aws_ecs_task_definition", "app", "ephemeral_storage.size_in_gib", 30),
  "AM-049": scaled(2, 4),
  "AM-050": all(
    everywhere("aws_appautoscaling_policy", undefined, "policy_type", "TargetTrackingScaling"),
    everywhere("aws_appautoscaling_policy", undefined, `${TRACKING}.target_value`, 70),
    everywhere(
      "aws_appautoscaling_policy",
      undefined,
      `${TRACKING}.predefined_metric_specification.predefined_metric_type`,
      "ECSServiceAverageCPUUtilization",
    ),
  ),
  "AM-051": everywhere("aws_ecs_task_definition", undefined, "cpu", "2048"),
  "AM-052": everywhere("aws_ecs_task_definition", undefined, "memory", "4096"),
  // A and B together.
  "AM-053": scaled(5, 10),
  "AM-054": that(
    (s) => {
      const groups = s.one("aws_lb_listener_rule").get("action.forward.target_group") as Record<string, never>[];
      expect(groups.map(({ arn, weight }) => [s.follow(arn).id, weight])).toEqual([
        [s.one("aws_lb_target_group", "app").id, 90],
        [s.one("aws_lb_target_group", "target-group-b").id, 10],
      ]);
      // Whoever was given to B stays with B.
      expect(s.one("aws_lb_listener_rule").get("action.forward.stickiness.enabled")).toBe(true);
      const [a, b] = ["app", "app-b"].map((name) =>
        s.one("aws_ecs_service", name).get("load_balancer.target_group_arn"),
      );
      expect([s.follow(a).id, s.follow(b).id]).toEqual(groups.map(({ arn }) => s.follow(arn).id));
    },
    (e) => e.set("aws_lb_listener_rule", undefined, "action.forward.target_group.0.weight", 100),
    (e) => e.set("aws_lb_listener_rule", undefined, "action.forward.stickiness.enabled", false),
    (e) =>
      e.set(
        "aws_ecs_service",
        "app-b",
        "load_balancer.target_group_arn",
        "${aws_lb_target_group.app_target-group.arn}",
      ),
  ),
  "AM-055": within(
    "blue-green",
    setting("aws_codedeploy_deployment_group", undefined, "deployment_style.deployment_type", "BLUE_GREEN"),
  ),
  "AM-056": all(
    that(
      (s) => {
        for (const service of s.all("aws_ecs_service")) {
          expect(service.get("health_check_grace_period_seconds")).toBeGreaterThanOrEqual(60);
        }
      },
      (e) => e.set("aws_ecs_service", "app", "health_check_grace_period_seconds", 30),
    ),
    shows(["AWS/ApplicationELB", "TargetResponseTime"]),
  ),
  "AM-057": that(
    (s) => {
      for (const policy of s.all("aws_appautoscaling_policy")) {
        expect(policy.get(`${TRACKING}.scale_out_cooldown`)).toBeLessThanOrEqual(180);
      }
    },
    (e) => e.set("aws_appautoscaling_policy", "app", `${TRACKING}.scale_out_cooldown`, 600),
  ),
  "AM-120": setting("aws_ecs_cluster", undefined, "setting", [{ name: "containerInsights", value: "enabled" }]),
  // CodeDeploy is a switch; A and B are two services that ECS deploys.
  "AM-135": that(
    (s) => {
      for (const service of s.all("aws_ecs_service")) {
        expect(service.get("deployment_controller.type") ?? "ECS").toBe("ECS");
        expect(service.get("deployment_circuit_breaker.enable")).toBe(true);
      }
      expect(s.all("aws_ecs_service")).not.toEqual([]);
    },
    (e) => e.set("aws_ecs_service", "app", "deployment_controller", { type: "CODE_DEPLOY" }),
    (e) => e.set("aws_ecs_service", "app", "deployment_circuit_breaker.enable", false),
  ),
  "AM-136": within(
    "blue-green",
    all(
      exists("aws_lb_target_group", undefined, 2),
      setting("aws_codedeploy_app", undefined, "compute_platform", "ECS"),
      setting("aws_ecs_service", undefined, "deployment_controller.type", "CODE_DEPLOY"),
      that(
        (s) => {
          const pairs = s
            .one("aws_codedeploy_deployment_group")
            .list("load_balancer_info.target_group_pair_info.target_group");
          expect(pairs.map(({ name }) => s.follow(name).get("name"))).toEqual(["amica-tg", "amica-tg-green"]);
        },
        (e) => e.set("aws_lb_target_group", "green-target-group", "name", "other"),
      ),
    ),
  ),
  "AM-137": within(
    "blue-green",
    setting(
      "aws_codedeploy_deployment_group",
      undefined,
      "deployment_config_name",
      "CodeDeployDefault.ECSCanary10Percent5Minutes",
    ),
  ),
  "AM-138": all(
    setting("aws_ecs_cluster", undefined, "name", "amica-cluster"),
    setting("aws_ecs_service", "app", "name", "amica-service"),
    refers("aws_ecs_service", "app", "cluster", "aws_ecs_cluster"),
  ),
  "AM-143": variable("app", "app", "CHAINLIT_HOST", "0.0.0.0"),
  "AM-145": that((s) => {
    const repository = s.one("aws_ecr_repository", "data/registry");
    expect(s.outputs(repository.stack)["ecr_repository_url"]).toBe(repository.ref("repository_url"));
  }, withoutOutputs("data")),
  "AM-146": all(
    exists("aws_inspector2_enabler"),
    setting("aws_inspector2_enabler", undefined, "resource_types", ["ECR"]),
  ),
  "AM-035": that(
    (s) => {
      const services = s.all("aws_ecs_service").map(({ name }) => name.replace(/_service$/, ""));
      expect(services).not.toEqual([]);
      for (const service of services) {
        const balancer = s.one("aws_security_group", "load-balancer security-group");
        expect(admitted(s, service)).toEqual([[balancer.ref("id"), 8080, 8080]]);
      }
    },
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-app-8080", "to_port", 65_535),
    (e) => e.set("aws_vpc_security_group_ingress_rule", "into-app-8080", "referenced_security_group_id", "sg-1"),
  ),
};

function withoutOutputs(layer: string): Change {
  return (e) => {
    for (const { name, json } of e.stacks) if (name.endsWith(`-${layer}`)) Reflect.deleteProperty(json, "output");
  };
}
