import { CLUSTER_STACKS, type ClusterStack } from "./names";
import type { ClusterSettings } from "./settings";

/** The stacks that a cluster has, each after those it depends on. */
export function clusterStacksOf({ nodeClasses, nodePools, demo }: ClusterSettings): readonly ClusterStack[] {
  const hasPools = Object.keys(nodePools).length > 0;
  const absent: Partial<Record<ClusterStack, boolean>> = {
    "node-pools": !hasPools && Object.keys(nodeClasses).length === 0,
    demo: !hasPools || demo === undefined,
  };
  return CLUSTER_STACKS.filter((stack) => absent[stack] !== true);
}
