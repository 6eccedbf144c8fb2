import { karpenterNodeRoleName } from "./names";
import type { ClusterSettings } from "./settings";

/** Roles beside the blueprint's own that node classes may name: more would not fit into the policy that passes them. */
export const MOST_NODE_ROLES = 20;

/** Names of the roles that Karpenter's nodes may have: the blueprint's own, and those that node classes name. */
export function nodeRolesOf({ name, nodeClasses }: ClusterSettings): readonly [own: string, ...others: string[]] {
  const own = karpenterNodeRoleName(name);
  const named = Object.values(nodeClasses).flatMap(
    ({ role, instanceProfileRole }) => role ?? instanceProfileRole ?? [],
  );
  // IAM ignores the case of names.
  const distinct = new Map([own, ...named].map((role) => [role.toLowerCase(), role]));
  distinct.delete(own.toLowerCase());
  return [own, ...distinct.values()];
}
