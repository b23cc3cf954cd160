import { deployments } from "../src/architectures";
import { run } from "../src/stacks/app";

/** Every environment so many times, in the same accounts under names of their own. */
const copies = Number(process.env["LINTEL_BENCH_COPIES"] ?? "1");
export const done = run(
  Array.from({ length: copies }, (_, index) =>
    deployments.map((each) => {
      const { environment } = each;
      return {
        ...each,
        environment: { ...environment, name: index === 0 ? environment.name : `${environment.name}${index}` },
      };
    }),
  ).flat(),
);
