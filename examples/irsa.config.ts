import { defineBlueprint } from "../config/blueprint";
import { arch, capacityType } from "../config/requirements";

/** The controller's role through its service account token, for organisations that do not use EKS Pod Identity. */
export default defineBlueprint({
  region: "eu-west-1",
  clusters: [
    {
      name: "irsa",
      cluster: { version: "1.35", identity: "irsa" },
      karpenter: { version: "1.14.1" },
      nodeClasses: { default: { amiSelectorTerms: [{ alias: "al2023@latest" }] } },
      nodePools: {
        general: {
          template: {
            spec: {
              nodeClassRef: { name: "default" },
              requirements: [capacityType("spot", "on-demand"), arch("amd64")],
            },
          },
        },
      },
    },
  ],
});
