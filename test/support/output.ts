import { join, resolve } from "node:path";

/** The project's root. */
export const ROOT = resolve(__dirname, "../..");
/** Where the tests' own synthesis lies; see global-setup.ts. */
export const OUTPUT = join(ROOT, "build", "test-output");
