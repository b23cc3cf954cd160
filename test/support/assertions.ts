// Ways to write the assertion of a requirement together with what has to break it.
import type { Json } from "../../src/template/template";
import type { Assertion, Change } from "./requirements";
import type { Subject } from "./subject";

/** A resource has a value. Another value breaks it, and none. */
export function setting(type: string, role: string | undefined, path: string, value: Json): Assertion {
  return {
    holds: (s) => expect(s.one(type, role).get(path)).toEqual(value),
    breaks: [(e) => e.set(type, role, path, another(value)), (e) => e.set(type, role, path, undefined)],
  };
}

/** Every resource of a type (and role) has a value, and there is one. */
export function everywhere(type: string, role: string | undefined, path: string, value: Json): Assertion {
  return {
    holds: (s) => {
      const found = s.all(type, role);
      expect(found.length).toBeGreaterThan(0);
      for (const each of found) expect(each.get(path)).toEqual(value);
    },
    breaks: [(e) => e.set(type, role, path, another(value)), (e) => e.remove(type, role)],
  };
}

/** There is so much of a type (and role). Its removal breaks it. */
export function exists(type: string, role?: string, count = 1): Assertion {
  return {
    holds: (s) => expect(s.all(type, role)).toHaveLength(count),
    breaks: (e) => e.remove(type, role),
  };
}

/** There is none of a type. One more breaks it. */
export function absent(layer: string, type: string): Assertion {
  return {
    holds: (s) => expect(s.all(type)).toEqual([]),
    breaks: (e) => e.add(layer, type, "one_too_many", {}),
  };
}

/** An argument refers to one resource of another type (and role). A literal breaks it. */
export function refers(
  type: string,
  role: string | undefined,
  path: string,
  target: string,
  targetRole?: string,
): Assertion {
  return {
    holds: (s) => expect(s.one(type, role).references(path)).toEqual([s.one(target, targetRole).id]),
    breaks: [(e) => e.set(type, role, path, "something-else"), (e) => e.set(type, role, path, undefined)],
  };
}

/** Several assertions as one: each part is broken by its own changes. */
export function all(...parts: readonly Assertion[]): Assertion {
  return {
    holds: (s) => {
      for (const { holds } of parts) holds(s);
    },
    breaks: parts.flatMap(({ breaks }) => (typeof breaks === "function" ? [breaks] : breaks)),
  };
}

/** An assertion about a switch that no shipped environment has on: it runs on a variant that has. */
export function within(variant: string, assertion: Assertion): Assertion {
  return { ...assertion, variant };
}

/** An assertion in words of its own. */
export function that(holds: (subject: Subject) => void, ...breaks: readonly Change[]): Assertion {
  return { holds, breaks };
}

/** A container of a task has a plain variable with a value. */
export function variable(task: string, container: string, name: string, value: unknown): Assertion {
  return {
    holds: (s) => expect(variableOf(s, task, container, name)).toEqual(value),
    breaks: (e) =>
      e.container(task, container, (each) => {
        for (const entry of each["environment"] as Record<string, string>[]) {
          if (entry["name"] === name) entry["value"] = "something-else";
        }
      }),
  };
}

/** Value of a plain variable of a task's container. */
export function variableOf(s: Subject, task: string, container: string, name: string): string | undefined {
  return valueIn(containerOf(s, task, container), name);
}

/** Value of a container's plain variable. */
export function valueIn(container: Record<string, unknown> | undefined, name: string): string | undefined {
  const variables = (container?.["environment"] ?? []) as { name: string; value: string }[];
  return variables.find((each) => each.name === name)?.value;
}

/** What a container's secrets are read from, by the variable's name. */
export function secretsOf(s: Subject, task: string, container: string): Record<string, string> {
  const secrets = (containerOf(s, task, container)?.["secrets"] ?? []) as { name: string; valueFrom: string }[];
  return Object.fromEntries(secrets.map(({ name, valueFrom }) => [name, valueFrom]));
}

/** A container as it stands in a task definition. */
export function containerOf(s: Subject, task: string, container: string): Record<string, unknown> | undefined {
  return s
    .one("aws_ecs_task_definition", task)
    .containers()
    .find(({ name }) => name === container);
}

/** The statements of a role's policy, by the role of the policy's resource. */
export function statementsOf(s: Subject, policy: string) {
  return s.one("aws_iam_role_policy", policy).statements();
}

/** A role may do an action, on these resources exactly. A wider resource breaks it, and the statement's absence. */
export function allowed(policy: string, action: string, resources: (s: Subject) => readonly string[]): Assertion {
  return {
    holds: (s) => {
      const found = statementsOf(s, policy).filter(({ actions }) => actions.includes(action));
      expect(found.map(({ effect }) => effect)).toEqual(found.map(() => "Allow"));
      expect([...new Set(found.flatMap((each) => each.resources))].sort()).toEqual([...resources(s)].sort());
      expect(found).not.toEqual([]);
    },
    breaks: [
      (e) =>
        e.statements("aws_iam_role_policy", policy, (statements) => {
          for (const each of statements) {
            if (listOf(each["Action"]).includes(action)) each["Resource"] = ["arn:aws:s3:::everything/*"];
          }
        }),
      (e) =>
        e.statements("aws_iam_role_policy", policy, (statements) => {
          for (const each of statements) {
            each["Action"] = listOf(each["Action"]).filter((every) => every !== action);
          }
        }),
    ],
  };
}

/** The rules of a security group, as what is admitted: another group, a prefix list or a block, and the ports. */
export function admitted(s: Subject, group: string): Json[] {
  const id = s.one("aws_security_group", group).ref("id");
  return s
    .all("aws_vpc_security_group_ingress_rule")
    .filter((rule) => rule.get("security_group_id") === id)
    .map((rule) => [
      rule.get("referenced_security_group_id") ?? rule.get("prefix_list_id") ?? rule.get("cidr_ipv4") ?? null,
      rule.get("from_port") ?? null,
      rule.get("to_port") ?? null,
    ]);
}

/** Names of the managed rule groups of a web ACL that block. */
export function blockingRules(s: Subject): string[] {
  return s
    .one("aws_wafv2_web_acl")
    .list("rule")
    .filter((rule) => JSON.stringify(rule["override_action"]) === '{"none":{}}')
    .map((rule) => (rule["statement"] as Record<string, { name: string }>)["managed_rule_group_statement"]?.name ?? "");
}

/** A managed rule group blocks. Counting only breaks it. */
export function blocks(name: string): Assertion {
  return {
    holds: (s) => expect(blockingRules(s)).toContain(name),
    breaks: (e) =>
      e.edit("aws_wafv2_web_acl", undefined, (acl) => {
        for (const rule of acl["rule"] as Record<string, unknown>[]) {
          if (rule["name"] === name) rule["override_action"] = { count: {} };
        }
      }),
  };
}

/** A dashboard shows metrics. Their absence breaks it. */
export function shows(...metrics: readonly (readonly [namespace: string, name: string])[]): Assertion {
  return {
    holds: (s) => {
      const { widgets } = s.one("aws_cloudwatch_dashboard").json("dashboard_body") as {
        widgets: { properties: { metrics: string[][] } }[];
      };
      const shown = widgets.flatMap(({ properties }) =>
        properties.metrics.map(([namespace, name]) => [namespace, name]),
      );
      for (const metric of metrics) expect(shown).toContainEqual([...metric]);
    },
    breaks: metrics.map(([, name]): Change => (e) => {
      e.edit("aws_cloudwatch_dashboard", undefined, (dashboard) => {
        dashboard["dashboard_body"] = String(dashboard["dashboard_body"]).replaceAll(`"${name}"`, '"Other"');
      });
    }),
  };
}

/** One behaviour of a distribution, by its path; `*` is the default. */
export function behavior(s: Subject, path: string): Record<string, Json> | undefined {
  const distribution = s.one("aws_cloudfront_distribution");
  if (path === "*") return distribution.list("default_cache_behavior")[0];
  return distribution.list("ordered_cache_behavior").find((each) => each["path_pattern"] === path);
}

/** A behaviour of a distribution has values. Any other value breaks it. */
export function behaves(path: string, values: Readonly<Record<string, Json>>): Assertion {
  return {
    holds: (s) => expect(behavior(s, path)).toMatchObject(values),
    breaks: Object.entries(values).map(([key, value]): Change => (e) => {
      e.edit("aws_cloudfront_distribution", undefined, (distribution) => {
        const ordered = (distribution["ordered_cache_behavior"] ?? []) as Record<string, unknown>[];
        const found =
          path === "*" ? distribution["default_cache_behavior"] : ordered.find((each) => each["path_pattern"] === path);
        if (found) (found as Record<string, unknown>)[key] = another(value);
      });
    }),
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A value of the same kind that is not this one. */
function another(value: Json): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return `${value}-other`;
  return Array.isArray(value) ? [...(value as Json[]), "other"] : {};
}

/** The distribution's certificate is that of the edge, in the one region that CloudFront takes it from, and validated. */
export function hasEdgeCertificate(): Assertion {
  return that(
    (s) => {
      const distribution = s.one("aws_cloudfront_distribution");
      const validation = s.follow(distribution.get("viewer_certificate.acm_certificate_arn"));
      const certificate = s.follow(validation.get("certificate_arn"));
      expect(certificate.id).toMatch(/-edge\/aws_acm_certificate\./);
      expect(s.providers(certificate.stack).map(({ region }) => region)).toEqual(["us-east-1"]);
    },
    (e) => e.set("aws_cloudfront_distribution", undefined, "viewer_certificate.acm_certificate_arn", "arn:aws:acm:x"),
    (e) => {
      e.providers((provider) => {
        provider["region"] = "eu-central-1";
      });
    },
  );
}

/** The load balancer's certificate is one of its own region, and validated. */
export function hasListenerCertificate(): Assertion {
  return that(
    (s) => {
      const validation = s.follow(s.one("aws_lb_listener", "https").get("certificate_arn"));
      expect(s.follow(validation.get("certificate_arn")).id).toMatch(/-service\/aws_acm_certificate\./);
    },
    (e) => e.set("aws_lb_listener", "https", "certificate_arn", "arn:aws:iam::1:server-certificate/x"),
  );
}

/** Routes of a subnet, by the reference that says which. */
export function routesOf(s: Subject, subnet: string) {
  const tables = s
    .all("aws_route_table_association")
    .filter((association) => association.get("subnet_id") === subnet)
    .map((association) => association.get("route_table_id"));
  return s.all("aws_route").filter((route) => tables.includes(route.get("route_table_id")));
}

/** A web ACL blocks an address that asks too often; without a path, wherever it asks. */
export function rateLimited(limit: number, seconds: number, path?: string): Assertion {
  const scope = {
    byte_match_statement: expect.objectContaining({
      search_string: path,
      positional_constraint: "STARTS_WITH",
    }) as unknown,
  };
  const statement = {
    limit,
    evaluation_window_sec: seconds,
    aggregate_key_type: "IP",
    ...(path === undefined ? {} : { scope_down_statement: scope }),
  };
  return {
    holds: (s) => {
      const rate = ruleOf(s.one("aws_wafv2_web_acl").list("rule"), "rate-limit");
      expect(rate?.["statement"]).toEqual({ rate_based_statement: statement });
      expect(rate?.["action"]).toHaveProperty("block");
    },
    breaks: Object.keys(statement).map((key): Change => (e) => {
      e.edit("aws_wafv2_web_acl", undefined, (acl) => {
        const { statement: limits } = ruleOf(acl["rule"] as Record<string, unknown>[], "rate-limit") ?? {};
        const { rate_based_statement: rate } = limits as Record<string, Record<string, unknown>>;
        if (rate) rate[key] = 7;
      });
    }),
  };
}

/** No country is blocked, by the web ACL or by the distribution. */
export function admitsEveryCountry(): Assertion {
  return {
    holds: (s) => {
      expect(JSON.stringify(s.one("aws_wafv2_web_acl").list("rule"))).not.toContain("geo_match_statement");
      expect(s.one("aws_cloudfront_distribution").get("restrictions.geo_restriction.restriction_type")).toBe("none");
    },
    breaks: [
      (e) =>
        e.edit("aws_wafv2_web_acl", undefined, (acl) => {
          (acl["rule"] as unknown[]).push({ statement: { geo_match_statement: { country_codes: ["US"] } } });
        }),
      (e) =>
        e.set("aws_cloudfront_distribution", undefined, "restrictions.geo_restriction.restriction_type", "whitelist"),
    ],
  };
}

/** Of the common rule set, only the limit of a body's size counts instead of blocking. */
export function softensBodySizeOnly(): Assertion {
  const NAME = "AWSManagedRulesCommonRuleSet";
  const overrides = (rules: readonly Record<string, unknown>[]) => {
    const { managed_rule_group_statement: group } = ruleOf(rules, NAME)?.["statement"] as Record<
      string,
      { rule_action_override: { name: string }[] }
    >;
    return group?.rule_action_override ?? [];
  };
  return {
    holds: (s) => {
      const rules = s.one("aws_wafv2_web_acl").list("rule");
      expect(overrides(rules).map(({ name }) => name)).toEqual(["SizeRestrictions_BODY"]);
    },
    breaks: (e) =>
      e.edit("aws_wafv2_web_acl", undefined, (acl) => {
        overrides(acl["rule"] as Record<string, unknown>[]).push({ name: "CrossSiteScripting_BODY" });
      }),
  };
}

function ruleOf<T extends Record<string, unknown>>(rules: readonly T[], name: string): T | undefined {
  return rules.find((each) => each["name"] === name);
}
