import {
  all,
  allowed,
  behavior,
  containerOf,
  everywhere,
  exists,
  secretsOf,
  setting,
  statementsOf,
  that,
  variableOf,
  within,
} from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";

const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const STEP = "step_scaling_policy_configuration";
const EXECUTION = "dashboard execution-role";
const TASK = "dashboard task-role";

/** Fargate, load balancer, scaling, CDN, roles, delivery. */
export const service: Record<string, Assertion> = {
  "SW-001": that(
    (s) => {
      const isOn = s.stackNames().some((name) => name.includes("-prod-"));
      expect(s.all("aws_cloudfront_distribution")).toHaveLength(isOn ? 1 : 0);
    },
    (e) => e.remove("aws_cloudfront_distribution"),
  ),
  "SW-002": all(exists("aws_lb"), setting("aws_lb", undefined, "load_balancer_type", "application")),
  "SW-011": that(
    (s) => {
      const distribution = s.one("aws_cloudfront_distribution");
      const [origin] = distribution.list("origin");
      expect(behavior(s, "*")?.["target_origin_id"]).toBe(origin?.["origin_id"]);
      const record = s.follow(origin?.["domain_name"]);
      expect(s.follow(record.get("alias.name")).id).toBe(s.one("aws_lb").id);
      const rule = s.one("aws_lb_listener_rule");
      expect(s.follow(rule.get("listener_arn")).id).toBe(s.one("aws_lb_listener", "https").id);
      expect(rule.get("action.target_group_arn")).toBe(s.one("aws_lb_target_group").ref("arn"));
      expect(s.one("aws_ecs_service").get("load_balancer.target_group_arn")).toBe(
        s.one("aws_lb_target_group").ref("arn"),
      );
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "default_cache_behavior.target_origin_id", "files"),
    (e) => e.set("aws_route53_record", "origin a", "alias.name", "elsewhere.example.com"),
    (e) => e.set("aws_lb_listener_rule", undefined, "action.target_group_arn", "arn:aws:elsewhere"),
    (e) => e.set("aws_ecs_service", undefined, "load_balancer.target_group_arn", "arn:aws:elsewhere"),
  ),
  // Not /static/*, which is Streamlit's own.
  "SW-012": that(
    (s) => {
      const [files] = s.one("aws_cloudfront_distribution").list("ordered_cache_behavior");
      expect(files?.["path_pattern"]).toBe("/assets/*");
      const origins = s.one("aws_cloudfront_distribution").list("origin");
      const origin = origins.find((each) => each["origin_id"] === files?.["target_origin_id"]);
      expect(s.follow(origin?.["domain_name"]).id).toBe(s.one("aws_s3_bucket", "files").id);
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.target_origin_id", "load-balancer"),
    (e) => e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.path_pattern", "/static/*"),
  ),
  "SW-014": that(
    (s) => {
      expect(s.one("aws_ecs_service").get("deployment_controller.type") ?? "ECS").toBe("ECS");
      expect(s.one("aws_ecs_service").get("deployment_circuit_breaker")).toEqual({ enable: true, rollback: true });
      const actions = s
        .one("aws_iam_role_policy", "github")
        .statements()
        .flatMap((each) => each.actions);
      expect(actions).toEqual(
        expect.arrayContaining(["ecr:PutImage", "ecs:RegisterTaskDefinition", "ecs:UpdateService"]),
      );
    },
    (e) => e.set("aws_ecs_service", undefined, "deployment_controller", { type: "CODE_DEPLOY" }),
    (e) => e.set("aws_ecs_service", undefined, "deployment_circuit_breaker.rollback", false),
    (e) => e.statements("aws_iam_role_policy", "github", (statements) => void statements.splice(0, statements.length)),
  ),
  "SW-021": that(
    (s) => expect(s.one("aws_ecs_service").get("launch_type")).toBe("FARGATE"),
    (e) => e.set("aws_ecs_service", undefined, "launch_type", "EC2"),
  ),
  "SW-022": setting("aws_ecs_task_definition", undefined, "cpu", "512"),
  "SW-023": setting("aws_ecs_task_definition", undefined, "memory", "1024"),
  "SW-024": setting("aws_ecs_service", undefined, "desired_count", 2),
  // Two tasks always run in production, so that a zone can fail.
  "SW-025": that(
    (s) => {
      const isProduction = s.stackNames().some((name) => name.includes("-prod-"));
      const target = s.one("aws_appautoscaling_target");
      expect([target.get("min_capacity"), target.get("max_capacity")]).toEqual([isProduction ? 2 : 1, 4]);
    },
    (e) => e.set("aws_appautoscaling_target", undefined, "min_capacity", 1),
    (e) => e.set("aws_appautoscaling_target", undefined, "max_capacity", 5),
  ),
  "SW-026": that(
    (s) => {
      const check = containerOf(s, "dashboard", "app")?.["healthCheck"] as { command: string[] } | undefined;
      expect(check?.command.join(" ")).toContain("http://localhost:8501/_stcore/health");
      expect(check?.command.slice(0, 2)).toEqual(["CMD", "python"]);
    },
    (e) => e.container("dashboard", "app", (each) => void (each["healthCheck"] = { command: ["CMD", "true"] })),
  ),
  "SW-027": setting("aws_lb", undefined, "internal", false),
  "SW-028": that(
    (s) => {
      const listener = s.one("aws_lb_listener", "http");
      expect([listener.get("port"), listener.get("protocol")]).toEqual([80, "HTTP"]);
      if (s.all("aws_acm_certificate").length > 0) {
        expect(listener.get("default_action.redirect")).toEqual({
          protocol: "HTTPS",
          port: "443",
          status_code: "HTTP_301",
        });
        return;
      }
      const rule = s.one("aws_lb_listener_rule");
      expect([s.follow(rule.get("listener_arn")).id, rule.get("action.type")]).toEqual([listener.id, "forward"]);
    },
    (e) => e.set("aws_lb_listener", "http", "default_action.redirect.protocol", "HTTP"),
    (e) => e.set("aws_lb_listener", "http", "port", 8080),
  ),
  "SW-029": that(
    (s) => {
      const listeners = s.all("aws_lb_listener", "https");
      // Optional in the document; data of students is protected, and then it is not.
      const isProtected = s.one("aws_kms_key", "foundation/key").get("lifecycle.prevent_destroy");
      expect(listeners).toHaveLength(isProtected === true ? 1 : 0);
      for (const listener of listeners) {
        expect([listener.get("port"), listener.get("protocol")]).toEqual([443, "HTTPS"]);
        const validation = s.follow(listener.get("certificate_arn"));
        expect(s.follow(validation.get("certificate_arn")).id).toMatch(/-service\/aws_acm_certificate\./);
      }
    },
    (e) => e.remove("aws_lb_listener", "https"),
    (e) => e.set("aws_lb_listener", "https", "protocol", "HTTP"),
    (e) => e.set("aws_lb_listener", "https", "certificate_arn", "${aws_lb.load-balancer.arn}"),
  ),
  "SW-030": all(
    setting("aws_lb_target_group", undefined, "port", 8501),
    setting("aws_lb_target_group", undefined, "target_type", "ip"),
  ),
  "SW-031": setting("aws_lb_target_group", undefined, "health_check.path", "/_stcore/health"),
  "SW-032": setting("aws_lb_target_group", undefined, "stickiness.enabled", true),
  "SW-045": that(
    (s) => {
      const origins = s.one("aws_cloudfront_distribution").list("origin");
      expect(origins).toHaveLength(2);
      expect(origins.map((each) => Object.hasOwn(each, "custom_origin_config"))).toEqual([true, false]);
      expect(s.follow(origins[1]?.["domain_name"]).id).toBe(s.one("aws_s3_bucket", "files").id);
    },
    (e) => e.edit("aws_cloudfront_distribution", undefined, (each) => void (each["origin"] as unknown[]).pop()),
  ),
  "SW-046": setting("aws_cloudfront_distribution", undefined, "price_class", "PriceClass_100"),
  "SW-047": setting(
    "aws_cloudfront_distribution",
    undefined,
    "viewer_certificate.minimum_protocol_version",
    "TLSv1.2_2021",
  ),
  "SW-048": that(
    (s) => {
      const policy = s.one("aws_cloudfront_cache_policy");
      expect(policy.get("default_ttl")).toBe(3600);
      expect(behavior(s, "/assets/*")?.["cache_policy_id"]).toBe(policy.ref("id"));
    },
    (e) => e.set("aws_cloudfront_cache_policy", undefined, "default_ttl", 86_400),
    (e) => e.set("aws_cloudfront_distribution", undefined, "ordered_cache_behavior.cache_policy_id", CACHING_DISABLED),
  ),
  "SW-049": that(
    (s) =>
      expect(behavior(s, "*")).toMatchObject({
        cache_policy_id: CACHING_DISABLED,
        origin_request_policy_id: ALL_VIEWER,
        allowed_methods: METHODS,
      }),
    ...["cache_policy_id", "origin_request_policy_id", "allowed_methods"].map((name): Change => (e) => {
      e.set("aws_cloudfront_distribution", undefined, `default_cache_behavior.${name}`, "other");
    }),
  ),
  "SW-067": all(
    ...["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"].map((action) =>
      allowed(EXECUTION, action, (s) => [s.one("aws_ecr_repository").ref("arn")]),
    ),
  ),
  "SW-068": all(
    ...["logs:CreateLogStream", "logs:PutLogEvents"].map((action) =>
      allowed(EXECUTION, action, (s) => [`${s.one("aws_cloudwatch_log_group", "service/log group").ref("arn")}:*`]),
    ),
  ),
  "SW-069": that(
    (s) => {
      const reads = statementsOf(s, EXECUTION).filter(({ actions }) =>
        actions.some((each) => each.startsWith("secrets")),
      );
      const wanted = Object.values(secretsOf(s, "dashboard", "app"));
      expect(reads.flatMap(({ resources }) => resources)).toEqual(wanted);
      const keys = statementsOf(s, EXECUTION).filter(({ actions }) => actions.some((each) => each.startsWith("kms")));
      expect(keys).toHaveLength(wanted.length);
      for (const { resources, conditions } of keys) {
        expect(resources).toEqual([s.one("aws_kms_key", "foundation/key").ref("arn")]);
        expect(conditions["StringEquals"]?.["kms:ViaService"]).toBe("secretsmanager.us-east-1.amazonaws.com");
      }
    },
    (e) =>
      e.statements("aws_iam_role_policy", EXECUTION, (statements) => {
        for (const each of statements) if (each["Sid"] === "ReadSecrets") each["Resource"] = "*";
      }),
    (e) =>
      e.statements("aws_iam_role_policy", EXECUTION, (statements) => {
        for (const each of statements) if (String(each["Action"]).startsWith("kms")) each["Condition"] = {};
      }),
  ),
  "SW-070": all(
    // Models are read at run time and written by who trains them.
    allowed(TASK, "s3:GetObject", (s) =>
      ["models", "data"].map((name) => `${s.one("aws_s3_bucket", `data/${name}`).ref("arn")}/*`),
    ),
    allowed(TASK, "s3:PutObject", (s) => [`${s.one("aws_s3_bucket", "data/data").ref("arn")}/*`]),
    allowed(TASK, "s3:ListBucket", (s) =>
      ["models", "data"].map((name) => s.one("aws_s3_bucket", `data/${name}`).ref("arn")),
    ),
  ),
  "SW-071": allowed(TASK, "secretsmanager:GetSecretValue", (s) => [
    `\${${s.one("aws_db_instance").id}.master_user_secret[0].secret_arn}`,
  ]),
  "SW-072": that(
    (s) => {
      const [write] = statementsOf(s, TASK).filter(({ actions }) => actions.includes("cloudwatch:PutMetricData"));
      expect(write?.conditions).toEqual({ StringEquals: { "cloudwatch:namespace": "StudentWellbeing" } });
    },
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements) if (each["Action"] === "cloudwatch:PutMetricData") each["Condition"] = {};
      }),
  ),
  "SW-013": that(
    (s) => {
      const bucket = (name: string) => s.follow(variableOf(s, "dashboard", "app", name)).id;
      expect(bucket("MODELS_BUCKET")).toBe(s.one("aws_s3_bucket", "data/models").id);
      expect(bucket("DATA_BUCKET")).toBe(s.one("aws_s3_bucket", "data/data").id);
      expect(Object.keys(secretsOf(s, "dashboard", "app"))).toEqual(
        s.all("aws_db_instance", "data/database").map(() => "DATABASE_CREDENTIALS"),
      );
    },
    (e) => e.container("dashboard", "app", (each) => void (each["environment"] = [])),
    (e) => e.container("dashboard", "app", (each) => void (each["secrets"] = [])),
  ),
  "SW-078": scalesOut("cpu", "CPUUtilization", 70),
  "SW-079": scalesOut("memory", "MemoryUtilization", 80),
  "SW-083": setting("aws_cloudwatch_metric_alarm", "cpu-out-alarm", "threshold", 70),
  "SW-084": quicklyOut("cpu"),
  "SW-085": slowlyIn("cpu", 30),
  "SW-086": setting("aws_cloudwatch_metric_alarm", "memory-out-alarm", "threshold", 80),
  "SW-087": quicklyOut("memory"),
  "SW-088": slowlyIn("memory", 40),
  "SW-106": within("one-task", setting("aws_ecs_service", undefined, "desired_count", 1)),
  "SW-107": within(
    "spot",
    that(
      (s) => {
        const strategy = s.one("aws_ecs_service").list("capacity_provider_strategy");
        expect(strategy.map((each) => each["capacity_provider"])).toEqual(["FARGATE_SPOT"]);
      },
      (e) => e.set("aws_ecs_service", undefined, "capacity_provider_strategy.capacity_provider", "FARGATE"),
    ),
  ),
  "SW-111": all(
    everywhere("aws_cloudwatch_log_group", "service/log group", "retention_in_days", expect.any(Number) as never),
    that(
      (s) => {
        for (const container of s.all("aws_ecs_task_definition").flatMap((task) => task.containers())) {
          expect((container["logConfiguration"] as Record<string, string>)["logDriver"]).toBe("awslogs");
        }
      },
      (e) => e.container("dashboard", "app", (each) => void (each["logConfiguration"] = { logDriver: "none" })),
    ),
  ),
  "SW-122": that(
    (s) => {
      const volumes = s.one("aws_ecs_task_definition").list("volume");
      expect(volumes.filter((volume) => Object.keys(volume).length > 1)).toEqual([]);
    },
    (e) => e.set("aws_ecs_task_definition", undefined, "volume", [{ name: "d", efs_volume_configuration: {} }]),
  ),
  "SW-130": setting("aws_appautoscaling_target", undefined, "max_capacity", 4),
};

function scalesOut(metric: string, name: string, threshold: number): Assertion {
  const alarm = `${metric}-out-alarm`;
  return all(
    setting("aws_cloudwatch_metric_alarm", alarm, "threshold", threshold),
    setting("aws_cloudwatch_metric_alarm", alarm, "metric_name", name),
    setting("aws_cloudwatch_metric_alarm", alarm, "comparison_operator", "GreaterThanThreshold"),
    that(
      (s) =>
        expect(s.one("aws_cloudwatch_metric_alarm", alarm).references("alarm_actions")).toEqual([
          s.one("aws_appautoscaling_policy", `${metric}-out`).id,
        ]),
      (e) => e.set("aws_cloudwatch_metric_alarm", alarm, "alarm_actions", []),
    ),
  );
}

/** One task more after a minute. */
function quicklyOut(metric: string): Assertion {
  return all(
    setting("aws_appautoscaling_policy", `${metric}-out`, `${STEP}.step_adjustment.scaling_adjustment`, 1),
    setting("aws_cloudwatch_metric_alarm", `${metric}-out-alarm`, "period", 60),
    setting("aws_cloudwatch_metric_alarm", `${metric}-out-alarm`, "evaluation_periods", 1),
  );
}

/** One task less after five minutes in which this metric, and the other one, were low. */
function slowlyIn(metric: string, below: number): Assertion {
  return all(
    setting("aws_appautoscaling_policy", "dashboard in", `${STEP}.step_adjustment.scaling_adjustment`, -1),
    setting("aws_cloudwatch_metric_alarm", "in-alarm", "evaluation_periods", 5),
    that(
      (s) => {
        const alarm = s.one("aws_cloudwatch_metric_alarm", "in-alarm");
        const [result, ...metrics] = alarm.list("metric_query");
        expect(String(result?.["expression"])).toContain(`FILL(${metric},0)<${below}`);
        expect(String(result?.["expression"])).toContain(" AND ");
        for (const each of metrics) expect((each["metric"] as Record<string, unknown>)["period"]).toBe(60);
        expect(alarm.references("alarm_actions")).toEqual([s.one("aws_appautoscaling_policy", "dashboard in").id]);
      },
      (e) => e.set("aws_cloudwatch_metric_alarm", "in-alarm", "metric_query.0.expression", `IF(${metric}<99,1,0)`),
      (e) => e.set("aws_cloudwatch_metric_alarm", "in-alarm", "metric_query.1.metric.period", 300),
      (e) => e.set("aws_cloudwatch_metric_alarm", "in-alarm", "alarm_actions", []),
    ),
  );
}
