// Says at the end what was skipped and why, and how many tests passed, failed and were skipped.
import { mkdirSync, writeFileSync } from "node:fs";

export default class {
  onRunComplete(_contexts, results) {
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        if (test.status === "pending" || test.status === "todo") process.stderr.write(`SKIPPED: ${test.fullName}\n`);
      }
    }
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests + numTodoTests;
    const counts = `${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
    process.stderr.write(`\n${counts}`);
    mkdirSync("build", { recursive: true });
    writeFileSync("build/test-counts.txt", counts);
  }
}
