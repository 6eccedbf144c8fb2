import type { ClusterSettings } from "../../config/settings";
import { ADDONS } from "../../constructs/cluster/addon-table";
import type { OrderRow } from "./order";

const row = (later: string, earlier: readonly string[], why: string): OrderRow => ({ later, earlier, why });

/** Add-ons that nodes need to become ready, and those that need nodes. */
function addonsIn(phase: "before-nodes" | "after-nodes"): string[] {
  return ADDONS.filter((addon) => addon.phase === phase).map(({ name }) => name);
}

const [FIRST_ADDONS, LAST_ADDONS] = [addonsIn("before-nodes"), addonsIn("after-nodes")];

/** How a cluster comes into being. */
export function creationOrder({ nodeClasses, nodePools }: ClusterSettings): readonly OrderRow[] {
  const classes = Object.keys(nodeClasses).map((name) => `node class ${name}`);
  const pools = Object.keys(nodePools).map((name) => `node pool ${name}`);
  return [
    ...["the VPC", "its role", "Karpenter's role", "Karpenter's queue"].map((later) =>
      row(later, ["the state bucket"], "what is made has to be written down somewhere"),
    ),
    row("the cluster", ["the VPC", "its role"], "the control plane lives in it, and acts with it"),
    row("the cluster", ["its log group"], "EKS would make the group itself, without retention"),
    ...FIRST_ADDONS.map((addon) => row(addon, ["the cluster"], "it is the cluster's")),
    row("the node group", FIRST_ADDONS, "a node is not ready without pod networking"),
    ...LAST_ADDONS.map((addon) => row(addon, ["the node group"], "its pods need a node")),
    row("the controller's namespace", ["the cluster", ...LAST_ADDONS], "what is in a cluster needs one that works"),
    ...["the controller's release", "the controller"].flatMap((later) => [
      row(later, ["Karpenter's role", "Karpenter's queue"], "it acts with the one and listens to the other"),
      row(later, ["the nodes' access entry"], "its first node could not join"),
      row(later, ["the controller's identity"], "a pod that starts earlier never gets its credentials"),
      row(later, ["the definitions"], "the controller stops at its start without them"),
    ]),
    ...classes.map((later) => row(later, ["the definitions", "the controller"], "it is ready when Karpenter says so")),
    ...Object.entries(nodePools).map(([name, { template }]) =>
      row(`node pool ${name}`, [`node class ${template.spec.nodeClassRef.name}`], "a pool is ready when its class is"),
    ),
    row("the demo", pools, "its pods are the pools'"),
  ];
}

/** How it goes: what launches and drains nodes stays until they are gone. */
export function removalOrder({ nodeClasses, nodePools }: ClusterSettings): readonly OrderRow[] {
  const classes = Object.keys(nodeClasses).map((name) => `node class ${name}`);
  const pools = Object.keys(nodePools).map((name) => `node pool ${name}`);
  return [
    ...pools.map((later) => row(later, ["the demo"], "its pods keep nodes alive")),
    ...Object.entries(nodePools).map(([name, { template }]) =>
      row(`node class ${template.spec.nodeClassRef.name}`, [`node pool ${name}`], "a class goes when no node is of it"),
    ),
    row("the controller", [...pools, ...classes], "without it nothing drains nodes, nor clears their finalizers"),
    row("the definitions' release", ["the controller"], "it would clear finalizers no more"),
    ...["the nodes' access entry", "the controller's identity", "Karpenter's role", "Karpenter's queue"].map((later) =>
      row(later, ["the controller", ...classes], "the controller acts with it until its last node is gone"),
    ),
    ...LAST_ADDONS.map((later) =>
      row(
        later,
        ["the controller", "the nodes' access entry", "the controller's identity"],
        "the system nodes are last",
      ),
    ),
    row("the node group", LAST_ADDONS, "their pods leave in good order"),
    ...FIRST_ADDONS.map((later) => row(later, ["the node group"], "a node without pod networking does not drain")),
    row("the cluster", ["the node group", ...FIRST_ADDONS, ...LAST_ADDONS], "EKS refuses it earlier"),
    row("its log group", ["the cluster"], "EKS writes until its end, and would make the group again"),
    row("its role", ["the cluster"], "the control plane could not remove its network interfaces without"),
    row("NAT", ["the cluster", "the node group"], "nodes reach AWS through it until their end"),
    row("the VPC", ["the cluster", "NAT"], "it holds their interfaces"),
    row(
      "the state bucket",
      ["the VPC", "the cluster", "its log group", "its role", "Karpenter's role", "Karpenter's queue"],
      "what is still there stands in it",
    ),
  ];
}
