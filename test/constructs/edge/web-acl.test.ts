import { WebAcl, wafLogGroupName, type WebAclProps } from "../../../src/constructs/edge/web-acl";
import { build, testKey } from "../../support/construct";
import { testLoadBalancer } from "../../support/service";

function webAcl(props: Partial<WebAclProps> = {}, region = "us-east-1") {
  return build(
    (stack) => {
      const key = testKey(stack);
      key.allowLogGroups(wafLogGroupName(stack));
      new WebAcl(stack, "web-acl", {
        rateLimit: { requests: 100, windowSeconds: 300 },
        managedRules: ["AWSManagedRulesSQLiRuleSet", "AWSManagedRulesCommonRuleSet"],
        key,
        logRetentionDays: 30,
        ...props,
      });
    },
    { region },
  );
}

test("blocks an address that asks too often", () => {
  const [rate] = webAcl().subject.one("aws_wafv2_web_acl").list("rule");
  expect(rate).toMatchObject({
    action: { block: { custom_response: { response_code: 429 } } },
    statement: { rate_based_statement: { limit: 100, evaluation_window_sec: 300, aggregate_key_type: "IP" } },
  });
});

test("applies AWS's rules in the given order, and does what they say", () => {
  const [, ...managed] = webAcl().subject.one("aws_wafv2_web_acl").list("rule");
  expect(managed.map(({ name, priority, override_action }) => [name, priority, override_action])).toEqual([
    ["AWSManagedRulesSQLiRuleSet", 1, { none: {} }],
    ["AWSManagedRulesCommonRuleSet", 2, { none: {} }],
  ]);
});

test("logs to a group that WAF accepts and the key allows, without credentials", () => {
  const { subject } = webAcl();
  const group = subject.one("aws_cloudwatch_log_group");
  expect(group.get("name")).toMatch(/^aws-waf-logs-/);
  const logs = subject
    .one("aws_kms_key")
    .statements()
    .find(({ sid }) => sid === "LogGroups");
  expect(String(logs?.conditions["ArnLike"]?.["kms:EncryptionContext:aws:logs:arn"])).toContain(
    String(group.get("name")),
  );
  const logging = subject.one("aws_wafv2_web_acl_logging_configuration");
  expect(logging.list("redacted_fields")).toEqual([
    { single_header: { name: "authorization" } },
    { single_header: { name: "cookie" } },
  ]);
});

test.each<[Partial<WebAclProps>, string, string]>([
  [
    { rateLimit: { requests: 5, windowSeconds: 60 } },
    "us-east-1",
    "web-acl: rateLimit.requests: got 5, allowed 10 to 2000000000",
  ],
  [
    { rateLimit: { requests: 10, windowSeconds: 30 } },
    "us-east-1",
    "rateLimit.windowSeconds: got 30, allowed 60, 120, 300 or 600",
  ],
  [{}, "eu-west-1", 'region: got "eu-west-1", allowed us-east-1, where CloudFront\'s web ACLs are'],
])("fails for %j in %s", (wrong, region, message) => {
  const { problems } = webAcl(wrong, region);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

test("counts requests to a path only, where it is named", () => {
  const rateLimit = { requests: 100, windowSeconds: 300, pathPrefix: "/api/" };
  const [rate] = webAcl({ rateLimit }).subject.one("aws_wafv2_web_acl").list("rule");
  expect(rate?.["statement"]).toMatchObject({
    rate_based_statement: {
      scope_down_statement: {
        byte_match_statement: { search_string: "/api/", positional_constraint: "STARTS_WITH" },
      },
    },
  });
});

test("a rule of a group can be softened to counting, and the others still block", () => {
  const managedRules = [{ name: "AWSManagedRulesCommonRuleSet", countOnly: ["SizeRestrictions_BODY"] }] as const;
  const [, group] = webAcl({ managedRules }).subject.one("aws_wafv2_web_acl").list("rule");
  expect(group).toMatchObject({
    override_action: { none: {} },
    statement: {
      managed_rule_group_statement: {
        rule_action_override: [{ name: "SizeRestrictions_BODY", action_to_use: { count: {} } }],
      },
    },
  });
});

test("countries are blocked where they are named", () => {
  const rules = webAcl({ blockedCountries: ["KP"] })
    .subject.one("aws_wafv2_web_acl")
    .list("rule");
  expect(rules.at(-1)).toMatchObject({
    action: { block: {} },
    statement: { geo_match_statement: { country_codes: ["KP"] } },
  });
  expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
});

test.each<[Partial<WebAclProps>, string]>([
  [{ blockedCountries: ["Korea"] }, 'blockedCountries: got "Korea", allowed the two capital letters'],
  [
    { rateLimit: { requests: 100, windowSeconds: 60, pathPrefix: "api" } },
    'rateLimit.pathPrefix: got "api", allowed a path\'s beginning',
  ],
])("refuses %j", (props, message) => {
  const { problems } = webAcl(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`web-acl: ${message}`);
});

test("guards a load balancer in its own region, with a name and a log of its own", () => {
  const { subject } = build((stack) => {
    const key = testKey(stack);
    const loadBalancer = testLoadBalancer(stack);
    new WebAcl(stack, "web-acl", { loadBalancer, managedRules: [], key, logRetentionDays: 30 });
  });
  const acl = subject.one("aws_wafv2_web_acl");
  expect([acl.get("scope"), acl.get("name"), acl.list("rule")]).toEqual(["REGIONAL", "shop-prod-load-balancer", []]);
  const association = subject.one("aws_wafv2_web_acl_association");
  expect(association.get("resource_arn")).toBe(subject.one("aws_lb").ref("arn"));
  expect(association.get("web_acl_arn")).toBe(acl.ref("arn"));
  expect(subject.one("aws_cloudwatch_log_group").get("name")).toBe("aws-waf-logs-shop-prod-load-balancer");
});
