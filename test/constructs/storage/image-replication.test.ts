import { ImageReplication } from "../../../src/constructs/storage/image-replication";
import { build } from "../../support/construct";

test("what is pushed to one repository is copied to one region of the same account", () => {
  const { subject } = build((stack) => {
    new ImageReplication(stack, "images", { region: "eu-west-1", repository: "shop-api" });
  });
  expect(subject.one("aws_ecr_replication_configuration").get("replication_configuration.rule")).toEqual([
    {
      destination: [{ region: "eu-west-1", registry_id: "123456789012" }],
      repository_filter: [{ filter: "shop-api", filter_type: "PREFIX_MATCH" }],
    },
  ]);
});
