import type { Progress } from "./progress";

/** What a command is given to work with. */
export interface Context {
  /** Synthesizes an entry, relative to the project's root, and returns the exit code. */
  readonly synthesize: (entry: string) => Promise<number>;
  /** Writes a result to standard output. */
  readonly print: (text: string) => void;
  /** Says something on standard error. */
  readonly say: (text: string) => void;
  /** Shows what is being done, where somebody looks. */
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Values of a command's arguments and options, by name. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** An argument or an option: how it is written, and its help. */
export interface Parameter {
  /** As commander writes it: `[name]`, `--flag`, `--option <value>`. */
  readonly syntax: string;
  readonly help: string;
  /** @default - none */
  readonly default?: string;
}

/** A command as data. What it does is loaded when it is run. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What somebody who uses it has to know. */
  readonly description: string;
  readonly arguments: readonly Parameter[];
  readonly options: readonly Parameter[];
  readonly examples: readonly string[];
  /** Returns what runs the command: it ends with the exit code. */
  load(): Promise<(values: Values, context: Context) => Promise<number>>;
}

/** Exit codes of every command. */
export const EXIT = {
  /** Done, and nothing to complain of. */
  done: 0,
  /** Done, and something was found; or a defect. */
  findings: 1,
  /** A mistake in the configuration or in the arguments: nothing was done. */
  misuse: 2,
} as const;
