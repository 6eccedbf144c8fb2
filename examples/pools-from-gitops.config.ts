import { defineBlueprint } from "../config/blueprint";

/** No node class and no node pool: Argo CD or Flux brings them, with the node role's name that this configuration prints. */
export default defineBlueprint({
  region: "us-west-2",
  clusters: [
    {
      name: "gitops",
      network: { zones: 4, natGateway: "per-zone" },
      cluster: { version: "1.35", systemNodes: { minSize: 2, desiredSize: 2, maxSize: 3 } },
      karpenter: { version: "1.14.1", namespace: "kube-system" },
    },
  ],
});
