import type { IConstruct } from "constructs";
import { ConfigError, describeProblem, printable, type Problem } from "./errors";

/** Who hears of an alarm of one priority. */
export interface AlertReceivers {
  /** E-mail addresses; each one has to confirm its subscription once. @default - none */
  readonly emails?: readonly string[];
  /** HTTPS endpoints, such as the integration URL of a pager. The URL stands in the Terraform state. @default - none */
  readonly httpsEndpoints?: readonly string[];
  /** Telephone numbers for text messages, such as `+6561234567`. @default - none */
  readonly smsNumbers?: readonly string[];
}

/** Priorities of alerts: P1 wakes somebody up, P2 is looked at within the hour, P3 today, P4 this week. */
export type AlertPriority = "p1" | "p2" | "p3" | "p4";

/** Where the resources of one environment are, what they are called and how well they are kept. */
export interface Placement {
  /** Lower-case name of the architecture, such as `valor-assist`, at most 32 characters; begins every physical name. */
  readonly architecture: string;
  /** Lower-case name of the environment, such as `prod`; at most 12 characters. */
  readonly name: string;
  /** AWS account: 12 digits. The provider refuses to work in any other. */
  readonly account: string;
  /** AWS region, such as `us-east-1`. */
  readonly region: string;
  /** Availability zones of that region; two or more, because a load balancer needs two. */
  readonly zones: readonly string[];
  /**
   * What a destroy may take with it. `protected`: deletion protection, `prevent_destroy` and recovery windows.
   * `disposable`: one command removes everything, data included.
   */
  readonly data: "protected" | "disposable";
  /**
   * Region of the state's bucket and lock table: another one for what has to be rebuilt when {@link region} is lost.
   * @default - region
   */
  readonly stateRegion?: string;
  /** Tags for every resource, beside those that Lintel sets itself. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One copy of an architecture. Every architecture adds its own sizes to it. */
export interface Environment extends Placement {
  /** Public name of the application, without scheme, such as `api.example.com`. @default - it has none */
  readonly domain?: string;
  /**
   * Id of the existing public Route 53 zone that holds {@link domain}, such as `Z0123456789ABCDEFGHIJ`. Needed where
   * there is a domain.
   */
  readonly hostedZoneId?: string;
  /** Receivers of alerts by priority. */
  readonly alerts: Readonly<Record<AlertPriority, AlertReceivers>>;
}

/** An environment that users reach by its name. */
export interface PublicEnvironment extends Environment {
  readonly domain: string;
  readonly hostedZoneId: string;
}

/** Something safe that is left out on purpose. */
export interface OptOut {
  readonly enabled: false;
  /** Why it may be missing. */
  readonly reason: string;
}

/** How long an environment keeps what it records, in days. */
export interface Retention {
  /** Logs of the application, the database and the network. */
  readonly logDays: number;
  /** Access logs of load balancer, CDN and buckets. */
  readonly accessLogDays: number;
  /** Calls to AWS, and accesses to personal data. */
  readonly trailDays: number;
}

const CONTEXT_KEY = "lintel:environment";
const HOME_KEY = "lintel:home";

/**
 * Makes an environment known to everything below a construct. Call it before children are added.
 * @param home Region of the environment, where the construct itself is in another one
 */
export function setEnvironment(scope: IConstruct, environment: Placement, home = environment.region): void {
  scope.node.setContext(CONTEXT_KEY, environment);
  scope.node.setContext(HOME_KEY, home);
}

/** Whether a construct is in another region than its environment. */
export function isAbroad(scope: IConstruct): boolean {
  return environmentOf(scope).region !== scope.node.tryGetContext(HOME_KEY);
}

/** The environment that a construct is part of. Fails outside of a stack that has one. */
export function environmentOf(scope: IConstruct): Placement {
  const environment = scope.node.tryGetContext(CONTEXT_KEY) as Placement | undefined;
  if (environment === undefined) {
    throw new ConfigError([
      describeProblem(scope.node.path || "app", {
        property: "scope",
        got: "a construct outside of an environment",
        allowed: "a construct below a LintelStack",
        fix: "pass the stack, or a construct in it, as scope",
      }),
    ]);
  }
  return environment;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** Every text and number of a value, with the way to it. */
function literalsIn(value: unknown, path: readonly string[]): [string, string | number][] {
  if (typeof value === "string" || typeof value === "number") return [[path.join("."), value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    literalsIn(inner, Array.isArray(value) ? path : [...path, key]),
  );
}

/** Checks one environment as a whole. Returns a line for each problem; an empty list is a good environment. */
export function validateEnvironment(environment: Environment): string[] {
  const { architecture, name, account, region, zones, domain, hostedZoneId, alerts } = environment;
  const problems: Problem[] = [];
  const check = (acceptable: boolean, problem: Problem) => void (acceptable || problems.push(problem));

  check(/^[a-z][a-z0-9-]{0,31}$/.test(architecture), {
    property: "architecture",
    got: architecture,
    allowed: "1 to 32 lower-case letters, digits and hyphens, beginning with a letter",
    fix: "it begins every physical name and every state's key, so keep it short",
  });
  check(/^[a-z][a-z0-9-]{0,11}$/.test(name), {
    property: "name",
    got: name,
    allowed: "1 to 12 lower-case letters, digits and hyphens, beginning with a letter",
    fix: "it is part of every physical name, so keep it short",
  });
  check(/^\d{12}$/.test(account), {
    property: "account",
    got: account,
    allowed: "12 digits",
    fix: "copy it from `aws sts get-caller-identity`, as a string",
  });
  const knownRegion = REGION.test(region);
  check(knownRegion, {
    property: "region",
    got: region,
    allowed: 'a region\'s code, such as "us-east-1"',
    fix: "use the code, not the city",
  });
  check(environment.stateRegion === undefined || REGION.test(environment.stateRegion), {
    property: "stateRegion",
    got: environment.stateRegion,
    allowed: 'a region\'s code, such as "us-west-2"',
    fix: "use the code, not the city",
  });
  check(new Set(zones).size >= 2 && new Set(zones).size === zones.length, {
    property: "zones",
    got: zones,
    allowed: "two or more different zones",
    fix: "name one more: a load balancer needs two",
  });
  for (const zone of knownRegion ? zones : []) {
    check(zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)), {
      property: "zones",
      got: zone,
      allowed: `zones of ${region}, such as "${region}a"`,
      fix: "change the zone or the region",
    });
  }
  check((domain === undefined && hostedZoneId === undefined) || DOMAIN.test(domain ?? ""), {
    property: "domain",
    got: domain,
    allowed: 'a lower-case host name, such as "api.example.com"',
    fix: "leave out the scheme, the port and the path",
  });
  check(domain === undefined || /^Z[A-Z0-9]{7,31}$/.test(hostedZoneId ?? ""), {
    property: "hostedZoneId",
    got: hostedZoneId,
    allowed: 'the id of the Route 53 zone that holds the domain, such as "Z0123456789ABCDEFGHIJ"',
    fix: "copy it from `aws route53 list-hosted-zones`, without /hostedzone/",
  });
  for (const [path, value] of literalsIn(environment, [])) {
    check(typeof value === "string" ? !/[$%]\{/.test(value) : Number.isFinite(value), {
      property: path,
      got: value,
      allowed: "a literal: a finite number, or a text without ${ and %{",
      fix: "write the value itself",
    });
  }
  for (const [key, value] of Object.entries(environment.tags ?? {})) {
    // The tagging rules that all services share: AWS General Reference, tag naming limits.
    check(/^(?!aws:)[A-Za-z0-9 _.:/=+@-]{1,128}$/i.test(key) && /^[A-Za-z0-9 _.:/=+@-]{0,256}$/.test(value), {
      property: "tags",
      got: { [key]: value },
      allowed: "keys of 1 to 128 and values of up to 256 letters, digits, spaces and _.:/=+-@, not beginning with aws:",
      fix: "change the tag",
    });
  }
  for (const [priority, { emails = [], httpsEndpoints = [], smsNumbers = [] }] of Object.entries(alerts)) {
    for (const email of emails) {
      check(/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email), {
        property: `alerts.${priority}.emails`,
        got: email,
        allowed: "an e-mail address",
        fix: "correct the address, nobody would hear of an alarm",
      });
    }
    for (const number of smsNumbers) {
      check(/^\+[1-9]\d{6,14}$/.test(number), {
        property: `alerts.${priority}.smsNumbers`,
        got: number,
        allowed: "a telephone number in the form +6561234567",
        fix: "write it with the country and without spaces",
      });
    }
    for (const endpoint of httpsEndpoints) {
      check(/^https:\/\/[^\s/]+/.test(endpoint), {
        property: `alerts.${priority}.httpsEndpoints`,
        got: endpoint,
        allowed: "a URL that begins with https://",
        fix: "use the endpoint's HTTPS URL",
      });
    }
  }
  return problems.map((problem) => describeProblem(`${printable(architecture)}/${printable(name)}`, problem));
}
