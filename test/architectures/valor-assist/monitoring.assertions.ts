import { containerOf, valueIn } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";
import type { SubjectResource } from "../../support/subject";

/** Services > Monitoring. */
export const monitoring: Record<string, Assertion> = {
  "VA-081": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      const logs = app?.["logConfiguration"] as { logDriver: string; options: Record<string, string> };
      expect(logs.logDriver).toBe("awslogs");
      expect(s.follow(logs.options["awslogs-group"]).id).toMatch(/\/aws_cloudwatch_log_group\./);
    },
    breaks: [
      (e) =>
        e.container("api", "app", (app) => void (app["logConfiguration"] = { logDriver: "json-file", options: {} })),
      (e) => e.remove("aws_cloudwatch_log_group", "log"),
    ],
  },
  "VA-082": {
    holds: (s) => {
      const filter = s.one("aws_cloudwatch_log_metric_filter");
      expect(filter.get("pattern")).toBe('{ $.level = "ERROR" }');
      expect(filter.references("log_group_name")).toHaveLength(1);
    },
    breaks: (e) => e.set("aws_cloudwatch_log_metric_filter", undefined, "pattern", "ERROR"),
  },
  "VA-083": {
    holds: (s) => {
      for (const group of s.all("aws_cloudwatch_log_group")) {
        expect(Number(group.get("retention_in_days"))).toBeGreaterThan(0);
        const key = s.follow(group.get("kms_key_id"));
        const allowed = key
          .statements()
          .filter(({ principal }) => JSON.stringify(principal).includes("logs."))
          .flatMap(({ conditions }) => conditions["ArnLike"]?.["kms:EncryptionContext:aws:logs:arn"] ?? [])
          .map((pattern) => pattern.split(":log-group:")[1]?.replace(/\*$/, "") ?? "?");
        expect(allowed.filter((prefix) => String(group.get("name")).startsWith(prefix))).not.toEqual([]);
      }
    },
    breaks: [
      (e) => e.set("aws_cloudwatch_log_group", "log", "retention_in_days", undefined),
      (e) => e.set("aws_cloudwatch_log_group", "flow-log", "name", "/other/flows"),
      (e) => e.set("aws_cloudwatch_log_group", "log", "kms_key_id", undefined),
    ],
  },
  "VA-084": {
    holds: (s) => {
      const alarm = s.one("aws_cloudwatch_metric_alarm", "error-rate");
      expect(alarm.get("threshold")).toBe(5);
      expect(alarm.get("comparison_operator")).toBe("GreaterThanThreshold");
      expect(shareOf(alarm)).toEqual({
        errors: ["HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count"],
        total: "RequestCount",
      });
    },
    breaks: [
      (e) => e.set("aws_cloudwatch_metric_alarm", "error-rate", "threshold", 50),
      (e) => e.set("aws_cloudwatch_metric_alarm", "error-rate", "comparison_operator", "LessThanThreshold"),
      (e) =>
        e.edit("aws_cloudwatch_metric_alarm", "error-rate", (alarm) => void (alarm["metric_query"] as unknown[]).pop()),
    ],
  },
  "VA-085": {
    holds: (s) => {
      const alarm = s.one("aws_cloudwatch_metric_alarm", "latency");
      expect(alarm.get("extended_statistic")).toBe("p99");
      expect(alarm.get("metric_name")).toBe("TargetResponseTime");
      expect(alarm.get("threshold")).toBe(10);
    },
    breaks: [
      (e) => e.set("aws_cloudwatch_metric_alarm", "latency", "extended_statistic", "p50"),
      (e) => e.set("aws_cloudwatch_metric_alarm", "latency", "threshold", 60),
      (e) => e.set("aws_cloudwatch_metric_alarm", "latency", "metric_name", "RequestCount"),
    ],
  },
  "VA-086": {
    holds: (s) => {
      const alarm = s.one("aws_cloudwatch_metric_alarm", "server-errors");
      expect(alarm.get("threshold")).toBe(1);
      expect(shareOf(alarm)).toEqual({
        errors: ["HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"],
        total: "RequestCount",
      });
    },
    breaks: [
      (e) =>
        e.edit("aws_cloudwatch_metric_alarm", "server-errors", (alarm) => {
          const [result] = alarm["metric_query"] as { expression: string }[];
          if (result) result.expression = result.expression.replace("100*", "");
        }),
      (e) => e.set("aws_cloudwatch_metric_alarm", "server-errors", "threshold", 10),
    ],
  },
  "VA-087": {
    holds: (s) => {
      const alarms = s.all("aws_cloudwatch_metric_alarm");
      expect(alarms.length).toBeGreaterThan(0);
      for (const alarm of alarms) expect(topicsOf(alarm)).toHaveLength(1);
    },
    breaks: [
      (e) => e.set("aws_cloudwatch_metric_alarm", "latency", "alarm_actions", []),
      (e) => e.set("aws_cloudwatch_metric_alarm", "failed-build", "alarm_actions", ["arn:aws:sns:us-east-1:1:other"]),
    ],
  },
  "VA-088": {
    holds: (s) => {
      const task = s.one("aws_ecs_task_definition", "api");
      const collector = task.containers().find(({ image }) => String(image).includes("aws-otel-collector"));
      expect(JSON.stringify(collector?.["environment"] ?? [])).toContain("awsxray");
      const actions = s
        .one("aws_iam_role_policy", "api task-role")
        .statements()
        .flatMap((statement) => statement.actions);
      expect(actions).toEqual(expect.arrayContaining(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]));
    },
    breaks: [
      (e) =>
        e.document(
          "aws_ecs_task_definition",
          "api",
          "container_definitions",
          (containers: unknown[]) => void containers.pop(),
        ),
      (e) =>
        e.statements("aws_iam_role_policy", "api task-role", (statements) => {
          for (const each of statements) if (each["Sid"] === "SendTraces") each["Action"] = "xray:GetGroups";
        }),
    ],
  },
  "VA-089": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      expect(String(valueIn(app, "OTEL_EXPORTER_OTLP_ENDPOINT"))).toMatch(/^http:\/\/localhost:\d+$/);
      expect(s.one("aws_xray_group").get("filter_expression")).toContain("anthropic");
    },
    breaks: [
      (e) => e.set("aws_xray_group", undefined, "filter_expression", "responsetime > 5"),
      (e) => e.container("api", "app", (app) => void (app["environment"] = [])),
    ],
  },
};

/** The metrics that an alarm divides, read from its expression `100*(errors)/total`. */
function shareOf(alarm: SubjectResource): { errors: string[]; total: string | undefined } {
  const queries = alarm.list("metric_query") as unknown as Record<string, unknown>[];
  const metric = (id: string) => {
    const query = queries.find((each) => each["id"] === id)?.["metric"] as { metric_name?: string } | undefined;
    return query?.metric_name;
  };
  const expression = String(queries.find((each) => each["expression"])?.["expression"]);
  const [, errors = "", total = ""] = /100\*\((.*)\)\/(\w+)/.exec(expression) ?? [];
  const ids = [...errors.matchAll(/FILL\((\w+),0\)/g)].map(([, id = ""]) => id);
  return { errors: ids.map((id) => metric(id) ?? "?").sort(), total: metric(total) };
}

/** The topics of the alert module that an alarm goes to. */
function topicsOf(alarm: SubjectResource): string[] {
  const actions = (alarm.get("alarm_actions") ?? []) as string[];
  return actions.filter((action) => /\/module\.alerts_module\.p[1-4]_topic_arn\}$/.test(action));
}
