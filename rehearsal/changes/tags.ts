import type { Change } from "./change";

const TAG = { rehearsed: "yes" };

/** What a tag changes beyond what the provider tags: what the system nodes and Karpenter's are launched with. */
const BEYOND: Readonly<Record<string, string>> = {
  aws_launch_template: "update aws_launch_template tag_specifications tags_all",
  // The template's new version.
  aws_eks_node_group: "update aws_eks_node_group launch_template tags_all",
};

export const ANOTHER_TAG: Change = {
  name: "another tag on everything",
  after: (blueprint) => ({ ...blueprint, tags: { ...blueprint.tags, ...TAG } }),
  planned: ({ kind, cluster }, { resources }) => [
    ...resources.filter(({ isTagged }) => isTagged).map(({ type }) => BEYOND[type] ?? `update ${type} tags_all`),
    ...(kind === "node-pools"
      ? Object.keys(cluster?.nodeClasses ?? {}).map(() => "update kubernetes_manifest manifest object")
      : []),
  ],
};
