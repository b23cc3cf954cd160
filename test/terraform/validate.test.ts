import { preview } from "../../src/preview/preview";
import { readStacks, type Stack } from "../../src/template/template";
import { EXAMPLE_OUTPUT, OPTIONS_OUTPUT, OUTPUT, VARIANTS_OUTPUT } from "../support/output";
import { terraformTest } from "../support/terraform";

/** Variants that have the resources of another one, in other numbers. */
const SAME_SHAPE = ["one-nat", "one-task", "remote", "spot", "users1000"];

terraformTest(
  "every stack, the example and every option of a construct are valid for the AWS provider, without a warning",
  async () => {
    const others = [EXAMPLE_OUTPUT, OPTIONS_OUTPUT, VARIANTS_OUTPUT]
      .flatMap(readStacks)
      .filter(({ placement }) => !SAME_SHAPE.includes(placement?.environment ?? ""));
    const stacks = [...readStacks(OUTPUT), ...others.filter(({ name }) => !name.startsWith("lintel-state-"))];
    expect(await preview(stacks, { mode: "validate" })).toMatchObject({ findings: [] });
  },
);

terraformTest("an argument that the provider does not know is found, with its stack and its construct", async () => {
  const [guard] = structuredClone(readStacks(OUTPUT).filter(({ name }) => name === "valor-assist-dev-guard"));
  const resources = guard?.json["resource"] as unknown as Record<string, Record<string, Record<string, unknown>>>;
  const [trail] = Object.values(resources["aws_cloudtrail"] ?? {});
  if (trail) trail["encrypted"] = true;
  const { findings } = await preview([guard as Stack], { mode: "validate" });
  expect(findings).toContainEqual(
    expect.objectContaining({
      severity: "error",
      stack: "valor-assist-dev-guard",
      path: "valor-assist-dev-guard/trail/trail",
      address: expect.stringMatching(/^aws_cloudtrail\./) as string,
      detail: expect.stringContaining('"encrypted"') as string,
    }),
  );
});
