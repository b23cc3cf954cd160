import { list, renderList } from "../../src/cli/list";
import type { Context, Values } from "../../src/cli/command";
import { readStacks, type Stack } from "../../src/template/template";
import { FOREIGN_OUTPUT, OUTPUT } from "../support/output";

async function output(values: Values): Promise<string> {
  let printed = "";
  const print = (text: string) => void (printed += text);
  expect(await list(values, { print } as Context)).toBe(0);
  return printed;
}

test("lists the stacks of an environment in the order in which they can be applied, with what each one needs", async () => {
  const lines = (await output({ output: OUTPUT, architecture: "valor-assist", environment: "prod" })).split("\n");
  expect(lines[0]).toBe("valor-assist prod");
  expect(lines[1]).toMatch(/^ {2}foundation +333333333333 us-east-1 +\d+ resources$/);
  const service = lines.findIndex((line) => line.startsWith("  service"));
  expect(lines[service]).toMatch(/resources {2}after foundation, data$/);
  expect(lines.findIndex((line) => line.startsWith("  data"))).toBeLessThan(service);
  expect(lines).toHaveLength(7);
});

test("lists the same for scripts", async () => {
  const { stacks } = JSON.parse(await output({ output: OUTPUT, json: true })) as { stacks: { name: string }[] };
  const names = readStacks(OUTPUT).map(({ name }) => name);
  expect(stacks.map(({ name }) => name).sort()).toEqual(names.sort());
  expect(stacks).toContainEqual({
    name: "valor-assist-dev-edge",
    architecture: "valor-assist",
    environment: "dev",
    layer: "edge",
    account: "111111111111",
    region: "us-east-1",
    resources: expect.any(Number) as number,
    dependencies: expect.arrayContaining(["valor-assist-dev-service"]) as string[],
  });
});

test("lists the stacks of a project that does not say where they belong", async () => {
  expect(await output({ output: FOREIGN_OUTPUT })).toMatch(
    /^ {2}1\.store +1 resources\n {2}functions +5 resources {2}after 1\.store$/,
  );
});

test("names the stack where it needs one of another environment", () => {
  const stack = (environment: string, dependencies: string[]): Stack => ({
    name: `shop-${environment}-app`,
    directory: "",
    json: {},
    dependencies,
    placement: { architecture: "shop", environment, layer: "app", account: "1", region: "r" },
  });
  expect(renderList([stack("prod", []), stack("dev", ["shop-prod-app"])])).toContain("after shop-prod-app");
});
