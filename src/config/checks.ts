import type { IConstruct } from "constructs";
import { check } from "./errors";

/** Reports a number that is not a whole one within limits, both included. Undefined is a default and acceptable. */
export function checkWhole(
  scope: IConstruct,
  property: string,
  value: number | undefined,
  limits: { readonly min: number; readonly max: number },
): boolean {
  const { min, max } = limits;
  return check(scope, value === undefined || (Number.isInteger(value) && value >= min && value <= max), {
    property,
    got: value,
    allowed: `a whole number from ${min} to ${max}`,
    fix: "take a number that AWS accepts",
  });
}

/** Texts that AWS accepts in one place. */
export interface TextRule {
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly allowed: string;
}

/** EC2, CreateSecurityGroup and rules: 255 characters of a small set. */
export const GROUP_DESCRIPTION: TextRule = {
  pattern: /^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/,
  allowed: "1 to 255 characters: letters, digits, spaces and ._:/()#,@[]+=&;{}!$*-",
};

/** CloudWatch Logs, CreateLogGroup: 512 characters of a small set. */
export const LOG_GROUP_NAME: TextRule = {
  pattern: /^[A-Za-z0-9._/#-]{1,512}$/,
  allowed: "1 to 512 letters, digits and ._/#-",
};

/** ECS, CreateCluster and CreateService. */
export const ECS_NAME: TextRule = {
  pattern: /^[A-Za-z0-9_-]{1,255}$/,
  allowed: "1 to 255 letters, digits, hyphens and _",
};

/** ECR, image tags: 128 characters. */
export const IMAGE_TAG: TextRule = {
  pattern: /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  allowed: "1 to 128 letters, digits and ._-, beginning with a letter, a digit or _",
};

/** DynamoDB, attribute names: 255 characters here, because a key may have no more. */
export const ATTRIBUTE_NAME: TextRule = {
  pattern: /^[A-Za-z0-9_.:-]{1,255}$/,
  allowed: "1 to 255 letters, digits and _.:-",
};

/** PostgreSQL, identifiers: 63 characters. */
export const DATABASE_NAME: TextRule = {
  pattern: /^[a-z][a-z0-9_]{0,62}$/,
  allowed: "1 to 63 lower-case letters, digits and _, beginning with a letter",
};

/** Services with an interface endpoint, as they end the endpoint service's name: `ecr.api`. */
export const ENDPOINT_SERVICE: TextRule = {
  pattern: /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/,
  allowed: "the end of an endpoint service's name, such as ecr.api",
};

/** Texts without an expression of Terraform; `${…}` in one would be evaluated. */
export const LITERAL: TextRule = {
  pattern: /^(?![\s\S]*[$%]\{)[\s\S]{1,2048}$/,
  allowed: "1 to 2048 characters without ${ and %{",
};

/** Reports a text that AWS would refuse. A value of CDKTF that is not known yet is acceptable, and so is undefined. */
export function checkText(scope: IConstruct, property: string, value: string | undefined, rule: TextRule): boolean {
  const isUnknown = value === undefined || /\$\{TfToken\[/.test(value);
  return check(scope, isUnknown || (rule.pattern.test(value) && LITERAL.pattern.test(value)), {
    property,
    got: value,
    allowed: rule.allowed,
    fix: "take a text that AWS accepts",
  });
}
