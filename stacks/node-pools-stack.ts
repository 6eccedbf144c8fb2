import type { Construct } from "constructs";
import { karpenterNodeInstanceProfileName, karpenterNodeRoleName } from "../config/names";
import type { ClusterSettings, Settings } from "../config/settings";
import { NodeClass, type NodeClassDefaults } from "../constructs/karpenter/node-class";
import { NodePool } from "../constructs/karpenter/node-pool";
import { BaseStack } from "./base-stack";
import type { ClusterStack } from "./cluster-stack";
import type { KarpenterStack } from "./karpenter-stack";

export interface NodePoolsStackProps {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  readonly clusterStack: ClusterStack;
  readonly karpenter: KarpenterStack;
}

/** The node classes and node pools. A stack of its own, because Terraform cannot plan an object whose CRD is not there. */
export class NodePoolsStack extends BaseStack {
  constructor(
    scope: Construct,
    private readonly props: NodePoolsStackProps,
  ) {
    const { settings, cluster, clusterStack, karpenter } = props;
    super(scope, { settings, of: { cluster, as: "node-pools" } });
    this.addDependency(karpenter);
    this.addKubernetesProvider(clusterStack.controlPlane);

    const defaults = this.defaults();
    const classes = new Map(
      Object.entries(cluster.nodeClasses).map(([name, spec]) => [
        name,
        new NodeClass(this, `node-class-${name}`, { name, spec, defaults }).manifest,
      ]),
    );
    for (const [name, spec] of Object.entries(cluster.nodePools)) {
      const nodeClass = classes.get(spec.template.spec.nodeClassRef.name);
      new NodePool(this, `node-pool-${name}`, { name, spec, after: nodeClass === undefined ? [] : [nodeClass] });
    }
    this.addOutput("node_classes", "The EC2NodeClasses", Object.keys(cluster.nodeClasses));
    this.addOutput("node_pools", "The NodePools", Object.keys(cluster.nodePools));
  }

  private defaults(): NodeClassDefaults {
    const { cluster, clusterStack } = this.props;
    const { name, karpenter } = cluster;
    const discovered = [{ tags: { "karpenter.sh/discovery": name } }];
    // A VPC that may not be tagged says nothing of whose its subnets are.
    const untagged = cluster.network.existing?.tagSubnets === false ? cluster.network.existing : undefined;
    return {
      identity: karpenter.nodeInstanceProfile
        ? { instanceProfile: karpenterNodeInstanceProfileName(name) }
        : { role: karpenterNodeRoleName(name) },
      subnetSelectorTerms: untagged?.privateSubnetIds.map((id) => ({ id })) ?? discovered,
      securityGroupSelectorTerms: untagged === undefined ? discovered : [{ id: clusterStack.securityGroups.nodes.id }],
      tags: this.tagsOfEverything,
    };
  }
}
