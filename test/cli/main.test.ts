import { spawnSync } from "node:child_process";
import { COMMANDS } from "../../src/cli/commands";
import { OUTPUT, ROOT } from "../support/output";

function lintel(...args: string[]) {
  return spawnSync(process.execPath, ["bin/lintel.mjs", ...args], { cwd: ROOT, encoding: "utf8" });
}

test("tells what there is, with and without --help", () => {
  const { status, stdout, stderr } = lintel("--help");
  expect([status, stderr]).toEqual([0, ""]);
  for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} .*${summary}$`, "m"));
  expect(stdout).toContain("Exit codes: 0 done, 1 something was found");
  expect(lintel()).toMatchObject({ status: 0, stdout });
});

test.each(COMMANDS)("$name tells what it takes, and gives examples that it takes", (command) => {
  const { status, stdout } = lintel(command.name, "--help");
  expect(status).toBe(0);
  for (const { syntax } of command.options) expect(stdout).toContain(syntax);
  const options = command.options.map(({ syntax }) => syntax.split(" ")[0]);
  for (const example of command.examples) {
    expect(stdout).toContain(`  $ ${example}`);
    const words = example.split(" ").filter((word) => word.startsWith("--"));
    expect(words.filter((word) => !options.includes(word))).toEqual([]);
  }
});

test.each([
  [["nothing"], "unknown command 'nothing'"],
  [["list", "--nothing"], "unknown option '--nothing'"],
  [["list", "a", "b", "c"], "too many arguments for 'list'. Expected 2 arguments but got 3."],
  [["preview", "--root"], "option '--root <directory>' argument missing"],
  [["list", "--output", "nowhere"], "nowhere/manifest.json: content: got nothing, allowed a file that CDKTF wrote;"],
  [
    ["list", "shop", "--output", OUTPUT],
    'arguments: architecture: got "shop", allowed amica, eloquent-ai, health-helper, lintel, student-wellbeing, valor-assist;',
  ],
  [["list", "valor-assist", "qa", "--output", OUTPUT], 'environment: got "qa", allowed dev, prod, staging;'],
])("%j is a mistake: exit code 2 and one message without a stack trace", (args, message) => {
  const { status, stdout, stderr } = lintel(...args);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});
