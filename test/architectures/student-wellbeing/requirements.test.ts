import { requirements } from "../../../src/architectures/student-wellbeing/requirements";
import { testRequirements } from "../../support/requirements";
import { data } from "./data.assertions";
import { network } from "./network.assertions";
import { operations } from "./operations.assertions";
import { service } from "./service.assertions";

testRequirements({
  architecture: "student-wellbeing",
  requirements,
  environment: "prod",
  assertions: { ...network, ...service, ...data, ...operations },
  sameShape: {},
});
