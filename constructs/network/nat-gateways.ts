import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Construct } from "constructs";
import type { Vpc } from "./vpc";

export interface NatGatewaysProps {
  readonly clusterName: string;
  readonly vpc: Vpc;
  /** One gateway in slot 0 for all zones, or one in every zone. */
  readonly mode: "single" | "per-zone";
}

/**
 * NAT gateways with an address each, and the private subnets' default routes to them. Going from one gateway to one
 * per zone keeps the first, and its address.
 *
 * Cost: each gateway 0.045 USD an hour and as much per GB in us-east-1, about 33 USD a month and traffic; each address
 * 0.005 USD an hour.
 */
export class NatGateways extends Construct {
  readonly gateways: readonly NatGateway[];
  /** The public addresses that traffic from the private subnets comes from, by slot. */
  readonly publicIps: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NatGatewaysProps,
  ) {
    super(scope, id);
    const slots = props.mode === "single" ? props.vpc.public.subnets.slice(0, 1) : props.vpc.public.subnets;
    const addresses = slots.map((_, slot) => this.createAddress(slot));
    this.publicIps = addresses.map(({ publicIp }) => publicIp);
    this.gateways = addresses.map((address, slot) => this.createGateway(slot, address));
    this.routePrivateSubnets();
  }

  private createAddress(slot: number): Eip {
    return new Eip(this, `address-${slot}`, {
      domain: "vpc",
      tags: { Name: `${this.props.clusterName}-nat-${slot}` },
      // An address is mapped only while the VPC has its Internet gateway, and blocks that gateway's removal; through the
      // address the NAT gateway too has a way out from its first second to its last.
      dependsOn: [this.props.vpc.internetGateway],
    });
  }

  private createGateway(slot: number, address: Eip): NatGateway {
    return new NatGateway(this, `gateway-${slot}`, {
      allocationId: address.id,
      subnetId: this.props.vpc.public.subnets[slot]?.id ?? "",
      tags: { Name: `${this.props.clusterName}-${slot}` },
    });
  }

  private routePrivateSubnets(): void {
    this.props.vpc.private.routeTables.forEach((table, slot) => {
      const gateway = this.gateways[slot % this.gateways.length];
      if (gateway === undefined) return;
      new Route(this, `private-default-route-${slot}`, {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: gateway.id,
      });
    });
  }
}
