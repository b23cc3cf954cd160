import type { Config } from "jest";

const config: Config = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  // `npm run test:emulator` runs these.
  testPathIgnorePatterns: ["<rootDir>/test/emulator/"],
  // Types are checked once, by `tsc --noEmit`, before the tests run.
  transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] },
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  reporters: ["default", "<rootDir>/test/support/reporter.mjs"],
  // Every core: some files mostly wait for other programs.
  maxWorkers: "100%",
  testTimeout: 180_000,
};

export default config;
