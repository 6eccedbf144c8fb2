import type { Taint } from "./system-node-group";

export type AddonName =
  "vpc-cni" | "kube-proxy" | "eks-pod-identity-agent" | "coredns" | "aws-ebs-csi-driver" | "metrics-server";

/** Where Deployments of add-ons belong: on the system nodes. */
export interface Placement {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

export interface AddonRow {
  readonly name: AddonName;
  /** DaemonSets that a node needs to become ready come before nodes; Deployments, which need nodes, after. */
  readonly phase: "before-nodes" | "after-nodes";
  /** Our configuration values, in the add-on's own words. */
  values(placement: Placement): Record<string, unknown>;
  /** The role that EKS gives the add-on's service account, where it needs one. */
  readonly role?: { readonly serviceAccount: string; readonly managedPolicies: string[] };
}

/**
 * The add-ons. DaemonSets tolerate every taint by themselves; a Deployment that does not tolerate the system nodes' stays
 * pending, and its add-on DEGRADED until the apply times out.
 */
export const ADDONS: readonly AddonRow[] = [
  { name: "vpc-cni", phase: "before-nodes", values: () => ({}) },
  { name: "kube-proxy", phase: "before-nodes", values: () => ({}) },
  { name: "eks-pod-identity-agent", phase: "before-nodes", values: () => ({}) },
  { name: "coredns", phase: "after-nodes", values: onSystemNodes },
  {
    name: "aws-ebs-csi-driver",
    phase: "after-nodes",
    values: (placement) => ({ controller: onSystemNodes(placement) }),
    role: { serviceAccount: "ebs-csi-controller-sa", managedPolicies: ["service-role/AmazonEBSCSIDriverPolicy"] },
  },
  { name: "metrics-server", phase: "after-nodes", values: onSystemNodes },
];

const EFFECTS = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
} as const;

/** Tolerations of the system nodes' taints, in Kubernetes' words. */
function tolerationsOf(taints: readonly Taint[]): Record<string, string>[] {
  return taints.map(({ key, value, effect }) => ({
    key,
    ...(value === "" ? { operator: "Exists" } : { operator: "Equal", value }),
    effect: EFFECTS[effect],
  }));
}

function onSystemNodes({ labels, taints }: Placement): Record<string, unknown> {
  return { nodeSelector: labels, tolerations: tolerationsOf(taints) };
}
