import type { Refusal } from "./refusal";

const API = "https://docs.aws.amazon.com/eks/latest/APIReference/API_";
const GUIDE = "https://docs.aws.amazon.com/eks/latest/userguide/";
const ISSUES = "https://github.com/";

/** What EKS refuses about clusters. */
export const CLUSTER_REFUSALS = {
  "cluster-unknown": {
    code: "ResourceNotFoundException",
    message: "No cluster found for name: {cluster}.",
    reason: "everything but CreateCluster is about a cluster that exists",
    source: `${API}DescribeCluster.html`,
  },
  "cluster-exists": {
    code: "ResourceInUseException",
    message: "Cluster already exists with name: {cluster}",
    reason: "names are unique in an account and region",
    source: `${API}CreateCluster.html`,
  },
  "cluster-not-active": {
    code: "InvalidRequestException",
    message: "Cluster '{cluster}' is not in ACTIVE status, it is {status}",
    reason: "node groups, add-ons and access need a cluster that is ready",
    source: `${API}CreateNodegroup.html`,
  },
  "cluster-busy": {
    code: "ResourceInUseException",
    message: "Cannot {type} because cluster {cluster} currently has an update in progress",
    reason: "a cluster takes one update at a time",
    source: `${API}UpdateClusterConfig.html`,
  },
  "cluster-has-nodegroups": {
    code: "ResourceInUseException",
    message: "Cluster has nodegroups attached",
    reason: "a cluster goes after its node groups",
    source: `${ISSUES}gruntwork-io/cloud-nuke/issues/148`,
  },
  "deletion-protection": {
    code: "InvalidRequestException",
    message: "Cluster {cluster} has deletion protection enabled; disable it before deleting the cluster",
    reason: "that is what deletion protection is for",
    source: `${GUIDE}deletion-protection.html`,
  },
  "cluster-role": {
    code: "InvalidParameterException",
    message:
      "Role with arn: {role}, could not be assumed because it does not exist or the trusted entity is not correct",
    reason: "EKS assumes the role before it makes anything",
    source: `${GUIDE}cluster-iam-role.html`,
  },
  "subnet-unknown": {
    code: "InvalidParameterException",
    message: "The subnet ID '{subnet}' does not exist",
    reason: "EKS looks the subnets up in EC2",
    source: `${GUIDE}network-reqs.html`,
  },
  "too-few-zones": {
    code: "InvalidParameterException",
    message: "Subnets specified must be in at least two different AZs",
    reason: "the control plane has interfaces in two zones",
    source: `${ISSUES}awsdocs/amazon-eks-user-guide/pull/795`,
  },
  "security-group-unknown": {
    code: "InvalidParameterException",
    message: "The security group '{group}' does not exist",
    reason: "EKS looks the groups up in EC2",
    source: `${GUIDE}sec-group-reqs.html`,
  },
  "no-endpoint": {
    code: "InvalidParameterException",
    message: "Private and public endpoint access cannot be false",
    reason: "no one could reach the API",
    source: `${GUIDE}cluster-endpoint.html`,
  },
  "version-unsupported": {
    code: "InvalidParameterException",
    message: "unsupported Kubernetes version",
    reason: "EKS creates no cluster of a version that it does not have, or whose extended support has ended",
    source: `${ISSUES}finos/compliant-financial-infrastructure/issues/228`,
  },
  "version-step": {
    code: "InvalidParameterException",
    message: "Unsupported Kubernetes minor version update from {from} to {to}",
    reason: "a cluster goes up by one minor version at a time, and never down",
    source: `${ISSUES}terraform-aws-modules/terraform-aws-eks/issues/2607, ${ISSUES}rancher/rancher/issues/43316`,
  },
  "authentication-mode-step": {
    code: "InvalidParameterException",
    message: "Unsupported authentication mode update from {from} to {to}",
    reason: "it goes from CONFIG_MAP to API_AND_CONFIG_MAP to API, one step at a time, and never back",
    source: `${ISSUES}pulumi/pulumi-eks/issues/1493`,
  },
  "authentication-mode-creator": {
    code: "InvalidParameterException",
    message: "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP",
    reason: "no one could enter otherwise",
    source: `${ISSUES}terraform-aws-modules/terraform-aws-eks/issues/3206`,
  },
  "config-types": {
    code: "InvalidParameterException",
    message: "Only one type of cluster update is allowed in a call, got {types}",
    reason: "each call changes one part of the configuration",
    source: `${API}UpdateClusterConfig.html`,
  },
  "config-unchanged": {
    code: "InvalidParameterException",
    message: "Cluster is already at the desired configuration with {type}",
    reason: "an update that changes nothing is a mistake to EKS",
    source: `${API}UpdateClusterConfig.html`,
  },
  "update-unknown": {
    code: "ResourceNotFoundException",
    message: "No update found for ID: {id}",
    reason: "an update belongs to one cluster, node group or add-on",
    source: `${API}DescribeUpdate.html`,
  },
} as const satisfies Readonly<Record<string, Refusal>>;
