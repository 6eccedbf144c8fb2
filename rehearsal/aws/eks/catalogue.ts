import { daysLeft, KUBERNETES_VERSIONS } from "../../../config/kubernetes-versions";

/** A toleration in Kubernetes' words. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface AddonEntry {
  readonly kind: "DaemonSet" | "Deployment";
  readonly type: "networking" | "storage" | "observability" | "security";
  /**
   * Versions, newest first: each with the Kubernetes minor versions that it is for. The first of a minor version is its
   * default. The numbers stand in for EKS's, which change by the week; their form and their succession are EKS's.
   */
  readonly versions: readonly { readonly version: string; readonly from: number; readonly to: number }[];
  /** The first level of the add-on's configuration schema. */
  readonly properties: readonly string[];
  /** Of a Deployment: where in the configuration its pods are described. */
  readonly podsAt?: string;
  /** Of a Deployment: what its pods tolerate unless configured otherwise. */
  readonly tolerations?: readonly Toleration[];
  /** The service account that needs AWS permissions. */
  readonly identity?: { readonly serviceAccount: string; readonly managedPolicy: string };
}

const CRITICAL: Toleration = { key: "CriticalAddonsOnly", operator: "Exists" };
const CONTROL_PLANE: Toleration = { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" };
const POD = ["affinity", "nodeSelector", "podAnnotations", "podLabels", "resources", "tolerations"];

/** The add-ons that EKS offers here, by name. */
export const ADDON_CATALOGUE: Readonly<Record<string, AddonEntry>> = {
  "vpc-cni": {
    kind: "DaemonSet",
    type: "networking",
    versions: [
      { version: "v1.20.4-eksbuild.2", from: 30, to: 36 },
      { version: "v1.20.3-eksbuild.1", from: 30, to: 36 },
      { version: "v1.19.6-eksbuild.1", from: 30, to: 33 },
    ],
    properties: [...POD, "env", "init", "eniConfig", "enableNetworkPolicy", "nodeAgent", "livenessProbeTimeoutSeconds"],
    identity: { serviceAccount: "aws-node", managedPolicy: "AmazonEKS_CNI_Policy" },
  },
  "kube-proxy": {
    kind: "DaemonSet",
    type: "networking",
    versions: [36, 35, 34, 33, 32, 31, 30].flatMap((minor) => [
      { version: `v1.${minor}.3-eksbuild.2`, from: minor, to: minor },
      { version: `v1.${minor}.0-eksbuild.2`, from: minor, to: minor + 1 },
    ]),
    properties: [...POD, "ipvs", "mode"],
  },
  "eks-pod-identity-agent": {
    kind: "DaemonSet",
    type: "security",
    versions: [
      { version: "v1.3.10-eksbuild.1", from: 34, to: 36 },
      { version: "v1.3.8-eksbuild.2", from: 30, to: 36 },
    ],
    properties: [...POD, "agent", "updateStrategy"],
  },
  coredns: {
    kind: "Deployment",
    type: "networking",
    versions: [
      { version: "v1.13.1-eksbuild.1", from: 35, to: 36 },
      { version: "v1.12.4-eksbuild.1", from: 33, to: 35 },
      { version: "v1.12.1-eksbuild.2", from: 33, to: 35 },
      { version: "v1.11.4-eksbuild.24", from: 30, to: 32 },
    ],
    properties: [
      ...[...POD, "autoScaling", "computeType", "corefile", "podDisruptionBudget", "replicaCount"],
      "topologySpreadConstraints",
    ],
    tolerations: [CRITICAL, CONTROL_PLANE],
  },
  "aws-ebs-csi-driver": {
    kind: "Deployment",
    type: "storage",
    versions: [
      { version: "v1.53.0-eksbuild.1", from: 31, to: 36 },
      { version: "v1.48.0-eksbuild.2", from: 30, to: 35 },
    ],
    properties: ["additionalDaemonSets", "controller", "defaultStorageClass", "node", "sidecars"],
    podsAt: "controller",
    tolerations: [CRITICAL, { operator: "Exists", effect: "NoExecute" }],
    identity: {
      serviceAccount: "ebs-csi-controller-sa",
      managedPolicy: "service-role/AmazonEBSCSIDriverPolicy",
    },
  },
  "metrics-server": {
    kind: "Deployment",
    type: "observability",
    versions: [
      { version: "v0.8.0-eksbuild.5", from: 32, to: 36 },
      { version: "v0.7.2-eksbuild.4", from: 30, to: 34 },
    ],
    properties: [
      ...[...POD, "addonResizer", "args", "podDisruptionBudget", "replicas", "topologySpreadConstraints"],
      "updateStrategy",
    ],
    tolerations: [CRITICAL],
  },
};

/** EKS's access policies. https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
export const ACCESS_POLICIES = [
  "AmazonEKSAdminPolicy",
  "AmazonEKSAdminViewPolicy",
  "AmazonEKSClusterAdminPolicy",
  "AmazonEKSEditPolicy",
  "AmazonEKSViewPolicy",
] as const;

/** Minor number of a Kubernetes version `1.N`. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

/** The versions of an add-on for a Kubernetes version, newest first; the first is the default. */
export function addonVersionsFor(entry: AddonEntry, kubernetesVersion: string): readonly string[] {
  const minor = minorOf(kubernetesVersion);
  return entry.versions.filter(({ from, to }) => from <= minor && minor <= to).map(({ version }) => version);
}

/** The Kubernetes versions that EKS creates clusters of, oldest first. */
export function offeredVersions(today: Date): readonly string[] {
  return Object.entries(KUBERNETES_VERSIONS)
    .filter(
      ([, { extendedSupportEnds }]) => extendedSupportEnds === undefined || daysLeft(extendedSupportEnds, today) >= 0,
    )
    .map(([version]) => version);
}

/** The newest version whose end of support AWS has announced: what a cluster gets that asks for none. */
export function defaultVersion(): string {
  const dated = Object.entries(KUBERNETES_VERSIONS).filter(([, dates]) => dates.standardSupportEnds !== undefined);
  return dated.at(-1)?.[0] ?? "";
}

/** The AMI release of a Kubernetes version; a stand-in, in EKS's form. */
export function releaseVersionOf(kubernetesVersion: string): string {
  return `${kubernetesVersion}.2-20261112`;
}
