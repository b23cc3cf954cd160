import { requirements } from "../../../src/architectures/amica/requirements";
import { testRequirements } from "../../support/requirements";
import { compute } from "./compute.assertions";
import { edge } from "./edge.assertions";
import { monitoring } from "./monitoring.assertions";
import { retrieval } from "./retrieval.assertions";
import { security } from "./security.assertions";

testRequirements({
  architecture: "amica",
  requirements,
  environment: "enterprise",
  assertions: { ...edge, ...compute, ...security, ...retrieval, ...monitoring },
  sameShape: {},
});
