import { TerraformOutput } from "cdktf";
import { Certificate } from "../../../src/constructs/edge/certificate";
import { build } from "../../support/construct";

const { subject } = build((stack) => {
  const certificate = new Certificate(stack, "certificate", { domain: "shop.example.com", hostedZoneId: "Z123" });
  new TerraformOutput(stack, "arn", { value: certificate.arn });
});

test("is proved by a record in the zone for each of its names", () => {
  const certificate = subject.one("aws_acm_certificate");
  expect([certificate.get("domain_name"), certificate.get("validation_method")]).toEqual(["shop.example.com", "DNS"]);
  const record = subject.one("aws_route53_record");
  expect(record.get("zone_id")).toBe("Z123");
  expect(record.references("for_each")).toEqual([certificate.id]);
});

test("what uses it waits for the proof", () => {
  expect(subject.outputs("shop-prod-test")["arn"]).toBe(
    subject.one("aws_acm_certificate_validation").ref("certificate_arn"),
  );
});

test("a replaced certificate is there before the old one goes", () => {
  expect(subject.one("aws_acm_certificate").get("lifecycle.create_before_destroy")).toBe(true);
});
