import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/load";
import { stackName, stateKey } from "../config/names";
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

/** A cluster's network: VPC, subnets, NAT, endpoints, flow logs, and a public DNS zone by choice. */
export class NetworkStack extends BaseStack {
  readonly vpc: Vpc;

  constructor(scope: Construct, { settings, cluster }: NetworkStackProps) {
    super(scope, stackName(cluster.name, "network"), {
      settings,
      home: cluster,
      clusterName: cluster.name,
      stateKey: stateKey(cluster.name, "network"),
    });
    const { account, region, name: clusterName, network, dns, iam: rules } = cluster;

    this.vpc = new Vpc(this, "vpc", { clusterName, region, cidr: network.cidr, zones: network.zones });
    const nat =
      network.natGateway === "none"
        ? undefined
        : new NatGateways(this, "nat", { clusterName, vpc: this.vpc, mode: network.natGateway });
    new VpcEndpoints(this, "endpoints", {
      clusterName,
      region,
      vpc: this.vpc,
      interfaceEndpoints: network.interfaceEndpoints,
    });
    if (network.flowLogs !== undefined) {
      new FlowLogs(this, "flow-logs", {
        ...{ clusterName, account, region, rules, vpcId: this.vpc.vpc.id },
        ...network.flowLogs,
      });
    }
    const zone = dns === undefined ? undefined : new PublicZone(this, "dns", dns);

    this.addOutputs(nat, zone);
  }

  private addOutputs(nat: NatGateways | undefined, publicZone: PublicZone | undefined): void {
    const { vpc, public: publicSubnets, private: privateSubnets, intra } = this.vpc;
    this.addOutput("vpc_id", "The VPC", vpc.id);
    this.addOutput("vpc_cidr", "The VPC's IPv4 network", vpc.cidrBlock);
    this.addOutput("public_subnet_ids", "Subnets for load balancers, by zone slot", publicSubnets.subnetIds);
    this.addOutput("private_subnet_ids", "Subnets for nodes, by zone slot", privateSubnets.subnetIds);
    this.addOutput("intra_subnet_ids", "Subnets for the control plane, by zone slot", intra.subnetIds);
    if (nat !== undefined) {
      this.addOutput("nat_public_ips", "The addresses that nodes reach the Internet from", nat.publicIps);
    }
    if (publicZone !== undefined) {
      this.addOutput("dns_zone_id", "The public Route 53 zone", publicZone.zone.zoneId);
      this.addOutput("dns_name_servers", "The name servers to delegate the domain to", publicZone.zone.nameServers);
    }
  }
}
