import type { Config } from "jest";
import base from "../../jest.config";

const config: Config = {
  ...base,
  rootDir: "../..",
  roots: ["<rootDir>/test/emulator"],
  testPathIgnorePatterns: [],
  globalSetup: "<rootDir>/test/emulator/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/emulator/support/global-teardown.ts",
  reporters: ["default", ["<rootDir>/test/support/reporter.mjs", { name: "emulator" }]],
  // Terraform mostly waits, so files run beside each other.
  maxWorkers: 3,
  testTimeout: 900_000,
};

export default config;
