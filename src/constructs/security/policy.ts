import { ConfigError, describeProblem } from "../../config/errors";

/** One statement of an IAM policy, in IAM's own terms. */
export interface PolicyStatement {
  /** Letters and digits, unique in its policy; says what the statement is for. */
  readonly sid: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Only in policies of resources. */
  readonly principals?: Readonly<Record<string, string | readonly string[]>>;
  readonly actions: readonly string[];
  /** Every policy but a trust policy needs it. @default - none, for a trust policy */
  readonly resources?: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * The JSON of a policy. Statements that differ in their resources only become one; lists of one become a single
 * value, as AWS writes them, so that a plan shows no difference.
 * @throws ConfigError when two statements of one `sid` say different things, which AWS would refuse
 */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  const merged = new Map<string, { statement: PolicyStatement; shape: string; resources: Set<string> }>();
  for (const statement of statements) {
    const shape = JSON.stringify({ ...statement, resources: undefined });
    const existing = merged.get(statement.sid);
    if (existing && existing.shape !== shape) {
      const allowed = "one meaning for each sid of a policy";
      const problem = { property: "sid", got: statement.sid, allowed, fix: "give the second statement its own sid" };
      throw new ConfigError([describeProblem("policy", problem)]);
    }
    const resources = existing?.resources ?? new Set<string>();
    for (const resource of statement.resources ?? []) resources.add(resource);
    if (!existing) merged.set(statement.sid, { statement, shape, resources });
  }
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [...merged.values()].map(({ statement, resources }) => ({
      Sid: statement.sid,
      Effect: statement.effect ?? "Allow",
      Principal: statement.principals,
      Action: oneOrMany(statement.actions),
      Resource: resources.size > 0 ? oneOrMany([...resources]) : undefined,
      Condition: statement.conditions,
    })),
  });
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] ?? "") : values;
}
