import { Argument, Command as Parser, CommanderError } from "commander";
import { ConfigError } from "../config/errors";
import { EXIT, type Command, type Context, type Values } from "./command";
import { COMMANDS } from "./commands";
import { createProgress } from "./progress";

const CODES = `
Exit codes: 0 done, 1 something was found (such as an error of Terraform), 2 a mistake in the configuration or in
the arguments. Results go to standard output, everything else to standard error.`;

/** Runs `lintel` with its arguments. Returns the exit code; a defect is thrown. */
export async function main(args: readonly string[], host: Pick<Context, "synthesize">): Promise<number> {
  const progress = createProgress(process.stderr);
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  process.once("SIGINT", abort).once("SIGTERM", abort);
  const context: Context = {
    ...host,
    print: (text) => void process.stdout.write(`${text}\n`),
    say: (text) => {
      progress.clear();
      process.stderr.write(`${text}\n`);
    },
    progress,
    signal: controller.signal,
  };
  let code: number = EXIT.done;
  const parser = new Parser("lintel")
    .description("Production AWS environments as typed TypeScript, delivered as plain Terraform JSON.")
    .exitOverride()
    .addHelpText("after", CODES);
  for (const command of COMMANDS) {
    addCommand(parser, command, async (values) => {
      code = await (await command.load())(values, context);
    });
  }
  try {
    await parser.parseAsync(args.length > 0 ? args : ["--help"], { from: "user" });
    return controller.signal.aborted ? 130 : code;
  } catch (error) {
    // Commander has said what was wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misuse;
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) context.say(problem);
    return EXIT.misuse;
  } finally {
    progress.clear();
    process.removeListener("SIGINT", abort).removeListener("SIGTERM", abort);
  }
}

function addCommand(parser: Parser, command: Command, run: (values: Values) => Promise<void>): void {
  const child = parser
    .command(command.name)
    .summary(command.summary)
    .description(command.description)
    .exitOverride()
    .showHelpAfterError(`(see lintel ${command.name} --help)`)
    .addHelpText("after", `\nExamples:\n${command.examples.map((example) => `  $ ${example}`).join("\n")}`);
  const names = command.arguments.map(({ syntax, help, default: value }) => {
    const argument = new Argument(syntax, help);
    child.addArgument(value === undefined ? argument : argument.default(value));
    return argument.name();
  });
  for (const { syntax, help, default: value } of command.options) child.option(syntax, help, value);
  child.action(async (...received: unknown[]) => {
    const options = received[names.length] as Record<string, string | boolean>;
    const given = names.map((name, index) => [name, received[index] as string | undefined]);
    await run({ ...options, ...Object.fromEntries(given) });
  });
}
