import { TraceGroup } from "../../../src/constructs/observability/trace-group";
import { build } from "../../support/construct";

test("gathers the traces of one service, with insights", () => {
  const { subject } = build((stack) => void new TraceGroup(stack, "traces", { name: "api", service: "shop-api" }));
  const group = subject.one("aws_xray_group");
  expect([group.get("group_name"), group.get("filter_expression")]).toEqual(["shop-prod-api", 'service("shop-api")']);
  expect(group.get("insights_configuration.insights_enabled")).toBe(true);
});
