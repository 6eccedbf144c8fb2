import { defineBlueprint } from "./config/blueprint";
import { arch, capacityType, instanceCategory, instanceGenerationAbove, os } from "./config/requirements";

/** What both pools may launch. */
const instances = [os("linux"), arch("amd64", "arm64"), instanceCategory("c", "m", "r"), instanceGenerationAbove(4)];

/** What both pools have in common: limits, age, and how nodes go. */
const pool = {
  limits: { cpu: "1000", memory: "1000Gi" },
  disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "1m" },
} as const;

const nodes = { nodeClassRef: { name: "default" }, expireAfter: "720h", terminationGracePeriod: "1h" };

export default defineBlueprint({
  region: "ap-southeast-2",
  // A demo: `destroy` may empty and delete the state bucket. Remove this line before production.
  state: { forceDestroy: true },
  clusters: [
    {
      name: "Carpenter",
      network: {
        cidr: "10.0.0.0/16",
        zones: ["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"],
        natGateway: "single",
      },
      cluster: { version: "1.35" },
      karpenter: { version: "1.14.1" },
      nodeClasses: {
        // `@latest` replaces nodes whenever AWS publishes an image; pin a version in production.
        default: { amiSelectorTerms: [{ alias: "al2023@latest" }] },
      },
      nodePools: {
        "spot-pool": {
          ...pool,
          weight: 100,
          template: { spec: { ...nodes, requirements: [capacityType("spot"), ...instances] } },
        },
        // Where there is no spot capacity.
        "ondemand-pool": {
          ...pool,
          weight: 10,
          template: { spec: { ...nodes, requirements: [capacityType("on-demand"), ...instances] } },
        },
      },
      demo: {},
    },
  ],
});
