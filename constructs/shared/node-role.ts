import type { Construct } from "constructs";
import { partitionOf } from "../../config/aws";
import { Role, type RoleProps } from "./role";
import { serviceTrust } from "./trust";

/** What a node does in AWS. https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const NODE_POLICIES = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonSSMManagedInstanceCore",
] as const;

/** A role for instances that are nodes of a cluster. */
export class NodeRole extends Role {
  constructor(scope: Construct, id: string, props: Omit<RoleProps, "trust" | "managedPolicies">) {
    const service = partitionOf(props.region) === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
    super(scope, id, { ...props, trust: [serviceTrust(service)], managedPolicies: NODE_POLICIES });
  }
}
