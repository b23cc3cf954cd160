import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { checkText, type TextRule } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Key } from "../security/key";
import type { LoadBalancer } from "./load-balancer";

/** A rule group that AWS maintains. */
export type ManagedRules =
  | "AWSManagedRulesAmazonIpReputationList"
  | "AWSManagedRulesCommonRuleSet"
  | "AWSManagedRulesKnownBadInputsRuleSet"
  | "AWSManagedRulesSQLiRuleSet";

/** A rule group of which some rules are counted instead of blocked. */
export interface SoftenedRules {
  readonly name: ManagedRules;
  /** Rules that only count, such as `SizeRestrictions_BODY`, which blocks every body of more than 8 KB. */
  readonly countOnly: readonly string[];
}

/** The common rules without their limit of 8 KB for a body, which would stop long questions and files. */
export const COMMON_RULES: SoftenedRules = {
  name: "AWSManagedRulesCommonRuleSet",
  countOnly: ["SizeRestrictions_BODY"],
};

/** WAF, byte match: up to 200 bytes. */
const PATH_PREFIX: TextRule = {
  pattern: /^\/[\x21-\x7e]{0,199}$/,
  allowed: "a path's beginning of up to 200 characters, such as /api/",
};

/** Most requests that one address may make. */
export interface RateLimit {
  /** Requests, 10 to 2,000,000,000 (WAF's limits). */
  readonly requests: number;
  /** Seconds that they are counted over: 60, 120, 300 or 600. */
  readonly windowSeconds: number;
  /** Only requests whose path begins so are counted, such as `/api/`. @default - all requests */
  readonly pathPrefix?: string;
}

/** Props of {@link WebAcl}. */
export interface WebAclProps {
  /**
   * A load balancer that it guards, in the stack's own region. Behind a distribution it sees the addresses of CloudFront
   * in place of the viewers', so leave the rate limit to the distribution's web ACL.
   * @default - it is for a distribution
   */
  readonly loadBalancer?: LoadBalancer;
  /** @default - no limit */
  readonly rateLimit?: RateLimit;
  /** Evaluated in this order, after the rate limit. */
  readonly managedRules: readonly (ManagedRules | SoftenedRules)[];
  /** Countries that are blocked, as ISO 3166-1 codes of two letters. @default - none */
  readonly blockedCountries?: readonly string[];
  /** Encrypts the log; it must allow the log group `aws-waf-logs-…`. */
  readonly key: Key;
  /** Days that the log of requests is kept. */
  readonly logRetentionDays: number;
}

/**
 * A web ACL for a load balancer, or for CloudFront, which AWS keeps in us-east-1: the stack's provider has to work there
 * then. It blocks addresses that ask too often and what AWS's rule groups find, and logs every decision without
 * credentials.
 */
export class WebAcl extends Construct {
  public readonly webAcl: Wafv2WebAcl;
  public readonly arn: string;

  public constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { loadBalancer, rateLimit, managedRules, blockedCountries = [], key, logRetentionDays } = props;
    this.checkProps(props);
    const guarded = loadBalancer ? "load-balancer" : undefined;
    const name = physicalName(this, NAME_LIMITS.webAcl, guarded);
    this.webAcl = new Wafv2WebAcl(this, "web-acl", {
      name,
      description: loadBalancer ? `Guards ${name}` : `Guards the distribution of ${name}`,
      scope: loadBalancer ? "REGIONAL" : "CLOUDFRONT",
      defaultAction: { allow: {} },
      rule: [
        ...(rateLimit ? [rateRule(rateLimit)] : []),
        ...managedRules.map(managedRule),
        ...(blockedCountries.length > 0 ? [countryRule(blockedCountries, managedRules.length + 1)] : []),
      ],
      visibilityConfig: visibility(name),
    });
    // WAF writes to log groups of this prefix only.
    const log = new CloudwatchLogGroup(this, "log", {
      name: wafLogGroupName(this, guarded),
      retentionInDays: logRetentionDays,
      kmsKeyId: key.arn,
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: this.webAcl.arn,
      logDestinationConfigs: [log.arn],
      redactedFields: ["authorization", "cookie"].map((header) => ({ singleHeader: { name: header } })),
    });
    this.arn = this.webAcl.arn;
    if (loadBalancer) {
      new Wafv2WebAclAssociation(this, "association", {
        resourceArn: loadBalancer.loadBalancer.arn,
        webAclArn: this.arn,
      });
    }
  }

  private checkProps({ rateLimit, blockedCountries: countries = [], loadBalancer }: WebAclProps): void {
    if (rateLimit) this.checkRate(rateLimit);
    for (const country of countries) {
      check(this, /^[A-Z]{2}$/.test(country), {
        property: "blockedCountries",
        got: country,
        allowed: "the two capital letters of ISO 3166-1",
        fix: 'write the code, such as "KP"',
      });
    }
    const { region } = environmentOf(this);
    check(this, region === "us-east-1" || loadBalancer !== undefined, {
      property: "region",
      got: region,
      allowed: "us-east-1, where CloudFront's web ACLs are",
      fix: 'give the stack `region: "us-east-1"`',
    });
  }

  private checkRate({ requests, windowSeconds, pathPrefix }: RateLimit): void {
    checkText(this, "rateLimit.pathPrefix", pathPrefix, PATH_PREFIX);
    check(this, Number.isInteger(requests) && requests >= 10 && requests <= 2_000_000_000, {
      property: "rateLimit.requests",
      got: requests,
      allowed: "10 to 2000000000",
      fix: "WAF counts from ten requests on",
    });
    check(this, [60, 120, 300, 600].includes(windowSeconds), {
      property: "rateLimit.windowSeconds",
      got: windowSeconds,
      allowed: "60, 120, 300 or 600",
      fix: "change the window and the number of requests with it",
    });
  }
}

/** Name of the log group of a web ACL, for a distribution or a `load-balancer`; its key has to allow it. */
export function wafLogGroupName(scope: Construct, guarded?: "load-balancer"): string {
  return `aws-waf-logs-${physicalName(scope, NAME_LIMITS.webAcl, guarded)}`;
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}

function rateRule({ requests, windowSeconds, pathPrefix }: RateLimit): Wafv2WebAclRule {
  const scope_down_statement = {
    byte_match_statement: {
      search_string: pathPrefix,
      positional_constraint: "STARTS_WITH",
      field_to_match: { uri_path: {} },
      text_transformation: [{ priority: 0, type: "NONE" }],
    },
  };
  return {
    name: "rate-limit",
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rate_based_statement: {
        limit: requests,
        evaluation_window_sec: windowSeconds,
        aggregate_key_type: "IP",
        ...(pathPrefix === undefined ? {} : { scope_down_statement }),
      },
    },
    visibilityConfig: visibility("rate-limit"),
  };
}

function managedRule(rules: ManagedRules | SoftenedRules, index: number): Wafv2WebAclRule {
  const { name, countOnly }: SoftenedRules = typeof rules === "string" ? { name: rules, countOnly: [] } : rules;
  const rule_action_override = countOnly.map((rule) => ({ name: rule, action_to_use: { count: {} } }));
  return {
    name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: {
      managed_rule_group_statement: {
        name,
        vendor_name: "AWS",
        ...(countOnly.length > 0 ? { rule_action_override } : {}),
      },
    },
    visibilityConfig: visibility(name),
  };
}

function countryRule(countries: readonly string[], priority: number): Wafv2WebAclRule {
  return {
    name: "blocked-countries",
    priority,
    action: { block: {} },
    statement: { geo_match_statement: { country_codes: [...countries] } },
    visibilityConfig: visibility("blocked-countries"),
  };
}
