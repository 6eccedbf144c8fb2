import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Construct } from "constructs";
import { ZONE_IDS_WITHOUT_EKS } from "../../config/aws";

export interface ZonesProps {
  readonly region: string;
  /** Zone names by slot, or how many slots to fill with the zones that EKS accepts. */
  readonly zones: readonly string[] | number;
}

/**
 * The availability zones in use, by slot. Owns the look-up of the region's zones, and fails the plan with one sentence
 * where a zone does not exist in the account, needs opting in, or is one that EKS does not accept.
 */
export class Zones extends Construct {
  /** The zone of each slot: a name, or a reference to one. */
  readonly names: readonly string[];

  constructor(scope: Construct, id: string, props: ZonesProps) {
    super(scope, id);
    const offered = this.createLookup(props);
    this.names =
      typeof props.zones === "number"
        ? Array.from({ length: props.zones }, (_, slot) => `\${${offered.fqn}.names[${slot}]}`)
        : props.zones;
  }

  private createLookup({ region, zones }: ZonesProps): DataAwsAvailabilityZones {
    return new DataAwsAvailabilityZones(this, "offered", {
      state: "available",
      // Local and Wavelength Zones are those that need opting in.
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      excludeZoneIds: [...ZONE_IDS_WITHOUT_EKS],
      lifecycle: {
        postcondition: [
          typeof zones === "number"
            ? {
                condition: `\${length(self.names) >= ${zones}}`,
                errorMessage: `network.zones: expected at most as many zones as ${region} offers for EKS (\${join(", ", self.names)}), got ${zones}.`,
              }
            : {
                condition: `\${length(setsubtract(${JSON.stringify(zones)}, self.names)) == 0}`,
                errorMessage: `network.zones: expected zones that ${region} offers for EKS in this account (\${join(", ", self.names)}), got ${zones.join(", ")}.`,
              },
        ],
      },
    });
  }
}
