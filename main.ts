import { run } from "./src/stacks/app";
import { valorAssist } from "./src/architectures/valor-assist";

/** Done when everything is written, or what is wrong has been printed. */
export const done = run([...valorAssist]);
