import { all, exists, setting, shows, that, within } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";
import type { Subject } from "../../support/subject";

const RULES = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet"];

/** Settings of the remote state, by stack. */
function states(s: Subject): Record<string, string>[] {
  return s.backends().map((backend) => backend["s3"] as unknown as Record<string, string>);
}

function counts(role: string, name: string): Assertion {
  return all(
    setting("aws_cloudwatch_log_metric_filter", role, "metric_transformation.name", name),
    setting("aws_cloudwatch_log_metric_filter", role, "metric_transformation.namespace", "StudentWellbeing"),
    that(
      (s) => {
        const filter = s.one("aws_cloudwatch_log_metric_filter", role);
        expect(s.follow(filter.get("log_group_name")).id).toBe(
          s.one("aws_cloudwatch_log_group", "service/log group").id,
        );
        expect(String(filter.get("pattern"))).toContain('$.event = "prediction"');
      },
      (e) => e.set("aws_cloudwatch_log_metric_filter", role, "log_group_name", "/elsewhere"),
      (e) => e.set("aws_cloudwatch_log_metric_filter", role, "pattern", ""),
    ),
  );
}

function notifies(role: string): Assertion {
  return that(
    (s) =>
      expect(JSON.stringify(s.one("aws_cloudwatch_metric_alarm", role).get("alarm_actions"))).toMatch(
        /p[12]_topic_arn/,
      ),
    (e) => e.set("aws_cloudwatch_metric_alarm", role, "alarm_actions", []),
  );
}

/** Metrics, alarms, watchers, state, compliance. */
export const operations: Record<string, Assertion> = {
  "SW-007": all(
    exists("aws_cloudwatch_log_group", "service/log group"),
    notifies("unhealthy-task"),
    that(
      (s) =>
        expect(s.modules().map((module) => module["p1_emails"])).toEqual([
          expect.arrayContaining([expect.any(String)]),
        ]),
      (e) => {
        for (const { json } of e.stacks) Reflect.deleteProperty(json, "module");
      },
    ),
  ),
  "SW-074": shows(
    ["AWS/ECS", "CPUUtilization"],
    ["AWS/ECS", "MemoryUtilization"],
    ["AWS/ApplicationELB", "RequestCount"],
    ["AWS/ApplicationELB", "TargetResponseTime"],
    ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"],
    ["AWS/ApplicationELB", "UnHealthyHostCount"],
  ),
  "SW-075": counts("predictions", "PredictionCount"),
  "SW-076": counts("high-risk-predictions", "HighRiskPredictionCount"),
  "SW-077": that(
    // A count of lines has no dimensions: nothing of a student gets into the name of a metric.
    (s) => {
      for (const filter of s.all("aws_cloudwatch_log_metric_filter")) {
        expect(filter.get("metric_transformation.dimensions")).toBeUndefined();
        expect(filter.get("metric_transformation.value")).toBe("1");
      }
      expect(s.all("aws_cloudwatch_log_metric_filter")).toHaveLength(2);
    },
    (e) =>
      e.set("aws_cloudwatch_log_metric_filter", "predictions", "metric_transformation.dimensions", { Student: "$.id" }),
  ),
  "SW-080": all(
    that(
      (s) => {
        const alarm = s.one("aws_cloudwatch_metric_alarm", "unhealthy-task");
        const watched = alarm.list("metric_query").flatMap(({ metric }) => metric ?? []) as Record<string, string>[];
        expect(watched.map((each) => each["metric_name"])).toEqual(["UnHealthyHostCount"]);
        expect([alarm.get("threshold"), alarm.get("comparison_operator")]).toEqual([0, "GreaterThanThreshold"]);
      },
      (e) => e.set("aws_cloudwatch_metric_alarm", "unhealthy-task", "threshold", 1),
      (e) =>
        e.set("aws_cloudwatch_metric_alarm", "unhealthy-task", "metric_query.1.metric.metric_name", "RequestCount"),
    ),
    notifies("unhealthy-task"),
  ),
  "SW-081": all(
    setting("aws_cloudwatch_metric_alarm", "server-errors", "metric_name", "HTTPCode_Target_5XX_Count"),
    setting("aws_cloudwatch_metric_alarm", "server-errors", "threshold", 10),
    setting("aws_cloudwatch_metric_alarm", "server-errors", "period", 300),
    notifies("server-errors"),
  ),
  "SW-082": all(
    setting("aws_cloudwatch_metric_alarm", "high-risk", "metric_name", "HighRiskPredictionCount"),
    setting("aws_cloudwatch_metric_alarm", "high-risk", "namespace", "StudentWellbeing"),
    setting("aws_cloudwatch_metric_alarm", "high-risk", "treat_missing_data", "notBreaching"),
    notifies("high-risk"),
  ),
  "SW-094": that(
    (s) => {
      const homes = s.stackNames().filter((name) => !/-recovery$/.test(name));
      for (const name of homes) expect(s.providers(name).map(({ region }) => region)).toEqual(["us-east-1"]);
    },
    (e) => {
      e.providers((provider) => {
        provider["region"] = "eu-west-1";
      });
    },
  ),
  "SW-112": that(
    (s) => {
      const acl = s.one("aws_wafv2_web_acl", "service/web-acl");
      expect(acl.get("scope")).toBe("REGIONAL");
      const association = s.one("aws_wafv2_web_acl_association");
      expect(s.follow(association.get("resource_arn")).id).toBe(s.one("aws_lb").id);
      expect(s.follow(association.get("web_acl_arn")).id).toBe(acl.id);
      const blocking = acl.list("rule").filter((rule) => JSON.stringify(rule["override_action"]) === '{"none":{}}');
      expect(blocking.map(({ name }) => name)).toEqual(RULES);
      // The rate of an address is known where the address is: at the edge.
      const edge = s.follow(s.one("aws_cloudfront_distribution").get("web_acl_id"));
      expect(edge.get("scope")).toBe("CLOUDFRONT");
      expect(edge.list("rule").map(({ name }) => name)).toEqual(["rate-limit", ...RULES]);
    },
    (e) => e.set("aws_wafv2_web_acl", "service/web-acl", "scope", "CLOUDFRONT"),
    (e) => e.set("aws_wafv2_web_acl_association", undefined, "resource_arn", "arn:aws:elasticloadbalancing:x"),
    (e) => e.set("aws_wafv2_web_acl", "service/web-acl", "rule.1.override_action", { count: {} }),
    (e) => e.set("aws_cloudfront_distribution", undefined, "web_acl_id", undefined),
    (e) => e.edit("aws_wafv2_web_acl", "edge/web-acl", (acl) => void (acl["rule"] as object[]).shift()),
  ),
  "SW-113": setting("aws_guardduty_detector", undefined, "enable", true),
  "SW-114": all(
    exists("aws_config_configuration_recorder"),
    setting("aws_config_configuration_recorder_status", undefined, "is_enabled", true),
  ),
  "SW-115": that(
    (s) => expect(s.all("aws_shield_protection")).toEqual([]),
    (e) => e.add("service", "aws_shield_protection", "advanced", {}),
  ),
  "SW-116": all(
    setting("aws_flow_log", undefined, "traffic_type", "ALL"),
    that(
      (s) => expect(s.follow(s.one("aws_flow_log").get("vpc_id")).id).toBe(s.one("aws_vpc").id),
      (e) => e.set("aws_flow_log", undefined, "vpc_id", "vpc-1"),
    ),
  ),
  "SW-117": exists("aws_securityhub_account"),
  "SW-123": within(
    "remote",
    that(
      (s) => {
        const found = states(s);
        expect(found.length).toBeGreaterThan(5);
        for (const state of found) {
          expect(state["bucket"]).toMatch(/^lintel-state-141414141414-/);
          expect([state["encrypt"], state["dynamodb_table"]]).toEqual([true, "lintel-state-locks"]);
        }
        expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
      },
      (e) => withState(e, { encrypt: false }),
      (e) => withState(e, { key: "the-same" }),
      (e) => withState(e, { dynamodb_table: undefined }),
    ),
  ),
  "SW-125": within(
    "remote",
    that(
      (s) => {
        for (const { region, bucket } of states(s))
          expect([region, bucket?.endsWith("us-west-2")]).toEqual(["us-west-2", true]);
      },
      (e) => withState(e, { region: "us-east-1" }),
    ),
  ),
  "SW-128": all(
    setting("aws_db_instance", "data/database", "multi_az", true),
    that(
      (s) => {
        expect(Number(s.one("aws_appautoscaling_target").get("min_capacity"))).toBeGreaterThanOrEqual(2);
        const subnets = s.one("aws_ecs_service").get("network_configuration.subnets") as string[];
        expect(new Set(subnets.map((id) => s.follow(id).get("availability_zone"))).size).toBe(2);
      },
      (e) => e.set("aws_appautoscaling_target", undefined, "min_capacity", 1),
      (e) => e.set("aws_subnet", "private-b", "availability_zone", "us-east-1a"),
    ),
  ),
  "SW-139": that(
    (s) => {
      for (const listener of s.all("aws_lb_listener").filter((each) => each.get("protocol") === "HTTP")) {
        expect(listener.get("default_action.type")).toBe("redirect");
        const forwarded = s.all("aws_lb_listener_rule").map((rule) => s.follow(rule.get("listener_arn")).id);
        expect(forwarded).not.toContain(listener.id);
      }
      expect(s.one("aws_db_instance", "data/database").get("storage_encrypted")).toBe(true);
      const buckets = s.all("aws_s3_bucket").map(({ id }) => id);
      const encrypted = s
        .all("aws_s3_bucket_server_side_encryption_configuration")
        .map((each) => s.follow(each.get("bucket")).id);
      expect(encrypted.sort()).toEqual(buckets.sort());
      for (const group of s.all("aws_cloudwatch_log_group")) expect(group.references("kms_key_id")).toHaveLength(1);
      const parameters = s.one("aws_db_parameter_group").list("parameter");
      expect(parameters).toContainEqual({ name: "rds.force_ssl", value: "1", apply_method: "immediate" });
    },
    (e) => e.set("aws_lb_listener", "http", "default_action.type", "forward"),
    (e) => e.set("aws_lb_listener_rule", undefined, "listener_arn", "${aws_lb_listener.load-balancer_http.arn}"),
    (e) => e.set("aws_db_instance", "data/database", "storage_encrypted", false),
    (e) => e.remove("aws_s3_bucket_server_side_encryption_configuration", "data/data"),
    (e) => e.set("aws_cloudwatch_log_group", "service/log group", "kms_key_id", undefined),
    (e) => e.set("aws_db_parameter_group", undefined, "parameter", []),
  ),
  "SW-141": all(
    setting("aws_cloudtrail", undefined, "enable_logging", true),
    setting("aws_cloudtrail", undefined, "enable_log_file_validation", true),
    that(
      (s) => {
        const trail = s.one("aws_cloudtrail");
        const bucket = s.follow(trail.get("s3_bucket_name"));
        expect(bucket.id).toBe(s.one("aws_s3_bucket", "events").id);
        const data = s.one("aws_s3_bucket", "data/data").ref("arn");
        expect(JSON.stringify(trail.get("advanced_event_selector"))).toContain(`${data}/`);
        const [rule] = s.one("aws_s3_bucket_lifecycle_configuration", "events").list("rule");
        expect(rule?.["expiration"]).toEqual([{ days: 2190 }]);
      },
      (e) => e.set("aws_cloudtrail", undefined, "s3_bucket_name", "${aws_s3_bucket.detection_record_bucket.id}"),
      (e) => e.set("aws_cloudtrail", undefined, "advanced_event_selector", []),
      (e) => e.set("aws_s3_bucket_lifecycle_configuration", "events", "rule.0.expiration.days", 90),
    ),
  ),
  "SW-142": exists("aws_flow_log"),
  "SW-144": that(
    (s) => {
      const arn = s.one("aws_s3_bucket", "data/data").ref("arn");
      const readers = s
        .all("aws_iam_role_policy")
        .filter((policy) =>
          policy.statements().some(({ resources }) => resources.some((each) => each.startsWith(arn))),
        );
      expect(readers.map(({ name }) => name)).toEqual(["dashboard_task_task-role_policy"]);
      for (const policy of s.all("aws_s3_bucket_policy")) {
        const open = policy
          .statements()
          .filter(({ effect, principal }) => effect === "Allow" && JSON.stringify(principal).includes('"*"'));
        expect(open).toEqual([]);
      }
    },
    (e) =>
      e.statements("aws_iam_role_policy", "flow-logs", (statements) => {
        statements.push({
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "${student-wellbeing-prod-data/aws_s3_bucket.data_bucket.arn}/*",
        });
      }),
    (e) =>
      e.statements("aws_s3_bucket_policy", "data/data", (statements) => {
        statements.push({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" });
      }),
  ),
  "SW-145": that(
    (s) => {
      const buckets = s.all("aws_s3_bucket");
      expect(buckets.length).toBeGreaterThan(5);
      for (const bucket of buckets) {
        const policy = s.all("aws_s3_bucket_policy").find((each) => s.follow(each.get("bucket")).id === bucket.id);
        const tls = policy?.statements().find(({ sid }) => sid === "TlsOnly");
        expect(tls?.effect).toBe("Deny");
        expect(tls?.conditions).toEqual({ Bool: { "aws:SecureTransport": "false" } });
      }
    },
    (e) => e.remove("aws_s3_bucket_policy", "data/data"),
    (e) =>
      e.statements("aws_s3_bucket_policy", "data/data", (statements) => {
        for (const each of statements) each["Effect"] = "Allow";
      }),
  ),
};

function withState(e: { stacks: readonly { json: object }[] }, changes: Record<string, unknown>): void {
  for (const { json } of e.stacks) {
    const { backend } = (json as { terraform: { backend: { s3: Record<string, unknown> } } }).terraform;
    Object.assign(backend.s3, changes);
  }
}
