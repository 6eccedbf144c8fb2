import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/settings";
import { Access } from "../constructs/cluster/access";
import { Addons } from "../constructs/cluster/addons";
import { ControlPlane } from "../constructs/cluster/control-plane";
import { OidcProvider } from "../constructs/cluster/oidc-provider";
import { SecurityGroups } from "../constructs/cluster/security-groups";
import { SystemNodeGroup } from "../constructs/cluster/system-node-group";
import type { ClusterNetwork } from "../constructs/network/cluster-network";
import { BaseStack } from "./base-stack";
import type { NetworkStack } from "./network-stack";

export interface ClusterStackProps {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  readonly network: NetworkStack;
}

/** A cluster's control plane, who may reach it, its add-ons and its tainted system nodes. Calls AWS only. */
export class ClusterStack extends BaseStack {
  readonly controlPlane: ControlPlane;
  readonly securityGroups: SecurityGroups;
  /** The cluster as an identity provider of the account; only with `identity: "irsa"`. */
  readonly oidcProvider: OidcProvider | undefined;

  constructor(scope: Construct, { settings, cluster, network: { network } }: ClusterStackProps) {
    super(scope, { settings, of: { cluster, as: "cluster" } });
    this.addAwsProvider();
    const { account, region, name: clusterName, cluster: options, iam: rules } = cluster;
    const common = { account, region, clusterName, rules };
    const { systemNodes } = options;

    this.securityGroups = new SecurityGroups(this, "security-groups", { clusterName, vpcId: network.vpcId });
    this.controlPlane = new ControlPlane(this, "control-plane", {
      ...common,
      ...options,
      subnetIds: network.intraSubnetIds,
      securityGroups: this.securityGroups,
    });
    const eks = this.controlPlane.cluster;
    new Access(this, "access", { region, cluster: eks, access: options.access });
    const addons = { ...common, cluster: eks, addons: options.addons, placement: systemNodes };
    const before = new Addons(this, "addons-before-nodes", { ...addons, phase: "before-nodes" });
    const nodes = new SystemNodeGroup(this, "system-nodes", {
      ...common,
      ...systemNodes,
      cluster: eks,
      subnetIds: network.privateSubnetIds,
      securityGroups: this.securityGroups,
      tags: this.tagsOfEverything,
      addonsBefore: before.addons,
    });
    // Their pods need a node to run on; without one the add-on never becomes active.
    new Addons(this, "addons-after-nodes", { ...addons, phase: "after-nodes", after: [nodes.nodeGroup] });
    this.oidcProvider = options.identity === "irsa" ? new OidcProvider(this, "oidc", { cluster: eks }) : undefined;

    this.addOutputs(cluster, network);
  }

  private addOutputs({ region, name, assumeRole }: ClusterSettings, network: ClusterNetwork): void {
    const eks = this.controlPlane.cluster;
    this.addOutput("cluster_name", "The cluster", eks.name);
    this.addOutput("cluster_endpoint", "The address of its API", eks.endpoint);
    this.addOutput("cluster_certificate", "Its certificate authority, base64", eks.certificateAuthority.get(0).data);
    this.addOutput("oidc_issuer", "The issuer of its service account tokens", eks.identity.get(0).oidc.get(0).issuer);
    this.addOutput("cluster_security_group_id", "The control plane's group", this.securityGroups.controlPlane.id);
    this.addOutput("node_security_group_id", "The group of all nodes", this.securityGroups.nodes.id);
    this.addOutput("control_plane_subnet_ids", "Subnets of the control plane, by zone slot", network.intraSubnetIds);
    this.addOutput("node_subnet_ids", "Subnets of the nodes, by zone slot", network.privateSubnetIds);
    this.addOutput(
      "update_kubeconfig",
      "Gives kubectl access to the cluster",
      `aws eks update-kubeconfig --region ${region} --name ${name}${assumeRole === undefined ? "" : ` --role-arn ${assumeRole}`}`,
    );
  }
}
