import { type Change, inStacks, ofFirst } from "./change";

const FEW = { minSize: 1, desiredSize: 1, maxSize: 2 };
const MORE = { minSize: 2, desiredSize: 2, maxSize: 3 };

/** Two nodes that are always there hold two controllers: the chart changes too. */
export const MORE_SYSTEM_NODES: Change = {
  name: "system nodes 1/2/1 → 2/3/2",
  skip: ({ cluster: { systemNodes } }) => {
    const { minSize, desiredSize, maxSize } = systemNodes;
    const isFew = minSize === FEW.minSize && desiredSize === FEW.desiredSize && maxSize === FEW.maxSize;
    return isFew ? undefined : `the group is ${minSize}/${maxSize}/${desiredSize}`;
  },
  after: ofFirst((cluster) => ({
    ...cluster,
    cluster: { ...cluster.cluster, systemNodes: { ...cluster.cluster.systemNodes, ...MORE } },
  })),
  planned: inStacks(({ karpenter }) => ({
    cluster: ["update aws_eks_node_group scaling_config"],
    karpenter:
      karpenter.replicas === undefined ? ["update helm_release values", "replace terraform_data triggers_replace"] : [],
  })),
};
