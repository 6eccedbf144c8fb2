import type { ClusterRecord, NodeGroupRecord } from "../aws/eks/cluster-record";
import type { Item, KubernetesApi } from "./api";
import { type Instances, instanceTypeOf } from "./instances";
import {
  GROUP_LABELS,
  groupAnnotations,
  groupLabels,
  instanceIdOf,
  isCurrent,
  type KubernetesNode,
  NODE_GROUP_LABEL,
  nodeObject,
  nodePath,
  type NodeTaint,
  nodeTaints,
} from "./node-object";

interface Pod extends Item {
  readonly metadata: Item["metadata"] & { readonly namespace: string };
}

/** Nodes of managed groups join and leave as the groups want them. */
export async function reconcileNodes(api: KubernetesApi, cluster: ClusterRecord, instances: Instances): Promise<void> {
  const nodes = await managedNodes(api);
  for (const group of cluster.nodeGroups.values()) {
    await reconcileGroup(api, cluster, instances, group, nodes.filter(isOf(group.name)));
  }
  const orphans = nodes.filter(({ metadata }) => !cluster.nodeGroups.has(metadata.labels?.[NODE_GROUP_LABEL] ?? ""));
  await remove(api, cluster, instances, orphans);
}

/** Ends the instances of all groups: their nodes end with the cluster. */
export async function terminateAll(api: KubernetesApi, cluster: ClusterRecord, instances: Instances): Promise<void> {
  const ids = (await managedNodes(api)).map(instanceIdOf);
  if (ids.length > 0) await instances.terminate(cluster, ids);
}

async function reconcileGroup(
  api: KubernetesApi,
  cluster: ClusterRecord,
  instances: Instances,
  group: NodeGroupRecord,
  nodes: readonly KubernetesNode[],
): Promise<void> {
  const current = nodes.filter((node) => isCurrent(node, group));
  const missing = Math.max(0, group.desiredSize - current.length);
  if (missing > 0) {
    const type = await instances.describe(cluster, instanceTypeOf(group));
    for (const instance of await instances.run(cluster, group, missing, nodes.length)) {
      await api.create(nodeObject(cluster, group, instance, type));
    }
  }
  const kept = current.slice(0, group.desiredSize);
  for (const node of kept) await update(api, group, node);
  await remove(
    api,
    cluster,
    instances,
    nodes.filter((node) => !kept.includes(node)),
  );
}

/** EKS gives changed labels and taints to the nodes that are there; what others have put on them stays. */
async function update(api: KubernetesApi, group: NodeGroupRecord, node: KubernetesNode): Promise<void> {
  const own = (node.spec.taints ?? []).filter(({ key }) => key.startsWith("node.kubernetes.io/"));
  const taints = [...nodeTaints(group), ...own];
  const { labels = {}, annotations = {} } = node.metadata;
  const wanted = groupLabels(group);
  const marks = groupAnnotations(group);
  const gone = (annotations[GROUP_LABELS] ?? "").split(",").filter((label) => label !== "" && !(label in wanted));
  const same =
    contains(labels, wanted) &&
    contains(annotations, marks) &&
    JSON.stringify(sorted(taints)) === JSON.stringify(sorted(node.spec.taints ?? []));
  if (same) return;
  const removed = Object.fromEntries(gone.map((label) => [label, null]));
  await api.merge(nodePath(node), {
    metadata: { labels: { ...wanted, ...removed }, annotations: marks },
    spec: { taints },
  });
}

function contains(all: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}

function sorted(taints: readonly NodeTaint[]): string[] {
  return taints.map(({ key, value = "", effect }) => [key, value, effect].join()).sort();
}

/** Drains nodes, removes them and ends their instances. */
async function remove(
  api: KubernetesApi,
  cluster: ClusterRecord,
  instances: Instances,
  nodes: readonly KubernetesNode[],
): Promise<void> {
  for (const node of nodes) {
    await api.merge(nodePath(node), { spec: { unschedulable: true } });
    await deletePods(api, node, (pod) => pod.metadata.ownerReferences?.[0]?.kind !== "DaemonSet");
  }
  for (const node of nodes) {
    await api.delete(nodePath(node));
    // A DaemonSet's pods end with their node: earlier, it would make new ones; later, Kubernetes takes a minute.
    await deletePods(api, node, () => true);
  }
  if (nodes.length > 0) await instances.terminate(cluster, nodes.map(instanceIdOf));
}

async function deletePods(api: KubernetesApi, node: KubernetesNode, which: (pod: Pod) => boolean): Promise<void> {
  const query = `fieldSelector=spec.nodeName=${node.metadata.name}`;
  const pods = (await api.list<Pod>(`/api/v1/pods?${query}`)) ?? [];
  for (const { metadata } of pods.filter(which)) {
    await api.delete(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, { gracePeriodSeconds: 0 });
  }
}

async function managedNodes(api: KubernetesApi): Promise<readonly KubernetesNode[]> {
  return (await api.list<KubernetesNode>(`/api/v1/nodes?labelSelector=${NODE_GROUP_LABEL}`)) ?? [];
}

function isOf(group: string): (node: KubernetesNode) => boolean {
  return ({ metadata }) => metadata.labels?.[NODE_GROUP_LABEL] === group;
}
