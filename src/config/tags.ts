import type { Placement } from "./environment";

/** Tags that every resource of an environment has, through the provider's `default_tags`. */
export function defaultTags(placement: Placement): Record<string, string> {
  const { architecture, name, tags = {} } = placement;
  return { ...tags, Application: architecture, Environment: name, ManagedBy: "Terraform" };
}
