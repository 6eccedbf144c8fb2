import { placed, type Placement } from "../shared/placement";

export type AddonName =
  "vpc-cni" | "kube-proxy" | "eks-pod-identity-agent" | "coredns" | "aws-ebs-csi-driver" | "metrics-server";

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
  { name: "coredns", phase: "after-nodes", values: placed },
  {
    name: "aws-ebs-csi-driver",
    phase: "after-nodes",
    values: (placement) => ({ controller: placed(placement) }),
    role: { serviceAccount: "ebs-csi-controller-sa", managedPolicies: ["service-role/AmazonEBSCSIDriverPolicy"] },
  },
  { name: "metrics-server", phase: "after-nodes", values: placed },
];
