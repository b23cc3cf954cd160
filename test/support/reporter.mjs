// Says at the end what was skipped and why, and how many tests passed, failed and were skipped.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

export default class {
  /** `name` tells apart the counts of several runs. */
  constructor(_config, { name = "test" } = {}) {
    this.name = name;
  }

  onRunStart() {
    if (this.name === "test") rmSync("build/requirements", { recursive: true, force: true });
  }

  onRunComplete(_contexts, results) {
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        if (test.status === "pending" || test.status === "todo") process.stderr.write(`SKIPPED: ${test.fullName}\n`);
      }
    }
    const hasRequirements = this.name === "test" && existsSync("build/requirements");
    for (const file of hasRequirements ? readdirSync("build/requirements") : []) {
      const rows = JSON.parse(readFileSync(`build/requirements/${file}`, "utf8"));
      const count = (test) => rows.filter(test).length;
      const asserted = ({ kind }) => ["resource", "setting", "relation", "output"].includes(kind);
      const passed = count((row) => asserted(row) && row.status === "passed");
      const served = count(({ kind }) => kind === "app" || kind === "process");
      const planned = count(({ status }) => status === "planned");
      const name = file.replace(".json", "");
      process.stderr.write(
        `\nRequirements of ${name}: ${passed} of ${count(asserted)} asserted pass, ` +
          `${served} for people or the application have a page, ${planned} of cost are planned\n`,
      );
    }
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests + numTodoTests;
    const counts = `${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
    process.stderr.write(`\n${counts}`);
    mkdirSync("build", { recursive: true });
    writeFileSync(`build/${this.name}-counts.txt`, counts);
  }
}
