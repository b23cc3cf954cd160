import { TerraformOutput } from "cdktf";
import { AlertRouting } from "../../../src/constructs/observability/alert-routing";
import { build, testKey } from "../../support/construct";

test("hands receivers to the module by priority and gives its topics back", () => {
  const { subject } = build((stack) => {
    const routing = new AlertRouting(stack, "alerts", {
      key: testKey(stack),
      receivers: { p1: { emails: ["a@example.com"] }, p2: { httpsEndpoints: ["https://example.com"] }, p3: {}, p4: {} },
    });
    new TerraformOutput(stack, "p1", { value: routing.topics.p1 });
  });
  const [module] = subject.modules();
  expect(module).toMatchObject({
    name_prefix: "shop-prod-alerts",
    account_id: "123456789012",
    p1_emails: ["a@example.com"],
    p1_https_endpoints: [],
    p2_https_endpoints: ["https://example.com"],
  });
  expect(module?.["source"]).toMatch(/^\.\/assets\//);
  expect(subject.outputs("shop-prod-test")["p1"]).toBe("${shop-prod-test/module.alerts_module.p1_topic_arn}");
});

test("a pager's URL is given at apply, and there is none without it", () => {
  const { subject } = build((stack) => {
    new AlertRouting(stack, "alerts", {
      key: testKey(stack),
      receivers: { p1: {}, p2: {}, p3: {}, p4: {} },
      pager: true,
    });
  });
  expect(subject.modules()[0]?.["pager_endpoint"]).toBe("${var.pager_endpoint}");
  expect(subject.variables("pager_endpoint")).toEqual([expect.objectContaining({ default: "", sensitive: true })]);
});
