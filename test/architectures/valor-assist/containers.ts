import type { Subject } from "../../support/subject";

/** A container as it stands in a task definition. */
export type Container = Record<string, unknown>;

/** The application's container of a task. */
export function appContainer(s: Subject, task = "api"): Container | undefined {
  return s
    .one("aws_ecs_task_definition", task)
    .containers()
    .find(({ name }) => name === "app");
}

/** Value of a container's plain variable. */
export function variable(container: Container | undefined, name: string): string | undefined {
  const variables = (container?.["environment"] ?? []) as { name: string; value: string }[];
  return variables.find((each) => each.name === name)?.value;
}
