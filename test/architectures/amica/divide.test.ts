// How an A/B test divides tasks, on the synthesized stacks of changed environments.
import { App } from "cdktf";
import { buildAmica } from "../../../src/architectures/amica";
import { environments, type AmicaEnvironment } from "../../../src/architectures/amica/environments";

function boundsOf(b: number, min: number, max: number): [string, number, number][] {
  const app = new App({ context: { cdktfRelativeModules: ["./modules/alert-routing"] } });
  const enterprise = environments.find(({ name }) => name === "enterprise") as AmicaEnvironment;
  const release = { kind: "a-b" as const, percent: { a: 100 - b, b } };
  buildAmica(app, { ...enterprise, changes: { release, tasks: { min, max, cpuPercent: 70 } } });
  return app.node.findAll().flatMap((construct) => {
    if (construct.node.path !== `amica-enterprise-service/${construct.node.scopes[2]?.node.id}/scaling/target`)
      return [];
    const target = construct as unknown as { minCapacityInput: number; maxCapacityInput: number };
    return [[construct.node.scopes[2]?.node.id ?? "", target.minCapacityInput, target.maxCapacityInput]];
  }) as [string, number, number][];
}

test.each([
  [10, 5, 10],
  [50, 5, 9],
  [90, 2, 4],
  [1, 2, 20],
  [99, 3, 7],
])("with %d percent for B, both together have %d to %d tasks, and each has one", (b, min, max) => {
  const bounds = boundsOf(b, min, max);
  expect(bounds.map(([name]) => name).sort()).toEqual(["app", "app-b"]);
  expect(bounds.reduce((sum, [, least]) => sum + least, 0)).toBe(min);
  expect(bounds.reduce((sum, [, , most]) => sum + most, 0)).toBe(max);
  for (const [, least, most] of bounds) expect(least >= 1 && most >= least).toBe(true);
});
