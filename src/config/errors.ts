import type { IConstruct } from "constructs";

/** What is wrong with one value, in the four parts that every message has. */
export interface Problem {
  /** The property that holds the value, as the user wrote it, such as `scaling.minTasks`. */
  readonly property: string;
  /** The value that was found. */
  readonly got: unknown;
  /** What would have been accepted. */
  readonly allowed: string;
  /** What to do about it, as an instruction. */
  readonly fix: string;
}

/** One line for one problem: `<where>: <property>: got X, allowed Y; do Z`. */
export function describeProblem(where: string, problem: Problem): string {
  return `${where}: ${problem.property}: got ${show(problem.got)}, allowed ${problem.allowed}; ${problem.fix}`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** A name as a part of one line, whatever is in it. */
export function printable(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}

/**
 * The only error that Lintel raises for a user's mistake.
 * It carries every problem that was found, one line each, and is printed without a stack trace.
 */
export class ConfigError extends Error {
  public readonly problems: readonly string[];

  public constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/**
 * Reports a problem of a construct without stopping: all problems of an app are raised together before
 * anything is written. It uses the validation of the `constructs` library, so a plain CDKTF app fails on it too.
 */
export function reportProblem(scope: IConstruct, problem: Problem): void {
  const line = describeProblem(scope.node.path, problem);
  scope.node.addValidation({ validate: () => [line] });
}

/** Reports the problem when the value is not acceptable. Returns whether it is. */
export function check(scope: IConstruct, acceptable: boolean, problem: Problem): boolean {
  if (!acceptable) reportProblem(scope, problem);
  return acceptable;
}

/**
 * Checks values as a whole, before anything is made of them.
 * @throws ConfigError with a line for each problem
 */
export function demand(where: string, checks: (check: (acceptable: boolean, problem: Problem) => void) => void): void {
  const problems: Problem[] = [];
  checks((acceptable, problem) => void (acceptable || problems.push(problem)));
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => describeProblem(where, problem)));
}

/** Every problem reported below a construct, in tree order, each once. */
export function problemsOf(root: IConstruct): string[] {
  return [...new Set(root.node.findAll().flatMap((construct) => construct.node.validate()))];
}
