import { TerraformOutput } from "cdktf";
import { AliasRecord } from "../../../src/constructs/edge/alias-record";
import { build } from "../../support/construct";

function record(ipv6: boolean) {
  return build((stack) => {
    const target = { dnsName: "lb.example.com", zoneId: "ZLB", ipv6 };
    const { fqdn } = new AliasRecord(stack, "site", { domain: "shop.example.com", hostedZoneId: "Z123", target });
    new TerraformOutput(stack, "fqdn", { value: fqdn });
  }).subject;
}

test.each([
  [true, ["A", "AAAA"]],
  [false, ["A"]],
])("a target with IPv6 %s has the records %j", (ipv6, types) => {
  const records = record(ipv6).all("aws_route53_record");
  expect(records.map((each) => each.get("type"))).toEqual(types);
  for (const each of records) {
    expect(each.get("alias")).toEqual({ name: "lb.example.com", zone_id: "ZLB", evaluate_target_health: false });
  }
});

test("who asks for the name waits for the record", () => {
  const subject = record(false);
  expect(subject.outputs("shop-prod-test")["fqdn"]).toBe(subject.one("aws_route53_record").ref("fqdn"));
});
