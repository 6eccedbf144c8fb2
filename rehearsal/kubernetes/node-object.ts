import type { ClusterRecord, NodeGroupRecord } from "../aws/eks/cluster-record";
import type { Item, KubernetesObject } from "./api";
import type { Instance, InstanceType } from "./ec2";

export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A Node, as far as it is read here. */
export interface KubernetesNode extends Item {
  readonly spec: { readonly providerID?: string; readonly taints?: readonly NodeTaint[] };
}

/** The label that says whose a node is. */
export const NODE_GROUP_LABEL = "eks.amazonaws.com/nodegroup";

/** The annotation that says which of its labels it has from its group: the others are not the group's to remove. */
export const GROUP_LABELS = "rehearsal.carpenter/group-labels";

const LAUNCH_TEMPLATE_LABEL = "eks.amazonaws.com/sourceLaunchTemplateVersion";

const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** EKS's disk where nothing else is said, and what kubelet leaves of it. */
const DISK = { capacity: "20959212Ki", allocatable: "18242267924" } as const;

/**
 * The node of a managed group as it registers: not ready, its capacity in the same object. Without, kwok would give it
 * 1,000 CPUs.
 */
export function nodeObject(
  cluster: ClusterRecord,
  group: NodeGroupRecord,
  instance: Instance,
  type: InstanceType,
): KubernetesObject & KubernetesNode {
  const name = instance.privateDnsName;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: groupAnnotations(group),
      labels: {
        ...groupLabels(group),
        "kubernetes.io/arch": type.architecture,
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": instance.instanceType,
        "topology.kubernetes.io/region": cluster.region,
        "topology.kubernetes.io/zone": instance.zone,
        "topology.ebs.csi.aws.com/zone": instance.zone,
      },
    },
    spec: { providerID: `aws:///${instance.zone}/${instance.id}`, taints: nodeTaints(group) },
    status: {
      ...resources(type),
      addresses: [
        { type: "InternalIP", address: instance.privateIpAddress },
        { type: "InternalDNS", address: name },
        { type: "Hostname", address: name },
      ],
      conditions: [
        {
          type: "Ready",
          status: "False",
          reason: "KubeletNotReady",
          message:
            "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
          lastTransitionTime: new Date().toISOString(),
        },
      ],
      nodeInfo: {
        architecture: type.architecture,
        bootID: "",
        containerRuntimeVersion: "containerd://none",
        kernelVersion: "",
        kubeProxyVersion: "",
        kubeletVersion: `v${cluster.version}.0-eks-rehearsal`,
        machineID: instance.id,
        operatingSystem: "linux",
        osImage: "Amazon Linux 2023 (rehearsed)",
        systemUUID: instance.id,
      },
    },
  };
}

/** Labels that follow the group as it changes. */
export function groupLabels(group: NodeGroupRecord): Record<string, string> {
  return {
    ...group.labels,
    [NODE_GROUP_LABEL]: group.name,
    "eks.amazonaws.com/capacityType": group.capacityType,
    ...(group.launchTemplate === undefined
      ? {}
      : {
          "eks.amazonaws.com/sourceLaunchTemplateId": group.launchTemplate.id,
          [LAUNCH_TEMPLATE_LABEL]: labelOf(group.launchTemplate.version),
        }),
  };
}

export function groupAnnotations(group: NodeGroupRecord): Record<string, string> {
  return { [GROUP_LABELS]: Object.keys(groupLabels(group)).sort().join() };
}

/** Whether the node was made from the launch template that the group has now. */
export function isCurrent(node: KubernetesNode, { launchTemplate }: NodeGroupRecord): boolean {
  return (
    launchTemplate === undefined || node.metadata.labels?.[LAUNCH_TEMPLATE_LABEL] === labelOf(launchTemplate.version)
  );
}

/** `$Latest` and `$Default` are versions too, but no labels. */
function labelOf(version: string): string {
  return version.replace("$", "");
}

/** A group's taints, in Kubernetes' words. */
export function nodeTaints({ taints }: NodeGroupRecord): NodeTaint[] {
  return taints.map(({ key, value, effect }) => {
    const translated = EFFECTS[effect];
    if (translated === undefined) {
      throw new Error(`taint ${key}: expected the effect ${Object.keys(EFFECTS).join(", ")}, got ${effect}`);
    }
    return { key, ...(value === undefined ? {} : { value }), effect: translated };
  });
}

export function nodePath({ metadata }: Item): string {
  return `/api/v1/nodes/${metadata.name}`;
}

/** `aws:///ZONE/INSTANCE` */
export function instanceIdOf({ spec: { providerID = "" } }: KubernetesNode): string {
  return providerID.slice(providerID.lastIndexOf("/") + 1);
}

/**
 * What a node of that type has, and what AL2023's bootstrap and kubelet leave of it.
 * https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go
 */
export function resources({ vcpus, memoryMiB, architecture, interfaces, addressesPerInterface }: InstanceType): {
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
} {
  const pods = interfaces * (addressesPerInterface - 1) + 2;
  // The hypervisor's share, as Karpenter counts it too; Graviton's firmware takes its own.
  const usable = architecture === "arm64" ? memoryMiB - 64 : memoryMiB;
  const memory = usable - Math.ceil(usable * 0.075);
  const reservedMemory = 11 * pods + 255;
  const evictionMemory = 100;
  const reservedCpu = Array.from({ length: vcpus }, (_, core) => RESERVED_MILLICORES[core] ?? 2.5);
  const millicores = vcpus * 1000 - Math.ceil(reservedCpu.reduce((sum, core) => sum + core, 0));
  return {
    capacity: {
      cpu: String(vcpus),
      memory: `${memory}Mi`,
      pods: String(pods),
      "ephemeral-storage": DISK.capacity,
    },
    allocatable: {
      cpu: `${millicores}m`,
      memory: `${memory - reservedMemory - evictionMemory}Mi`,
      pods: String(pods),
      "ephemeral-storage": DISK.allocatable,
    },
  };
}

/** kube-reserved of the first four cores; 2.5 of every further one. */
const RESERVED_MILLICORES = [60, 10, 5, 5] as const;
