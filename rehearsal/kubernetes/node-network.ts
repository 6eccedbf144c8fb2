import { WORKLOAD_LABEL } from "./addons";
import type { Item, KubernetesApi } from "./api";
import { nodePath } from "./node-object";
import { NETWORK_READY } from "./stages";

interface Pod extends Item {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** A node, managed or Karpenter's, has a network and may become ready once vpc-cni's pod runs on it. */
export async function connectNodes(api: KubernetesApi): Promise<void> {
  const nodes = (await api.list("/api/v1/nodes")) ?? [];
  const waiting = nodes.filter(({ metadata }) => metadata.annotations?.[NETWORK_READY] === undefined);
  if (waiting.length === 0) return;
  const pods = await api.list<Pod>(`/api/v1/namespaces/kube-system/pods?labelSelector=${WORKLOAD_LABEL}=aws-node`);
  const connected = (pods ?? []).filter(({ status }) => status?.phase === "Running").map(({ spec }) => spec.nodeName);
  for (const node of waiting.filter(({ metadata }) => connected.includes(metadata.name))) {
    await api.merge(nodePath(node), { metadata: { annotations: { [NETWORK_READY]: "true" } } });
  }
}
