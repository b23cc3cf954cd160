import { join, resolve } from "node:path";

/** The project's root. */
export const ROOT = resolve(__dirname, "../..");
/** Where the tests' own synthesis lies; see global-setup.ts. */
export const OUTPUT = join(ROOT, "build", "test-output");
/** Where the synthesis of test/support/fixtures/options.ts lies. */
export const OPTIONS_OUTPUT = join(ROOT, "build", "test-options");
/** Where the synthesis of test/support/fixtures/variants.ts lies. */
export const VARIANTS_OUTPUT = join(ROOT, "build", "test-variants");
/** Where the synthesis of examples/minimal.ts lies. */
export const EXAMPLE_OUTPUT = join(ROOT, "build", "test-example");
/** Where the synthesis of test/support/fixtures/foreign.ts lies, a project that knows nothing of Lintel. */
export const FOREIGN_OUTPUT = join(ROOT, "build", "test-foreign");
