import type { Stack } from "../template/template";
import { commandsPage } from "./commands";
import { deployScript } from "./deploy-script";
import { infrastructureWorkflow } from "./infrastructure-workflow";
import { Names } from "./names";
import { recoveryPage } from "./recovery";
import { workflows } from "./workflow";

/** What people and GitHub need to run an architecture's environments, with the real names: content by file name. */
export function documentsOf(stacks: readonly Stack[]): Record<string, string> {
  const environments = new Map<string, Stack[]>();
  for (const stack of stacks) {
    const { architecture, environment } = stack.placement ?? {};
    if (architecture === undefined || environment === undefined) continue;
    const name = `${architecture}/${environment}`;
    environments.set(name, [...(environments.get(name) ?? []), stack]);
  }
  const files = [...environments.values()].flatMap((own) => {
    const names = new Names(own);
    const written = {
      ...workflows(names),
      ...infrastructureWorkflow(names),
      ...deployScript(names),
      ...commandsPage(names),
      ...recoveryPage(names),
    };
    return Object.entries(written).map(([file, content]) => [`${names.architecture}/${file}`, content] as const);
  });
  return Object.fromEntries(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}
