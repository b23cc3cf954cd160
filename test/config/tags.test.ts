import { defaultTags } from "../../src/config/tags";
import { PLACEMENT } from "../support/construct";

test("tags say whose a resource is, and a team's own tags can't hide that", () => {
  expect(defaultTags({ ...PLACEMENT, tags: { CostCenter: "42", Environment: "other" } })).toEqual({
    Application: "shop",
    CostCenter: "42",
    Environment: "prod",
    ManagedBy: "Terraform",
  });
});
