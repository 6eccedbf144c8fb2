import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/settings";
import type { ClusterNetwork } from "../constructs/network/cluster-network";
import { ExistingVpc } from "../constructs/network/existing-vpc";
import { FlowLogs } from "../constructs/network/flow-logs";
import { NatGateways } from "../constructs/network/nat-gateways";
import { PublicZone } from "../constructs/network/public-zone";
import { Vpc } from "../constructs/network/vpc";
import { VpcEndpoints } from "../constructs/network/vpc-endpoints";
import { BaseStack } from "./base-stack";

export interface NetworkStackProps {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
}

/**
 * A cluster's network: VPC, subnets, NAT, endpoints and flow logs, or a VPC that someone else made; and a public DNS
 * zone by choice.
 */
export class NetworkStack extends BaseStack {
  readonly network: ClusterNetwork;

  constructor(
    scope: Construct,
    private readonly props: NetworkStackProps,
  ) {
    const { settings, cluster } = props;
    super(scope, { settings, of: { cluster, as: "network" } });
    this.addAwsProvider();
    const { name: clusterName, network, dns } = cluster;
    this.network =
      network.existing === undefined
        ? this.createVpc()
        : new ExistingVpc(this, "existing-vpc", { clusterName, ...network.existing });
    if (dns !== undefined) this.createPublicZone(dns);
    this.addOutputs();
  }

  private createVpc(): Vpc {
    const { account, region, name: clusterName, network, iam: rules } = this.props.cluster;
    const vpc = new Vpc(this, "vpc", { clusterName, region, cidr: network.cidr, zones: network.zones });
    if (network.natGateway !== "none") {
      const nat = new NatGateways(this, "nat", { clusterName, vpc, mode: network.natGateway });
      this.addOutput("nat_public_ips", "The addresses that nodes reach the Internet from", nat.publicIps);
    }
    const { interfaceEndpoints, flowLogs } = network;
    new VpcEndpoints(this, "endpoints", { clusterName, region, vpc, interfaceEndpoints });
    if (flowLogs !== undefined) {
      new FlowLogs(this, "flow-logs", { clusterName, account, region, rules, vpcId: vpc.vpcId, ...flowLogs });
    }
    return vpc;
  }

  private createPublicZone(dns: { readonly zoneName: string; readonly forceDestroy: boolean }): void {
    const { zone } = new PublicZone(this, "dns", dns);
    this.addOutput("dns_zone_id", "The public Route 53 zone", zone.zoneId);
    this.addOutput("dns_name_servers", "The name servers to delegate the domain to", zone.nameServers);
  }

  private addOutputs(): void {
    const { network } = this;
    this.addOutput("vpc_id", "The VPC", network.vpcId);
    this.addOutput("vpc_cidr", "The VPC's IPv4 network", network.vpcCidr);
    this.addOutput("public_subnet_ids", "Subnets for load balancers, by zone slot", network.publicSubnetIds);
    this.addOutput("private_subnet_ids", "Subnets for nodes, by zone slot", network.privateSubnetIds);
    this.addOutput("intra_subnet_ids", "Subnets for the control plane, by zone slot", network.intraSubnetIds);
  }
}
