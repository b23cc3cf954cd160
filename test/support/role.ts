/** Whether the parts of a resource's name hold every word of a role: `api_task_task-role_policy` is "api task-role". */
export function hasRole(name: string, role: string | undefined): boolean {
  return role === undefined || role.split(" ").every((word) => name.split("_").includes(word));
}
