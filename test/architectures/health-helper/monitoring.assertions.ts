import { all, containerOf, exists, refers, setting, shows, statementsOf, that } from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const ALARM = "aws_cloudwatch_metric_alarm";
const CRITICAL = ["cpu-critical", "server-errors", "database-connections", "unhealthy-task"];
const WARNINGS = ["cpu-warning", "latency", "s3-4xx-uploads", "s3-4xx-frontend", "database-capacity"];

/** Logs, traces, dashboard, alarms. */
export const monitoring: Record<string, Assertion> = {
  "HH-025": that(
    (s) => {
      const { logDriver, options } = containerOf(s, "api", "backend")?.["logConfiguration"] as {
        logDriver: string;
        options: Record<string, string>;
      };
      expect(logDriver).toBe("awslogs");
      expect(s.follow(options["awslogs-group"]).get("retention_in_days")).toBeGreaterThan(0);
    },
    (e) =>
      e.container("api", "backend", (each) => {
        (each["logConfiguration"] as Record<string, unknown>)["logDriver"] = "none";
      }),
    (e) => e.set("aws_cloudwatch_log_group", "log", "retention_in_days", 0),
  ),
  "HH-026": that(
    (s) => {
      expect(String(containerOf(s, "api", "tracing")?.["image"])).toContain("aws-otel-collector");
      const actions = statementsOf(s, "api task-role").flatMap((each) => each.actions);
      expect(actions).toEqual(expect.arrayContaining(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]));
    },
    (e) =>
      e.container("api", "tracing", (each) => {
        each["image"] = "amazon/aws-xray-daemon:3";
      }),
    (e) =>
      e.statements("aws_iam_role_policy", "api task-role", (statements) => {
        for (const each of statements) if (each["Sid"] === "SendTraces") each["Action"] = "xray:PutTraceSegments";
      }),
  ),
  "HH-028": that(
    (s) => {
      const topics = s.modules().filter((call) => "p1_emails" in call);
      expect(topics).toHaveLength(1);
      expect(new Set([...CRITICAL, ...WARNINGS].map((role) => topicOf(s, role)))).toEqual(
        new Set(["p1_topic_arn", "p3_topic_arn"]),
      );
    },
    (e) => {
      for (const { json } of e.stacks) Reflect.deleteProperty(json, "module");
    },
    ...["cpu-critical", "cpu-warning"].map((role): Change => (e) => {
      e.set(ALARM, role, "alarm_actions", []);
    }),
  ),
  "HH-129": setting("aws_cloudwatch_dashboard", undefined, "dashboard_name", "Health-Helper-Production"),
  "HH-130": shows(["AWS/ECS", "CPUUtilization"], ["AWS/ECS", "MemoryUtilization"]),
  "HH-131": shows(
    ["AWS/ApplicationELB", "RequestCount"],
    ["AWS/ApplicationELB", "TargetResponseTime"],
    ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"],
  ),
  "HH-132": shows(
    ["AWS/RDS", "DatabaseConnections"],
    ["AWS/RDS", "CPUUtilization"],
    ["AWS/RDS", "VolumeReadIOPs"],
    ["AWS/RDS", "VolumeWriteIOPs"],
  ),
  "HH-133": shows(
    ["AWS/Bedrock", "Invocations"],
    ["AWS/Bedrock", "InputTokenCount"],
    ["AWS/Bedrock", "OutputTokenCount"],
  ),
  "HH-134": all(shows(["AWS/S3", "AllRequests"]), exists("aws_s3_bucket_metric", undefined, 2)),
  "HH-135": all(
    shows(["AWS/CloudFront", "CacheHitRate"]),
    refers("aws_cloudfront_monitoring_subscription", undefined, "distribution_id", "aws_cloudfront_distribution"),
    that(
      (s) => {
        const { widgets } = s.one("aws_cloudwatch_dashboard").json("dashboard_body") as {
          widgets: { properties: { region: string; metrics: string[][] } }[];
        };
        const hits = widgets.find(({ properties }) => properties.metrics.some(([, name]) => name === "CacheHitRate"));
        expect(hits?.properties.region).toBe("us-east-1");
      },
      (e) =>
        e.edit("aws_cloudwatch_dashboard", undefined, (each) => {
          each["dashboard_body"] = String(each["dashboard_body"]).replaceAll('"us-east-1"', '"eu-central-1"');
        }),
    ),
  ),
  "HH-136": all(setting(ALARM, "cpu-critical", "threshold", 90), lasts("cpu-critical", 300)),
  "HH-137": all(
    setting(ALARM, "server-errors", "threshold", 10),
    lasts("server-errors", 60),
    that(
      (s) => {
        const [result, ...metrics] = s.one(ALARM, "server-errors").list("metric_query");
        expect(result?.["expression"]).toBe("FILL(target5xx,0)+FILL(balancer5xx,0)");
        const sums = metrics.map((each) => each["metric"] as Record<string, unknown>);
        expect(sums.map(({ metric_name: name, stat, period }) => [name, stat, period])).toEqual([
          ["HTTPCode_Target_5XX_Count", "Sum", 60],
          ["HTTPCode_ELB_5XX_Count", "Sum", 60],
        ]);
      },
      (e) => e.set(ALARM, "server-errors", "metric_query.0.expression", "FILL(target5xx,0)"),
      (e) => e.set(ALARM, "server-errors", "metric_query.1.metric.stat", "Average"),
    ),
  ),
  "HH-138": all(
    setting(ALARM, "database-connections", "metric_name", "DatabaseConnections"),
    that(
      (s) => {
        const settings = s.one("aws_rds_cluster_parameter_group").list("parameter");
        const most = Number(settings.find(({ name }) => name === "max_connections")?.["value"]);
        expect(most).toBeGreaterThan(0);
        expect(s.one(ALARM, "database-connections").get("threshold")).toBe(0.9 * most);
      },
      (e) => e.set(ALARM, "database-connections", "threshold", 100),
      (e) =>
        e.edit("aws_rds_cluster_parameter_group", undefined, (each) => {
          for (const entry of each["parameter"] as Record<string, string>[]) {
            if (entry["name"] === "max_connections") entry["value"] = "5000";
          }
        }),
    ),
  ),
  "HH-139": all(
    setting(ALARM, "unhealthy-task", "threshold", 0),
    setting(ALARM, "unhealthy-task", "comparison_operator", "GreaterThanThreshold"),
    lasts("unhealthy-task", 180),
    that(
      (s) => {
        const [, ...metrics] = s.one(ALARM, "unhealthy-task").list("metric_query");
        const watched = metrics.map(
          (each) => each["metric"] as { metric_name: string; dimensions: Record<string, string> },
        );
        expect(watched.map((each) => each.metric_name)).toEqual(["UnHealthyHostCount", "UnHealthyHostCount"]);
        const groups = watched.map((each) => s.follow(each.dimensions["TargetGroup"]).id);
        expect(groups.sort()).toEqual(
          s
            .all("aws_lb_target_group")
            .map((each) => each.id)
            .sort(),
        );
      },
      (e) => e.set(ALARM, "unhealthy-task", "metric_query.1.metric.metric_name", "HealthyHostCount"),
      (e) => e.edit(ALARM, "unhealthy-task", (each) => void (each["metric_query"] as unknown[]).pop()),
    ),
  ),
  "HH-140": all(setting(ALARM, "cpu-warning", "threshold", 70), lasts("cpu-warning", 600)),
  "HH-141": all(
    setting(ALARM, "latency", "metric_name", "TargetResponseTime"),
    setting(ALARM, "latency", "threshold", 1),
    setting(ALARM, "latency", "extended_statistic", "p95"),
  ),
  "HH-142": that(
    (s) => {
      for (const role of ["s3-4xx-uploads", "s3-4xx-frontend"]) {
        const alarm = s.one(ALARM, role);
        const band = alarm.list("metric_query").find(({ id }) => id === alarm.get("threshold_metric_id"));
        expect(String(band?.["expression"])).toMatch(/^ANOMALY_DETECTION_BAND\(actual, \d\)$/);
        const actual = alarm.list("metric_query").find(({ id }) => id === "actual")?.["metric"] as Record<
          string,
          unknown
        >;
        expect(actual["metric_name"]).toBe("4xxErrors");
        expect(alarm.get("comparison_operator")).toBe("GreaterThanUpperThreshold");
        expect(alarm.get("threshold")).toBeUndefined();
      }
    },
    (e) => e.set(ALARM, "s3-4xx-uploads", "threshold_metric_id", "actual"),
    (e) => e.set(ALARM, "s3-4xx-frontend", "metric_query.0.metric.metric_name", "AllRequests"),
    (e) => e.set(ALARM, "s3-4xx-uploads", "comparison_operator", "GreaterThanThreshold"),
  ),
  "HH-143": that(
    (s) => {
      for (const role of CRITICAL) expect(topicOf(s, role)).toBe("p1_topic_arn");
      for (const role of WARNINGS) expect(topicOf(s, role)).toBe("p3_topic_arn");
    },
    (e) => e.set(ALARM, "server-errors", "alarm_actions", []),
    (e) => e.set(ALARM, "cpu-warning", "alarm_actions", []),
  ),
};

/** The output of the alert module that an alarm speaks to. */
function topicOf(s: Subject, role: string): string | undefined {
  const [action] = s.one(ALARM, role).get("alarm_actions") as string[];
  return /\b(p\d_topic_arn)\b/.exec(action ?? "")?.[1];
}

/** Seconds that something has to be bad before an alarm speaks. */
function lasts(role: string, seconds: number): Assertion {
  return that(
    (s) => {
      const alarm = s.one(ALARM, role);
      const [, query] = alarm.list("metric_query");
      const period = alarm.get("period") ?? (query?.["metric"] as Record<string, unknown> | undefined)?.["period"];
      expect(Number(period) * Number(alarm.get("evaluation_periods"))).toBe(seconds);
    },
    (e) => e.set(ALARM, role, "evaluation_periods", 60),
  );
}
