import { type Change, inStacks, ofFirst } from "./change";

const ADDON = "vpc-cni";
const ADDON_VALUES = { env: { WARM_ENI_TARGET: "0" } };

export const ADDON_CONFIGURED: Change = {
  name: `configure ${ADDON}`,
  skip: ({ cluster }) =>
    Object.keys(cluster.addons[ADDON].configurationValues).length === 0 ? undefined : `${ADDON} is configured`,
  after: ofFirst((cluster) => ({
    ...cluster,
    cluster: {
      ...cluster.cluster,
      addons: {
        ...cluster.cluster.addons,
        [ADDON]: { ...cluster.cluster.addons?.[ADDON], configurationValues: ADDON_VALUES },
      },
    },
  })),
  planned: inStacks(() => ({ cluster: ["update aws_eks_addon configuration_values"] })),
};

export const ADDON_PLAIN: Change = {
  ...ADDON_CONFIGURED,
  name: `take ${ADDON}'s configuration away`,
  after: ofFirst((cluster, target) => ({
    ...cluster,
    cluster: { ...cluster.cluster, addons: target.cluster.addons },
  })),
};

export const ENDPOINT_CIDRS: Change = {
  name: "restrict the endpoint",
  skip: ({ cluster }) => (cluster.endpointPublicAccess ? undefined : "the endpoint is not public"),
  after: ofFirst((cluster) => ({
    ...cluster,
    cluster: { ...cluster.cluster, endpointPrivateAccess: true, publicAccessCidrs: ["203.0.113.0/24"] },
  })),
  planned: inStacks(() => ({ cluster: ["update aws_eks_cluster vpc_config"] })),
};
