import { requirements } from "../../../src/architectures/eloquent-ai/requirements";
import { testRequirements } from "../../support/requirements";
import { compute } from "./compute.assertions";
import { data } from "./data.assertions";
import { edge } from "./edge.assertions";
import { operations } from "./operations.assertions";

testRequirements({
  architecture: "eloquent-ai",
  requirements,
  environment: "prod",
  assertions: { ...edge, ...compute, ...data, ...operations },
  sameShape: {},
});
