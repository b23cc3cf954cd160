import { all, everywhere, exists, setting, shows, that } from "../../support/assertions";
import type { Assertion, Change } from "../../support/requirements";
import type { Subject } from "../../support/subject";

/** Alarms go to a topic of the module that routes them. */
function goesToTopic(...roles: readonly string[]): Assertion {
  return that(
    (s) => {
      for (const role of roles) {
        const alarms = s.all("aws_cloudwatch_metric_alarm", role);
        expect(alarms.length).toBeGreaterThan(0);
        for (const alarm of alarms) expect(JSON.stringify(alarm.get("alarm_actions"))).toMatch(/p\d_topic_arn/);
      }
    },
    ...roles.map((role): Change => (e) => {
      e.set("aws_cloudwatch_metric_alarm", role, "alarm_actions", []);
    }),
  );
}

/** The call of the module that makes topics and their subscriptions. */
function routing(s: Subject): Record<string, unknown> {
  const [module] = s.modules();
  expect(module).toBeDefined();
  return module ?? {};
}

/** Metrics, alarms, logs. */
export const monitoring: Record<string, Assertion> = {
  "AM-119": all(
    setting("aws_cloudwatch_log_group", "service/log", "name", "/ecs/amica-stack"),
    that(
      (s) => {
        for (const group of s.all("aws_cloudwatch_log_group"))
          expect(Number(group.get("retention_in_days"))).toBeGreaterThan(0);
      },
      (e) => e.set("aws_cloudwatch_log_group", "service/log", "retention_in_days", undefined),
    ),
  ),
  "AM-121": shows(
    ["AWS/ApplicationELB", "RequestCount"],
    ["AWS/ApplicationELB", "TargetResponseTime"],
    ["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"],
    ["AWS/ApplicationELB", "HealthyHostCount"],
  ),
  "AM-128": all(
    everywhere("aws_cloudwatch_log_metric_filter", undefined, "metric_transformation.namespace", "Amica"),
    that(
      (s) => {
        const filter = s.one("aws_cloudwatch_log_metric_filter");
        expect(s.follow(filter.get("log_group_name")).id).toBe(s.one("aws_cloudwatch_log_group", "service/log").id);
      },
      (e) => e.set("aws_cloudwatch_log_metric_filter", undefined, "log_group_name", "/elsewhere"),
    ),
  ),
  "AM-129": all(
    goesToTopic("cpu-high-app", "server-errors", "latency", "unhealthy-task"),
    setting("aws_cloudwatch_metric_alarm", "cpu-high-app", "metric_name", "CPUUtilization"),
    setting("aws_cloudwatch_metric_alarm", "latency", "metric_name", "TargetResponseTime"),
    that(
      (s) => {
        const watched = (role: string) =>
          s
            .one("aws_cloudwatch_metric_alarm", role)
            .list("metric_query")
            .flatMap((query) => (query["metric"] as Record<string, string> | undefined)?.["metric_name"] ?? []);
        expect(new Set(watched("unhealthy-task"))).toEqual(new Set(["UnHealthyHostCount"]));
        expect(watched("unhealthy-task")).toHaveLength(s.all("aws_lb_target_group").length);
        expect(watched("server-errors")).toContain("HTTPCode_Target_5XX_Count");
      },
      (e) =>
        e.set("aws_cloudwatch_metric_alarm", "unhealthy-task", "metric_query.1.metric.metric_name", "RequestCount"),
      (e) => e.set("aws_cloudwatch_metric_alarm", "server-errors", "metric_query.2.metric.metric_name", "RequestCount"),
      (e) =>
        e.edit(
          "aws_cloudwatch_metric_alarm",
          "unhealthy-task",
          (alarm) => void (alarm["metric_query"] as object[]).splice(1, 1),
        ),
    ),
  ),
  "AM-130": that(
    (s) => {
      const module = routing(s);
      for (const priority of ["p1", "p2", "p3", "p4"]) expect(module[`${priority}_emails`]).not.toEqual([]);
      const numbers = s.stackNames().some((name) => name.includes("enterprise")) ? ["+6561234567"] : [];
      expect(module["p1_sms_numbers"]).toEqual(numbers);
    },
    (e) => withModule(e, "p4_emails", []),
    (e) => withModule(e, "p1_sms_numbers", []),
  ),
  "AM-131": that(
    (s) => {
      // Its URL is a credential, so it is given at the apply.
      expect(routing(s)["pager_endpoint"]).toBe("${var.pager_endpoint}");
      expect(s.variables("pager_endpoint")).toEqual([expect.objectContaining({ sensitive: true })]);
    },
    (e) => withModule(e, "pager_endpoint", "https://events.example.com/key"),
  ),
  "AM-132": all(
    exists("aws_opensearchserverless_collection", "data/logs"),
    that(
      (s) => {
        const filter = s.one("aws_cloudwatch_log_subscription_filter");
        expect(s.follow(filter.get("log_group_name")).id).toBe(s.one("aws_cloudwatch_log_group", "service/log").id);
        const stream = s.follow(filter.get("destination_arn"));
        expect(stream.id).toBe(s.one("aws_kinesis_firehose_delivery_stream").id);
        const collection = s.follow(stream.get("opensearchserverless_configuration.collection_endpoint"));
        expect(collection.id).toBe(s.one("aws_opensearchserverless_collection", "data/logs").id);
        // It is on the way that the collection admits, with a role that the collection knows.
        const groups = stream.get("opensearchserverless_configuration.vpc_config.security_group_ids") as string[];
        expect(groups.map((id) => s.follow(id).id)).toEqual([s.one("aws_security_group", "log-search").id]);
        const [access] = s.one("aws_opensearchserverless_access_policy", "log-search").json("policy") as {
          Principal: string[];
        }[];
        expect(access?.Principal).toEqual([stream.get("opensearchserverless_configuration.role_arn")]);
      },
      (e) => e.set("aws_cloudwatch_log_subscription_filter", undefined, "log_group_name", "/elsewhere"),
      (e) => e.set("aws_cloudwatch_log_subscription_filter", undefined, "destination_arn", "arn:aws:firehose:x"),
      (e) =>
        e.set(
          "aws_kinesis_firehose_delivery_stream",
          undefined,
          "opensearchserverless_configuration.collection_endpoint",
          "${aws_opensearchserverless_collection.vectors_collection.collection_endpoint}",
        ),
      (e) => e.remove("aws_opensearchserverless_access_policy", "log-search"),
    ),
  ),
  "AM-133": exists("aws_cloudwatch_dashboard"),
};

function withModule(e: { stacks: readonly { json: object }[] }, name: string, value: unknown): void {
  for (const { json } of e.stacks) {
    const modules = (json as Record<string, Record<string, Record<string, unknown>>>)["module"] ?? {};
    for (const module of Object.values(modules)) module[name] = value;
  }
}
