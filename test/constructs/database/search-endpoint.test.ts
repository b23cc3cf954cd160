import { SearchEndpoint } from "../../../src/constructs/database/search-endpoint";
import { build } from "../../support/construct";
import { NETWORK, testService } from "../../support/service";

test("stands in the private subnets, and admits whom it is told to on 443", () => {
  const { subject } = build((stack) => {
    const { service } = testService(stack);
    new SearchEndpoint(stack, "search", { network: NETWORK }).allowFrom(service);
  });
  const endpoint = subject.one("aws_opensearchserverless_vpc_endpoint");
  expect(endpoint.get("subnet_ids")).toEqual(["private-a", "private-b"]);
  const group = subject.one("aws_security_group", "search");
  expect(endpoint.get("security_group_ids")).toEqual([group.ref("id")]);
  const rules = subject
    .all("aws_vpc_security_group_ingress_rule")
    .filter((rule) => rule.get("security_group_id") === group.ref("id"));
  expect(rules.map((rule) => [rule.get("referenced_security_group_id"), rule.get("from_port")])).toEqual([
    [subject.one("aws_security_group", "api").ref("id"), 443],
  ]);
});
