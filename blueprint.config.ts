import { defineBlueprint } from "./config/blueprint";

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
    },
  ],
});
