import type { Change } from "./change";
import { CHART_VALUE } from "./chart-value";
import { ADDON_CONFIGURED, ADDON_PLAIN, ENDPOINT_CIDRS } from "./cluster";
import { ANOTHER_ZONE, NAT_PER_ZONE } from "./network";
import { POOL_ADDED, POOL_LIMITS, POOL_REMOVED } from "./pools";
import { MORE_SYSTEM_NODES } from "./system-nodes";
import { ANOTHER_TAG } from "./tags";
import { KARPENTER_UPGRADE, KUBERNETES_UPGRADE } from "./upgrade";

/**
 * The changes, in rounds: those of one round share a synth, and are about different resources, so that a plan tells them
 * apart. Karpenter is upgraded before Kubernetes.
 */
export const CHANGES: readonly (readonly Change[])[] = [
  [ANOTHER_ZONE, ADDON_CONFIGURED, KARPENTER_UPGRADE, POOL_LIMITS],
  [NAT_PER_ZONE, KUBERNETES_UPGRADE, CHART_VALUE, POOL_ADDED],
  [MORE_SYSTEM_NODES, ENDPOINT_CIDRS, ADDON_PLAIN, POOL_REMOVED],
  [ANOTHER_TAG],
];
