/** A rule of the node security group. */
export interface SecurityGroupRule {
  /** Constant; part of the state's addresses. */
  readonly id: string;
  readonly direction: "ingress" | "egress";
  readonly protocol: "tcp" | "all";
  /** Absent where every port is meant. */
  readonly port?: number;
  readonly peer: "cluster" | "self" | "anywhere";
  readonly purpose: string;
}

/** What nodes need: pods talk to one another on every port, the control plane to kubelets and to webhooks on nodes. */
export const NODE_RULES: readonly SecurityGroupRule[] = [
  inbound("webhooks-443", 443, "API server to webhooks on nodes"),
  inbound("kubelet", 10250, "API server to kubelet"),
  inbound("metrics-server-4443", 4443, "API server to metrics-server"),
  inbound("metrics-server-10251", 10251, "API server to metrics-server"),
  inbound("prometheus-adapter", 6443, "API server to prometheus-adapter"),
  inbound("webhooks-8443", 8443, "API server to webhooks on nodes"),
  inbound("webhooks-9443", 9443, "API server to webhooks on nodes"),
  { id: "node-to-node", direction: "ingress", protocol: "all", peer: "self", purpose: "Node to node, pods included" },
  { id: "egress", direction: "egress", protocol: "all", peer: "anywhere", purpose: "Nodes to anywhere" },
];

function inbound(id: string, port: number, purpose: string): SecurityGroupRule {
  return { id, direction: "ingress", protocol: "tcp", port, peer: "cluster", purpose };
}
