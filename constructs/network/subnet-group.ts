import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";
import type { SubnetKind } from "./subnet-plan";

export interface SubnetGroupProps {
  readonly kind: SubnetKind;
  /** The cluster's name, from which the subnets' and route tables' Name tags are made. */
  readonly clusterName: string;
  readonly vpcId: string;
  /** Zone and CIDR of each slot in use. */
  readonly slots: readonly { readonly zone: string; readonly cidr: string }[];
  /** One route table for all slots, or one for each, so that each can have a way out of its own. */
  readonly routeTables: "shared" | "per-slot";
  /** Tags on the subnets, by which controllers find them. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The subnets of one kind, one for each zone slot, and their route tables. Owns no routes. */
export class SubnetGroup extends Construct {
  /** The subnets, by slot. */
  readonly subnets: readonly Subnet[];
  /** The route tables: one, or one for each slot. */
  readonly routeTables: readonly RouteTable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SubnetGroupProps,
  ) {
    super(scope, id);
    this.subnets = props.slots.map(({ zone, cidr }, slot) => this.createSubnet(slot, zone, cidr));
    this.routeTables = this.createRouteTables();
    this.associate();
  }

  /** The subnets' ids, by slot. */
  get subnetIds(): string[] {
    return this.subnets.map(({ id }) => id);
  }

  private createSubnet(slot: number, zone: string, cidr: string): Subnet {
    return new Subnet(this, `subnet-${slot}`, {
      vpcId: this.props.vpcId,
      cidrBlock: cidr,
      availabilityZone: zone,
      tags: { Name: `${this.props.clusterName}-${this.props.kind}-${slot}`, ...this.props.tags },
      // The look-up may order zones differently one day; a subnet in use must not move for that.
      lifecycle: { ignoreChanges: ["availability_zone"] },
    });
  }

  private createRouteTables(): RouteTable[] {
    const name = `${this.props.clusterName}-${this.props.kind}`;
    if (this.props.routeTables === "shared") return [this.createRouteTable("routes", name)];
    return this.props.slots.map((_, slot) => this.createRouteTable(`routes-${slot}`, `${name}-${slot}`));
  }

  private createRouteTable(id: string, name: string): RouteTable {
    return new RouteTable(this, id, { vpcId: this.props.vpcId, tags: { Name: name } });
  }

  private associate(): void {
    this.subnets.forEach((subnet, slot) => {
      const table = this.routeTables[slot % this.routeTables.length];
      if (table === undefined) return;
      new RouteTableAssociation(this, `association-${slot}`, { subnetId: subnet.id, routeTableId: table.id });
    });
  }
}
