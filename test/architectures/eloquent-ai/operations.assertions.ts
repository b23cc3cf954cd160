import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  all,
  allowed,
  containerOf,
  everywhere,
  exists,
  setting,
  shows,
  statementsOf,
  that,
  variableOf,
} from "../../support/assertions";
import { stacksOf, type Assertion } from "../../support/requirements";
import { ROOT } from "../../support/output";
import { Subject } from "../../support/subject";

const ALARM = "aws_cloudwatch_metric_alarm";
const GROUP = "aws_codedeploy_deployment_group";
const TASK = "api task-role";

/** Roles, delivery, logs, traces, alarms, state. */
export const operations: Record<string, Assertion> = {
  "EQ-048": that(
    (s) => expect(trustOf(s, "execution_role_arn")).toEqual({ Service: "ecs-tasks.amazonaws.com" }),
    (e) => e.set("aws_ecs_task_definition", "api", "execution_role_arn", "${aws_iam_role.trail_role.arn}"),
  ),
  "EQ-049": that(
    (s) => {
      expect(trustOf(s, "task_role_arn")).toEqual({ Service: "ecs-tasks.amazonaws.com" });
      const definition = s.one("aws_ecs_task_definition", "api");
      expect(definition.get("task_role_arn")).not.toBe(definition.get("execution_role_arn"));
      const actions = statementsOf(s, TASK).flatMap((each) => each.actions);
      expect(actions.filter((action) => action.includes("*"))).toEqual([]);
      expect(actions.length).toBeGreaterThan(0);
    },
    (e) =>
      e.edit("aws_ecs_task_definition", "api", (each) => {
        each["task_role_arn"] = each["execution_role_arn"];
      }),
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        statements.push({ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" });
      }),
  ),
  "EQ-054": that(
    (s) => {
      const provider = s.one("aws_iam_openid_connect_provider");
      expect(provider.get("url")).toBe("https://token.actions.githubusercontent.com");
      const [trust] = s.one("aws_iam_role", "github").statements("assume_role_policy");
      expect(trust?.principal).toEqual({ Federated: provider.ref("arn") });
      expect(trust?.actions).toEqual(["sts:AssumeRoleWithWebIdentity"]);
      const { Environment: name } = (s.providers()[0]?.["default_tags"] as [{ tags: Record<string, string> }])[0].tags;
      expect(trust?.conditions).toEqual({
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": `repo:eloquent-ai/eloquent-ai:environment:${name}`,
        },
      });
      expect(s.all("aws_iam_access_key")).toEqual([]);
    },
    (e) => e.remove("aws_iam_openid_connect_provider"),
    (e) =>
      e.document(
        "aws_iam_role",
        "github",
        "assume_role_policy",
        (document: { Statement: Record<string, unknown>[] }) => {
          for (const each of document.Statement) Reflect.deleteProperty(each, "Condition");
        },
      ),
    (e) =>
      e.edit("aws_iam_role", "github", (each) => {
        each["assume_role_policy"] = String(each["assume_role_policy"]).replace(/repo:[^"]+/, "repo:*");
      }),
    (e) => e.add("delivery", "aws_iam_access_key", "old", {}),
  ),
  "EQ-055": all(
    that(
      (s) => {
        const services = ["s3", "cloudfront", "ecr", "ecs", "codedeploy", "iam"];
        const snapshots = ["rds:AddTagsToResource", "rds:CreateDBClusterSnapshot"];
        const statements = statementsOf(s, "github");
        const others = statements
          .flatMap((each) => each.actions)
          .filter((each) => !services.includes(each.split(":")[0] ?? "") && !snapshots.includes(each));
        expect(others).toEqual([]);
        // Where AWS knows no resources, only reading and registering are allowed.
        const everywhereAllowed = statements.filter(({ resources }) => resources.includes("*"));
        for (const { actions, conditions } of everywhereAllowed) {
          const isBound = Object.keys(conditions).length > 0;
          for (const action of actions) {
            expect(
              isBound ||
                /^(ecr:GetAuthorizationToken|ecs:(DescribeTaskDefinition|RegisterTaskDefinition|TagResource))$/.test(
                  action,
                ),
            ).toBe(true);
          }
        }
      },
      (e) =>
        e.statements("aws_iam_role_policy", "github", (statements) => {
          statements.push({ Sid: "More", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" });
        }),
      (e) =>
        e.statements("aws_iam_role_policy", "github", (statements) => {
          for (const each of statements) if (each["Sid"] === "PushImages") each["Resource"] = "*";
        }),
    ),
    allowed("github", "s3:PutObject", (s) => [`${s.one("aws_s3_bucket", "edge/frontend").ref("arn")}/*`]),
    allowed("github", "cloudfront:CreateInvalidation", (s) => [s.one("aws_cloudfront_distribution").ref("arn")]),
    allowed("github", "ecr:PutImage", (s) => [s.one("aws_ecr_repository", "data/registry").ref("arn")]),
    allowed("github", "iam:PassRole", (s) =>
      ["execution-role", "task-role"].map((role) => s.one("aws_iam_role", `api ${role}`).ref("arn")),
    ),
  ),
  "EQ-058": all(
    setting("aws_ecs_service", undefined, "deployment_controller.type", "CODE_DEPLOY"),
    setting(GROUP, undefined, "deployment_style.deployment_type", "BLUE_GREEN"),
    exists("aws_lb_target_group", undefined, 2),
    that(
      (s) => {
        expect(s.one("aws_ecs_service").get("lifecycle.ignore_changes")).toEqual(
          expect.arrayContaining(["task_definition", "load_balancer", "desired_count"]),
        );
        const watched = s.one(GROUP).get("alarm_configuration.alarms") as string[];
        expect(watched.map((name) => s.follow(name).name)).toContain("monitoring_server-errors_alarm");
      },
      (e) => e.set("aws_ecs_service", undefined, "lifecycle.ignore_changes", ["desired_count"]),
      (e) => e.set(GROUP, undefined, "alarm_configuration.alarms", []),
    ),
  ),
  "EQ-059": that(
    (s) => {
      const { logDriver, options } = containerOf(s, "api", "api")?.["logConfiguration"] as {
        logDriver: string;
        options: Record<string, string>;
      };
      expect(logDriver).toBe("awslogs");
      expect(s.follow(options["awslogs-group"]).id).toMatch(/\/aws_cloudwatch_log_group\.log_group$/);
    },
    (e) =>
      e.container("api", "api", (each) => {
        (each["logConfiguration"] as Record<string, unknown>)["logDriver"] = "none";
      }),
    (e) =>
      e.container("api", "api", (each) => {
        (each["logConfiguration"] as { options: Record<string, string> }).options["awslogs-group"] = "other";
      }),
  ),
  "EQ-060": that(
    (s) => {
      const filter = s.one("aws_cloudwatch_log_metric_filter");
      expect(filter.get("metric_transformation.namespace")).toBe("EloquentAI");
      expect(filter.get("pattern")).toContain("ERROR");
      expect(s.follow(filter.get("log_group_name")).name).toBe("log_group");
    },
    (e) => e.set("aws_cloudwatch_log_metric_filter", undefined, "log_group_name", "other"),
    (e) => e.set("aws_cloudwatch_log_metric_filter", undefined, "pattern", "INFO"),
  ),
  "EQ-061": that(
    (s) => {
      const names = ["no-healthy-task", "server-errors", "latency", "database-capacity"];
      for (const name of names) expect(s.one(ALARM, name).list("alarm_actions")).toHaveLength(1);
    },
    (e) => e.remove(ALARM, "database-capacity"),
    (e) => e.set(ALARM, "latency", "alarm_actions", []),
  ),
  "EQ-062": that(
    (s) => {
      expect(String(containerOf(s, "api", "tracing")?.["image"])).toContain("aws-otel-collector");
      expect(statementsOf(s, TASK).flatMap((each) => each.actions)).toContain("xray:PutTraceSegments");
    },
    (e) =>
      e.container("api", "tracing", (each) => {
        each["image"] = "amazon/aws-xray-daemon:3";
      }),
    (e) =>
      e.statements("aws_iam_role_policy", TASK, (statements) => {
        for (const each of statements) if (each["Sid"] === "SendTraces") each["Action"] = "xray:GetGroups";
      }),
  ),
  "EQ-063": that(
    (s) => {
      const name = variableOf(s, "api", "api", "OTEL_SERVICE_NAME");
      expect(s.one("aws_xray_group").get("filter_expression")).toBe(`service("${name}")`);
      expect(name).toBe(s.one("aws_ecs_service").get("name"));
    },
    (e) => e.set("aws_xray_group", undefined, "filter_expression", 'service("other")'),
  ),
  "EQ-064": exists("aws_cloudwatch_dashboard"),
  "EQ-065": shows(["AWS/ApplicationELB", "TargetResponseTime"]),
  "EQ-066": shows(
    ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"],
    ["AWS/ApplicationELB", "HTTPCode_Target_4XX_Count"],
  ),
  "EQ-067": shows(
    ["AWS/ECS", "CPUUtilization"],
    ["AWS/ECS", "MemoryUtilization"],
    ["AWS/RDS", "ServerlessDatabaseCapacity"],
  ),
  "EQ-081": that(
    (s) => {
      const isProduction = s.all("aws_codedeploy_app").length > 0;
      const days = Number(s.one("aws_cloudwatch_log_group", "service/log").get("retention_in_days"));
      expect(isProduction ? days > 7 : days === 7).toBe(true);
    },
    (e) => e.set("aws_cloudwatch_log_group", "service/log", "retention_in_days", 3),
  ),
  "EQ-099": all(
    setting(ALARM, "cpu-high", "threshold", 80),
    setting(ALARM, "cpu-high", "metric_name", "CPUUtilization"),
    setting(ALARM, "cpu-high", "namespace", "AWS/ECS"),
    that(
      (s) => expect(s.one(ALARM, "cpu-high").get("evaluation_periods")).toBeGreaterThanOrEqual(3),
      (e) => e.set(ALARM, "cpu-high", "evaluation_periods", 1),
    ),
  ),
  "EQ-100": setting(ALARM, "memory-high", "metric_name", "MemoryUtilization"),
  "EQ-105": that(
    (s) => {
      // Without backend.tf the state is a local file of its own for each layer; with it, test/stacks/app.test.ts looks.
      const stacks = s.stackNames();
      const paths = s.backends().map((backend) => (backend["local"] as { path: string }).path);
      expect(new Set(paths).size).toBe(stacks.length);
      for (const path of paths) expect(path).toMatch(/^\.\.\/\.\.\/\.\.\/terraform\.[\w-]+\.tfstate$/);
    },
    (e) => {
      for (const { json } of e.stacks) {
        (json["terraform"] as unknown as { backend: object }).backend = {
          local: { path: "../../../terraform.x.tfstate" },
        };
      }
    },
  ),
  "EQ-109": that(
    (s) => {
      const own = s.types();
      expect(own).toEqual(
        expect.arrayContaining(["aws_appautoscaling_target", "aws_rds_cluster", "aws_wafv2_web_acl"]),
      );
      const onlyProduction = [
        // The second region, and the login of a global database.
        "aws_ecr_replication_configuration",
        "aws_rds_global_cluster",
        "aws_s3_bucket_replication_configuration",
        "aws_secretsmanager_secret_version",
        // Blue/green.
        "aws_codedeploy_app",
        "aws_codedeploy_deployment_group",
      ];
      const production = new Subject(stacksOf("eloquent-ai", "prod")).types();
      expect(own).toEqual(production.filter((type) => !onlyProduction.includes(type)));
    },
    (e) => e.remove("aws_appautoscaling_target"),
    (e) => e.remove("aws_cloudfront_distribution"),
  ),
  "EQ-129": that(
    (s) => {
      const stop = Number(containerOf(s, "api", "api")?.["stopTimeout"]);
      expect(stop).toBeGreaterThanOrEqual(30);
      for (const group of s.all("aws_lb_target_group")) {
        expect(Number(group.get("deregistration_delay"))).toBeLessThan(stop);
      }
    },
    (e) =>
      e.container("api", "api", (each) => {
        each["stopTimeout"] = 10;
      }),
    (e) => e.set("aws_lb_target_group", undefined, "deregistration_delay", "300"),
  ),
  "EQ-127": everywhere("aws_lb_target_group", undefined, "health_check.path", "/health"),
  "EQ-130": all(speaks("no-healthy-task", "p1"), watches("no-healthy-task", "HealthyHostCount")),
  "EQ-131": all(
    speaks("server-errors", "p2"),
    watches("server-errors", "HTTPCode_Target_5XX_Count"),
    speaks("latency", "p2"),
  ),
  "EQ-132": all(speaks("application-errors", "p3"), watches("application-errors", "Errors")),
  "EQ-133": all(speaks("cpu-high", "p4"), speaks("memory-high", "p4"), speaks("database-capacity", "p4")),
  "EQ-134": that(
    (s) => {
      const [routing] = s.modules();
      expect(routing?.["pager_endpoint"]).toBe("${var.pager_endpoint}");
      const [variable] = s.variables("pager_endpoint");
      expect([variable ?? {}]).toMatchObject([{ type: "string", default: "", sensitive: true }]);
      const module = readFileSync(join(ROOT, "modules/alert-routing/main.tf"), "utf8");
      expect(module).toMatch(/"aws_sns_topic_subscription" "pager"[^}]*\["p1", "p2"\][^}]*protocol\s*= "https"/);
    },
    (e) => {
      for (const { json } of e.stacks) {
        for (const call of Object.values(
          (json["module"] ?? {}) as unknown as Record<string, Record<string, unknown>>,
        )) {
          Reflect.deleteProperty(call, "pager_endpoint");
        }
      }
    },
    (e) => {
      for (const { json } of e.stacks) Reflect.deleteProperty(json, "variable");
    },
  ),
};

function trustOf(s: Subject, role: string) {
  return s.follow(s.one("aws_ecs_task_definition", "api").get(role)).statements("assume_role_policy")[0]?.principal;
}

/** An alarm speaks to the topic of one priority. */
function speaks(role: string, priority: string): Assertion {
  return that(
    (s) => expect((s.one(ALARM, role).get("alarm_actions") as string[])[0]).toContain(`${priority}_topic_arn`),
    (e) => e.set(ALARM, role, "alarm_actions", ["${module.x.p9_topic_arn}"]),
  );
}

/** An alarm looks at a metric, alone or among others. */
function watches(role: string, metric: string): Assertion {
  return that(
    (s) =>
      expect(
        JSON.stringify([s.one(ALARM, role).get("metric_name") ?? s.one(ALARM, role).get("metric_query")]),
      ).toContain(`"${metric}"`),
    (e) =>
      e.edit(ALARM, role, (each) => {
        Object.assign(each, JSON.parse(JSON.stringify(each).replaceAll(`"${metric}"`, '"Other"')));
      }),
  );
}
