import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { NODE_RULES, type SecurityGroupRule } from "./security-group-rules";

export interface SecurityGroupsProps {
  readonly clusterName: string;
  readonly vpcId: string;
}

/**
 * The control plane's additional group and the one group of all nodes, ours and Karpenter's, with their rules. The node
 * group alone carries the discovery tag, and alone among the groups of a node the cluster tag: load balancers need it so.
 */
export class SecurityGroups extends Construct {
  readonly controlPlane: SecurityGroup;
  readonly nodes: SecurityGroup;
  /** What must be there before nodes are, and as long as they are. */
  readonly rules: readonly (VpcSecurityGroupIngressRule | VpcSecurityGroupEgressRule)[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SecurityGroupsProps,
  ) {
    super(scope, id);
    this.controlPlane = this.createGroup("cluster", "control plane", {});
    this.nodes = this.createGroup("node", "nodes", {
      [`kubernetes.io/cluster/${props.clusterName}`]: "owned",
      "karpenter.sh/discovery": props.clusterName,
    });
    this.rules = [this.allowNodesToControlPlane(), ...NODE_RULES.map((rule) => this.createNodeRule(rule))];
  }

  private createGroup(id: string, whose: string, tags: Readonly<Record<string, string>>): SecurityGroup {
    return new SecurityGroup(this, id, {
      namePrefix: `eks-${id}-`,
      description: `EKS ${whose}`,
      vpcId: this.props.vpcId,
      tags: { Name: `${this.props.clusterName}-${id}`, ...tags },
      // A changed prefix or VPC makes a new group; those who use it must move before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private allowNodesToControlPlane(): VpcSecurityGroupIngressRule {
    return new VpcSecurityGroupIngressRule(this, "nodes-to-api", {
      securityGroupId: this.controlPlane.id,
      description: "Nodes to API server",
      referencedSecurityGroupId: this.nodes.id,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
  }

  private createNodeRule(rule: SecurityGroupRule): VpcSecurityGroupIngressRule | VpcSecurityGroupEgressRule {
    const groups = { cluster: this.controlPlane.id, self: this.nodes.id, anywhere: undefined };
    const config = {
      securityGroupId: this.nodes.id,
      description: rule.purpose,
      referencedSecurityGroupId: groups[rule.peer],
      cidrIpv4: rule.peer === "anywhere" ? "0.0.0.0/0" : undefined,
      ipProtocol: rule.protocol === "all" ? "-1" : rule.protocol,
      fromPort: rule.port,
      toPort: rule.port,
    };
    return rule.direction === "ingress"
      ? new VpcSecurityGroupIngressRule(this, rule.id, config)
      : new VpcSecurityGroupEgressRule(this, rule.id, config);
  }
}
