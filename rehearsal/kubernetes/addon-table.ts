/** What a container asks for; nothing where its publisher sets nothing. */
type Requests = Readonly<Record<string, string>>;

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export interface AddonWorkload {
  readonly kind: "Deployment" | "DaemonSet";
  readonly name: string;
  readonly priorityClassName: "system-cluster-critical" | "system-node-critical";
  /** Requests by container, the main one first; `configurationValues.resources` replaces the main one's. */
  readonly containers: Readonly<Record<string, Requests>>;
  /** Of a Deployment; `configurationValues` may say otherwise under `replicasKey`. */
  readonly replicas?: number;
  readonly replicasKey?: "replicaCount" | "replicas";
  /** What it tolerates where `configurationValues` says nothing. */
  readonly tolerations: readonly Toleration[];
  /** Where its values stand in `configurationValues`, unless at the top. */
  readonly valuesKey?: string;
  /** Shares its node's network, and starts before pods have one. */
  readonly hostNetwork?: boolean;
}

export interface AddonRow {
  readonly name: string;
  /** Where requests, replicas and tolerations are published, or were read from a cluster of EKS. */
  readonly source: string;
  readonly workloads: readonly AddonWorkload[];
}

const EVERYTHING: readonly Toleration[] = [{ operator: "Exists" }];
const CRITICAL: Toleration = { key: "CriticalAddonsOnly", operator: "Exists" };
const SIDECAR: Requests = { cpu: "10m", memory: "40Mi" };

/** EKS's add-ons as they appear in kube-system. */
export const ADDON_WORKLOADS: readonly AddonRow[] = [
  {
    name: "vpc-cni",
    source: "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/charts/aws-vpc-cni/values.yaml",
    workloads: [
      {
        kind: "DaemonSet",
        name: "aws-node",
        priorityClassName: "system-node-critical",
        containers: { "aws-node": { cpu: "25m" }, "aws-eks-nodeagent": { cpu: "25m" } },
        tolerations: EVERYTHING,
        hostNetwork: true,
      },
    ],
  },
  {
    name: "kube-proxy",
    source: "https://github.com/eksctl-io/eksctl/blob/main/pkg/addons/default/testdata/sample-1.25.json",
    workloads: [
      {
        kind: "DaemonSet",
        name: "kube-proxy",
        priorityClassName: "system-node-critical",
        containers: { "kube-proxy": { cpu: "100m" } },
        tolerations: EVERYTHING,
        hostNetwork: true,
      },
    ],
  },
  {
    name: "eks-pod-identity-agent",
    source: "https://github.com/aws/eks-pod-identity-agent/blob/main/charts/eks-pod-identity-agent/values.yaml",
    workloads: [
      {
        kind: "DaemonSet",
        name: "eks-pod-identity-agent",
        priorityClassName: "system-node-critical",
        containers: { "eks-pod-identity-agent": {} },
        tolerations: EVERYTHING,
        hostNetwork: true,
      },
    ],
  },
  {
    name: "coredns",
    source: "https://github.com/eksctl-io/eksctl/blob/main/pkg/addons/default/testdata/sample-1.25.json",
    workloads: [
      {
        kind: "Deployment",
        name: "coredns",
        priorityClassName: "system-cluster-critical",
        containers: { coredns: { cpu: "100m", memory: "70Mi" } },
        replicas: 2,
        replicasKey: "replicaCount",
        tolerations: [CRITICAL, { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
      },
    ],
  },
  {
    name: "metrics-server",
    source: "https://github.com/kubernetes-sigs/metrics-server/blob/master/charts/metrics-server/values.yaml",
    workloads: [
      {
        kind: "Deployment",
        name: "metrics-server",
        priorityClassName: "system-cluster-critical",
        containers: { "metrics-server": { cpu: "100m", memory: "200Mi" } },
        replicas: 2,
        replicasKey: "replicas",
        tolerations: [],
      },
    ],
  },
  {
    name: "aws-ebs-csi-driver",
    source: "https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml",
    workloads: [
      {
        kind: "Deployment",
        name: "ebs-csi-controller",
        priorityClassName: "system-cluster-critical",
        containers: {
          "ebs-plugin": SIDECAR,
          "csi-provisioner": SIDECAR,
          "csi-attacher": SIDECAR,
          "csi-snapshotter": SIDECAR,
          "csi-resizer": SIDECAR,
          "liveness-probe": SIDECAR,
        },
        replicas: 2,
        replicasKey: "replicaCount",
        tolerations: [CRITICAL, { effect: "NoExecute", operator: "Exists", tolerationSeconds: 300 }],
        valuesKey: "controller",
      },
      {
        kind: "DaemonSet",
        name: "ebs-csi-node",
        priorityClassName: "system-node-critical",
        containers: { "ebs-plugin": SIDECAR, "node-driver-registrar": SIDECAR, "liveness-probe": SIDECAR },
        tolerations: EVERYTHING,
        valuesKey: "node",
      },
    ],
  },
];
