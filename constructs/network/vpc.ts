import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { type ClusterNetwork, discoveryTags } from "./cluster-network";
import { SubnetGroup, type SubnetGroupProps } from "./subnet-group";
import { planSubnets, type SubnetKind } from "./subnet-plan";
import { Zones } from "./zones";

export interface VpcProps {
  /** The cluster's name: names everything in the VPC and is the value of the discovery tag. */
  readonly clusterName: string;
  readonly region: string;
  /** The VPC's IPv4 network, /16 to /23. */
  readonly cidr: string;
  /** Zone names by slot, or how many slots to fill. */
  readonly zones: readonly string[] | number;
}

/**
 * A VPC with public, private and intra subnets in two to four zones, an Internet gateway for the public ones, and a
 * default security group that lets nothing through. Owns no NAT gateway and no endpoint. Costs nothing by itself.
 */
export class Vpc extends Construct implements ClusterNetwork {
  readonly vpc: AwsVpc;
  readonly internetGateway: InternetGateway;
  /** For load balancers and NAT gateways: a route to the Internet. */
  readonly public: SubnetGroup;
  /** For nodes and pods: routes are NAT's or the endpoints' to add. */
  readonly private: SubnetGroup;
  /** For the control plane's interfaces: no way out. */
  readonly intra: SubnetGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpcProps,
  ) {
    super(scope, id);
    this.vpc = this.createVpc();
    this.closeDefaultSecurityGroup();
    this.internetGateway = this.createInternetGateway();
    const zones = new Zones(this, "zones", props).names;
    const tags = discoveryTags(props.clusterName);
    this.public = this.createSubnets("public", zones, {
      routeTables: "shared",
      tags: tags.public,
    });
    this.private = this.createSubnets("private", zones, {
      routeTables: "per-slot",
      tags: tags.private,
    });
    this.intra = this.createSubnets("intra", zones, { routeTables: "shared" });
    this.routePublicSubnets();
  }

  get vpcId(): string {
    return this.vpc.id;
  }

  get vpcCidr(): string {
    return this.vpc.cidrBlock;
  }

  get publicSubnetIds(): string[] {
    return this.public.subnetIds;
  }

  get privateSubnetIds(): string[] {
    return this.private.subnetIds;
  }

  get intraSubnetIds(): string[] {
    return this.intra.subnetIds;
  }

  private createVpc(): AwsVpc {
    return new AwsVpc(this, "vpc", {
      cidrBlock: this.props.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: this.props.clusterName },
    });
  }

  private closeDefaultSecurityGroup(): void {
    // Adopted without rules, so Terraform removes those that AWS gave it.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: this.vpc.id,
      tags: { Name: `${this.props.clusterName}-default-closed` },
    });
  }

  private createInternetGateway(): InternetGateway {
    return new InternetGateway(this, "internet-gateway", {
      vpcId: this.vpc.id,
      tags: { Name: this.props.clusterName },
    });
  }

  private createSubnets(
    kind: SubnetKind,
    zones: readonly string[],
    options: Pick<SubnetGroupProps, "routeTables" | "tags">,
  ): SubnetGroup {
    const plan = planSubnets(this.props.cidr);
    return new SubnetGroup(this, kind, {
      kind,
      clusterName: this.props.clusterName,
      vpcId: this.vpc.id,
      slots: zones.flatMap((zone, slot) => (plan[slot] === undefined ? [] : [{ zone, cidr: plan[slot][kind] }])),
      ...options,
    });
  }

  private routePublicSubnets(): void {
    this.public.routeTables.forEach((table) => {
      new Route(this, "public-default-route", {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: this.internetGateway.id,
      });
    });
  }
}
