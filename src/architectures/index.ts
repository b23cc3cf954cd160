import type { Deployment } from "../stacks/app";
import { amica } from "./amica";
import { eloquentAi } from "./eloquent-ai";
import { healthHelper } from "./health-helper";
import { studentWellbeing } from "./student-wellbeing";
import { valorAssist } from "./valor-assist";

/** Every environment of every architecture that the project has. */
export const deployments: readonly Deployment[] = [
  ...valorAssist,
  ...healthHelper,
  ...eloquentAi,
  ...amica,
  ...studentWellbeing,
];
