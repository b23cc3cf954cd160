import { requirements } from "../../../src/architectures/valor-assist/requirements";
import { testRequirements } from "../../support/requirements";
import { compute } from "./compute.assertions";
import { data } from "./data.assertions";
import { edge } from "./edge.assertions";
import { monitoring } from "./monitoring.assertions";
import { security } from "./security.assertions";

const smaller = "a smaller task";
const oneTask = "one task";
const ownName = "its own name";
const ownOrigins = "origins of its own";

testRequirements({
  architecture: "valor-assist",
  requirements,
  environment: "prod",
  assertions: { ...edge, ...compute, ...data, ...security, ...monitoring },
  sameShape: {
    staging: { "VA-004": ownName, "VA-020": smaller, "VA-021": smaller, "VA-094": ownOrigins, "VA-099": oneTask },
    dev: { "VA-004": ownName, "VA-020": smaller, "VA-021": smaller, "VA-094": ownOrigins, "VA-099": oneTask },
  },
});
