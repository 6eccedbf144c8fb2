import type { Refusal } from "./refusal";

const API = "https://docs.aws.amazon.com/eks/latest/APIReference/API_";
const GUIDE = "https://docs.aws.amazon.com/eks/latest/userguide/";
const ISSUES = "https://github.com/";

/** What EKS refuses about access, associations, tags and pages. */
export const ACCESS_REFUSALS = {
  "authentication-mode": {
    code: "InvalidRequestException",
    message:
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    reason: "a cluster whose access is in a ConfigMap has no entries",
    source: `${ISSUES}terraform-aws-modules/terraform-aws-eks/issues/3048`,
  },
  "principal-format": {
    code: "InvalidParameterException",
    message: "The principalArn parameter format is not valid",
    reason: "an entry is for an IAM role or user, not for the session that assumes it",
    source: `${GUIDE}creating-access-entries.html`,
  },
  "access-entry-exists": {
    code: "ResourceInUseException",
    message: "The specified access entry resource is already in use on this cluster.",
    reason: "a principal has one entry in a cluster",
    source: `${ISSUES}terraform-aws-modules/terraform-aws-eks/issues/3293`,
  },
  "access-entry-unknown": {
    code: "ResourceNotFoundException",
    message:
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    reason: "policies are associated with entries that exist",
    source: `${ISSUES}terraform-aws-modules/terraform-aws-eks/issues/3024`,
  },
  "access-entry-groups": {
    code: "InvalidParameterException",
    message: "An access entry of type {type} takes neither kubernetesGroups nor username of your own",
    reason: "only STANDARD entries have groups of the caller's choice",
    source: `${GUIDE}creating-access-entries.html`,
  },
  "access-policy-unknown": {
    code: "ResourceNotFoundException",
    message: "The specified policyArn {policy} could not be found",
    reason: "EKS has a list of access policies",
    source: `${GUIDE}access-policy-permissions.html`,
  },
  "access-policy-type": {
    code: "InvalidRequestException",
    message: "Access policies cannot be associated with an access entry of type {type}",
    reason: "entries of nodes have their permissions already",
    source: `${API}AssociateAccessPolicy.html`,
  },
  "access-policy-absent": {
    code: "ResourceNotFoundException",
    message: "The specified policyArn {policy} is not associated with {principal}",
    reason: "only what is associated can be taken away",
    source: `${API}DisassociateAccessPolicy.html`,
  },
  "association-exists": {
    code: "ResourceInUseException",
    message: "Association already exists: {association}",
    reason: "a service account has one role",
    source: `${API}CreatePodIdentityAssociation.html`,
  },
  "association-unknown": {
    code: "ResourceNotFoundException",
    message: "No association found for ID: {association}",
    reason: "only CreatePodIdentityAssociation, or an add-on, makes one",
    source: `${API}DescribePodIdentityAssociation.html`,
  },
  "association-role": {
    code: "InvalidParameterException",
    message: "Role provided in the request does not exist or does not trust pods.eks.amazonaws.com: {role}",
    reason: "EKS Pod Identity assumes the role for the pods",
    source: `${GUIDE}pod-id-role.html`,
  },
  "tagged-unknown": {
    code: "NotFoundException",
    message: "No resource found for ARN: {arn}",
    reason: "only what exists has tags",
    source: `${API}TagResource.html`,
  },
  "tag-reserved": {
    code: "BadRequestException",
    message: "Tag keys starting with aws: are reserved, got {key}",
    reason: "AWS keeps the prefix for itself",
    source: `${GUIDE}eks-using-tags.html`,
  },
  "page-token": {
    code: "InvalidParameterException",
    message: "The nextToken is not valid",
    reason: "a token comes out of an earlier answer",
    source: `${API}ListClusters.html`,
  },
} as const satisfies Readonly<Record<string, Refusal>>;
