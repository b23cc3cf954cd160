import { NAME_LIMITS, physicalName, shorten } from "../../src/config/naming";
import { LintelStack } from "../../src/stacks/lintel-stack";
import { build, PLACEMENT } from "../support/construct";

function nameOf(limit: keyof typeof NAME_LIMITS, suffix?: string, architecture = "shop"): string {
  let name = "";
  build((stack) => (name = physicalName(stack, NAME_LIMITS[limit], suffix)), { architecture });
  return name;
}

test("a name begins with the architecture and the environment", () => {
  expect(nameOf("role", "api-task")).toBe("shop-prod-api-task");
});

test("a bucket's name holds account and region, for it is unique in all of AWS", () => {
  expect(nameOf("bucket", "documents")).toBe("shop-prod-documents-123456789012-eu-central-1");
});

test("a secret's name is a path", () => {
  expect(nameOf("secret", "API_KEY")).toBe("shop/prod/API_KEY");
});

test("a name that is too long for a load balancer is cut to 32 characters", () => {
  const name = nameOf("loadBalancer", undefined, "student-wellbeing-dashboard-of-the-north");
  expect(name).toMatch(/^[a-z0-9-]{1,32}$/);
  expect(name).toMatch(/^student-wellbeing/);
});

test("two long names that begin alike stay apart", () => {
  const [one, other] = ["a", "b"].map((end) => shorten(`${"x".repeat(40)}${end}`, 32));
  expect(one).not.toBe(other);
});

test("a name that fits is left alone, and the same name is always cut in the same way", () => {
  expect(shorten("x".repeat(32), 32)).toBe("x".repeat(32));
  expect(shorten("y".repeat(33), 32)).toBe(shorten("y".repeat(33), 32));
});

test("a cut name does not end in two hyphens", () => {
  expect(shorten(`${"x".repeat(24)}-${"y".repeat(20)}`, 32)).toMatch(/x-[0-9a-f]{6}$/);
});

test("a role in another region than its environment names the region, because roles are the account's", () => {
  const names: string[] = [];
  build((stack) => {
    const app = stack.node.root;
    const abroad = new LintelStack(app, { environment: PLACEMENT, layer: "abroad", region: "eu-west-1" });
    for (const each of [stack, abroad]) names.push(physicalName(each, NAME_LIMITS.role, "api"));
    names.push(physicalName(abroad, NAME_LIMITS.ecs, "api"));
  });
  expect(names).toEqual(["shop-prod-api", "shop-prod-api-eu-west-1", "shop-prod-api"]);
});
