/**
 * Whether the parts of a resource's name hold every word of a role: `api_task_task-role_policy` is "api task-role".
 * A role may begin with a layer, for what several layers have: "data/database".
 */
export function hasRole(name: string, role: string | undefined, stack: string): boolean {
  if (role === undefined) return true;
  const [words = "", layer] = role.split("/").reverse();
  if (layer !== undefined && !stack.endsWith(`-${layer}`)) return false;
  return words.split(" ").every((word) => name.split("_").includes(word));
}
