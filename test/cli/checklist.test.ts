import { checklist } from "../../src/cli/checklist";
import type { Context, Values } from "../../src/cli/command";
import { OUTPUT } from "../support/output";

async function run(values: Values): Promise<{ code: number; printed: string }> {
  let printed = "";
  const context = { print: (text: string) => void (printed += text) } as Context;
  const code = await checklist({ output: OUTPUT, ...values }, context);
  return { code, printed };
}

test("goes through the list: what stacks prove with an address, what people do with how", async () => {
  const { code, printed } = await run({ architecture: "eloquent-ai", environment: "prod" });
  expect(code).toBe(0);
  expect(printed).toContain("[x] VPC endpoints for AWS services");
  expect(printed).toContain("eloquent-ai-prod-foundation/aws_vpc_endpoint.");
  expect(printed).toMatch(/\[ \] Load testing completed\n {6}Twice the expected peak/);
  expect(printed).toMatch(/\d+ proved, 0 missing, \d+ by hand$/);
});

test("ends with 1 when something is missing: development has no alarms", async () => {
  const { code, printed } = await run({ architecture: "eloquent-ai", environment: "dev", json: true });
  expect(code).toBe(1);
  const { items } = JSON.parse(printed) as { items: { text: string; state: string; missing: string[] }[] };
  expect(items.find(({ text }) => text === "CloudWatch alarms set")).toMatchObject({
    state: "missing",
    missing: ["aws_cloudwatch_metric_alarm"],
  });
});

test("an architecture without a list is refused, and one that does not exist", async () => {
  await expect(run({ architecture: "valor-assist", environment: "prod" })).rejects.toThrow(
    'arguments: architecture: got "valor-assist", allowed an architecture with a list: eloquent-ai',
  );
  await expect(run({ architecture: "x", environment: "prod" })).rejects.toThrow('architecture: got "x"');
});
