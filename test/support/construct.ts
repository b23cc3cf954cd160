import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Placement } from "../../src/config/environment";
import { problemsOf } from "../../src/config/errors";
import { Key } from "../../src/constructs/security/key";
import { LintelStack } from "../../src/stacks/lintel-stack";
import type { Stack } from "../../src/template/template";
import { Subject } from "./subject";

/** A placement for tests; data is protected unless a test says otherwise. */
export const PLACEMENT: Placement = {
  architecture: "shop",
  name: "prod",
  account: "123456789012",
  region: "eu-central-1",
  zones: ["eu-central-1a", "eu-central-1b"],
  data: "protected",
};

/** What a construct made of a stack. */
export interface Built {
  readonly subject: Subject;
  readonly problems: readonly string[];
}

/** Builds constructs in a stack of their own, without writing anything. */
export function build(create: (stack: LintelStack) => void, placement: Partial<Placement> = {}): Built {
  const outdir = mkdtempSync(join(tmpdir(), "lintel-test-"));
  try {
    const app = new App({ outdir, context: { cdktfRelativeModules: ["./modules/alert-routing"] } });
    const stack = new LintelStack(app, { environment: { ...PLACEMENT, ...placement }, layer: "test" });
    create(stack);
    const problems = problemsOf(app);
    if (problems.length > 0) return { subject: new Subject([]), problems };
    stack.prepareStack();
    const json = JSON.parse(JSON.stringify(stack.toTerraform())) as Stack["json"];
    return { subject: new Subject([{ name: stack.node.id, directory: outdir, json, dependencies: [] }]), problems };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A key for constructs that need one. */
export function testKey(stack: LintelStack): Key {
  return new Key(stack, "test-key", { description: "Tests" });
}
