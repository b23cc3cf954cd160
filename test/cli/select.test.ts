import { groupOf, inOrder, layerOf, selectStacks, withDependencies } from "../../src/cli/select";
import type { Stack } from "../../src/template/template";

function stackOf(architecture: string, environment: string, layer: string, ...dependencies: string[]): Stack {
  const name = `${architecture}-${environment}-${layer}`;
  const placement = { architecture, environment, layer, account: "1", region: "r" };
  return { name, directory: "", json: {}, dependencies, placement };
}

const WEB = stackOf("shop", "prod", "web", "shop-prod-data");
const DATA = stackOf("shop", "prod", "data", "shop-prod-net");
const NET = stackOf("shop", "prod", "net");
const DEV = stackOf("shop", "dev", "web");
const BLOG = stackOf("blog", "prod", "web");
const OTHER: Stack = { name: "other", directory: "", json: {}, dependencies: [] };
const ALL = [WEB, DATA, NET, DEV, BLOG, OTHER];

test("selects all, one architecture or one environment of it", () => {
  expect(selectStacks(ALL, {})).toEqual(ALL);
  expect(selectStacks(ALL, { architecture: "shop" })).toEqual([WEB, DATA, NET, DEV]);
  expect(selectStacks(ALL, { architecture: "shop", environment: "dev" })).toEqual([DEV]);
});

test("names what there is when nothing is found", () => {
  expect(() => selectStacks(ALL, { architecture: "x" })).toThrow('architecture: got "x", allowed shop, blog;');
  expect(() => selectStacks(ALL, { architecture: "blog", environment: "dev" })).toThrow('got "dev", allowed prod;');
  expect(() => selectStacks([OTHER], { architecture: "x" })).toThrow("allowed nothing: these stacks do not say");
});

test("adds what stacks need, directly and further on", () => {
  expect(withDependencies([WEB], ALL)).toEqual([WEB, DATA, NET]);
  expect(withDependencies([NET, BLOG], ALL)).toEqual([NET, BLOG]);
});

test("puts each stack behind those that it needs", () => {
  expect(inOrder(ALL)).toEqual([NET, DATA, WEB, DEV, BLOG, OTHER]);
});

test("names environments and layers, and stacks that are of none", () => {
  expect([WEB, OTHER].map(groupOf)).toEqual(["shop-prod", "other"]);
  expect([WEB, OTHER].map(layerOf)).toEqual(["web", "other"]);
});
