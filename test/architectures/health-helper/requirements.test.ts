import { requirements } from "../../../src/architectures/health-helper/requirements";
import { testRequirements } from "../../support/requirements";
import { compute } from "./compute.assertions";
import { data } from "./data.assertions";
import { delivery } from "./delivery.assertions";
import { edge } from "./edge.assertions";
import { monitoring } from "./monitoring.assertions";
import { security } from "./security.assertions";

const oneTask = "one task";
const smallerDatabase = "a smaller database in one zone";
const ownName = "its own name";

testRequirements({
  architecture: "health-helper",
  requirements,
  environment: "prod",
  assertions: { ...edge, ...compute, ...data, ...security, ...monitoring, ...delivery },
  sameShape: {
    staging: {
      "HH-010": smallerDatabase,
      "HH-059": oneTask,
      "HH-060": oneTask,
      "HH-061": "fewer tasks at most",
      "HH-081": smallerDatabase,
      "HH-084": ownName,
      "HH-088": ownName,
      "HH-114": oneTask,
      "HH-129": ownName,
    },
  },
});
