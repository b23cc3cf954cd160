import { deployments } from "./src/architectures";
import { run } from "./src/stacks/app";

/** Done when everything is written, or what is wrong has been printed. */
export const done = run(deployments);
