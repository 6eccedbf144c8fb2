import { type Change, inStacks, ofFirst } from "./change";

export const CHART_VALUE: Change = {
  name: "a value of the chart",
  after: ofFirst((cluster) => ({
    ...cluster,
    karpenter: {
      ...cluster.karpenter,
      values: { ...cluster.karpenter.values, podAnnotations: { "example.com/rehearsed": "yes" } },
    },
  })),
  planned: inStacks(() => ({
    karpenter: ["update helm_release values", "replace terraform_data triggers_replace"],
  })),
};
