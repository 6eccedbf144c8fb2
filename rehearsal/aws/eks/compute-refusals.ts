import type { Refusal } from "./refusal";

const API = "https://docs.aws.amazon.com/eks/latest/APIReference/API_";
const GUIDE = "https://docs.aws.amazon.com/eks/latest/userguide/";
const ISSUES = "https://github.com/";

/** What EKS refuses about node groups and add-ons. */
export const COMPUTE_REFUSALS = {
  "nodegroup-unknown": {
    code: "ResourceNotFoundException",
    message: "No node group found for name: {nodegroup}.",
    reason: "only CreateNodegroup makes one",
    source: `${API}DescribeNodegroup.html`,
  },
  "nodegroup-exists": {
    code: "ResourceInUseException",
    message: "NodeGroup already exists with name {nodegroup} and cluster name {cluster}",
    reason: "names are unique in a cluster",
    source: `${API}CreateNodegroup.html`,
  },
  "nodegroup-busy": {
    code: "ResourceInUseException",
    message: "Nodegroup {nodegroup} cannot be changed as it is currently {status}",
    reason: "a node group takes one change at a time",
    source: `${API}UpdateNodegroupConfig.html`,
  },
  "node-role": {
    code: "InvalidParameterException",
    message: "The role {role} does not exist or does not trust EC2",
    reason: "nodes act with the role",
    source: `${GUIDE}create-node-role.html`,
  },
  "launch-template-unknown": {
    code: "InvalidParameterException",
    message: "The launch template {template} in version {version} does not exist",
    reason: "EKS looks the template up in EC2",
    source: `${GUIDE}launch-templates.html`,
  },
  "disk-size-twice": {
    code: "InvalidParameterException",
    message: "Disk size must be specified within the launch template",
    reason: "what a launch template may say is not said beside it",
    source: `${GUIDE}launch-templates.html`,
  },
  "minimum-over-maximum": {
    code: "InvalidParameterException",
    message: "minSize can't be greater than maxSize",
    reason: "minSize ≤ desiredSize ≤ maxSize",
    source: `${API}NodegroupScalingConfig.html`,
  },
  "minimum-over-desired": {
    code: "InvalidParameterException",
    message: "Minimum capacity {minimum} can't be greater than desired size {desired}",
    reason: "minSize ≤ desiredSize ≤ maxSize; what an update leaves out stays as it was",
    source: `${ISSUES}terraform-aws-modules/terraform-aws-eks/issues/3306`,
  },
  "desired-over-maximum": {
    code: "InvalidParameterException",
    message: "desiredSize can't be greater than maxSize",
    reason: "minSize ≤ desiredSize ≤ maxSize",
    source: `${ISSUES}ministryofjustice/cloud-platform-infrastructure/pull/4595`,
  },
  "nodegroup-version": {
    code: "InvalidParameterException",
    message: "Requested Nodegroup Kubernetes version {version} is not compatible with cluster version {cluster}",
    reason: "nodes are never newer than their control plane, and a group never goes down",
    source: `${API}UpdateNodegroupVersion.html`,
  },
  "addon-unknown": {
    code: "InvalidParameterException",
    message: "Addon specified is not supported",
    reason: "EKS offers a list of add-ons",
    source: `${ISSUES}aws/containers-roadmap/issues/1429`,
  },
  "addon-version": {
    code: "InvalidParameterException",
    message: "Addon version specified is not supported",
    reason: "each version of an add-on is for some Kubernetes versions",
    source: `${ISSUES}hashicorp/terraform-provider-aws/issues/33385`,
  },
  "addon-configuration": {
    code: "InvalidParameterException",
    message: "ConfigurationValue provided in request is not supported: {fault}",
    reason: "values are checked against the add-on's schema",
    source: `${ISSUES}aws/containers-roadmap/issues/2216`,
  },
  "addon-role": {
    code: "InvalidParameterException",
    message: "The role {role} does not exist or does not trust pods.eks.amazonaws.com",
    reason: "the add-on's pods get their credentials through EKS Pod Identity",
    source: `${GUIDE}add-ons-iam.html`,
  },
  "addon-exists": {
    code: "ResourceInUseException",
    message: "Addon already exists.",
    reason: "a cluster has an add-on once",
    source: `${API}CreateAddon.html`,
  },
  "addon-absent": {
    code: "ResourceNotFoundException",
    message: "No addon: {addon} found in cluster: {cluster}",
    reason: "only CreateAddon makes one",
    source: `${API}DescribeAddon.html`,
  },
  "addon-busy": {
    code: "ResourceInUseException",
    message: "Addon {addon} cannot be updated as it is currently in {status} state",
    reason: "an add-on takes one change at a time",
    source: `${API}UpdateAddon.html`,
  },
} as const satisfies Readonly<Record<string, Refusal>>;
