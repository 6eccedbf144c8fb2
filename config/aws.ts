/** Facts about AWS that the configuration is checked against. */

/** The account that AWS's own documentation uses; no one can deploy into it. */
export const DOCUMENTATION_ACCOUNT = "111122223333";

/** What a region looks like, `ap-southeast-2`, to be built into patterns; it captures nothing. */
export const REGION_PATTERN = "[a-z]{2,4}(?:-[a-z]+)+-\\d{1,2}";

const PARTITIONS: readonly { readonly prefix: string; readonly partition: string }[] = [
  { prefix: "cn-", partition: "aws-cn" },
  { prefix: "us-gov-", partition: "aws-us-gov" },
  { prefix: "us-iso-", partition: "aws-iso" },
  { prefix: "us-isob-", partition: "aws-iso-b" },
  { prefix: "eu-isoe-", partition: "aws-iso-e" },
  { prefix: "us-isof-", partition: "aws-iso-f" },
  { prefix: "eusc-", partition: "aws-eusc" },
];

/** The partition of a region, the second field of every ARN in it. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(({ prefix }) => region.startsWith(prefix))?.partition ?? "aws";
}

/**
 * Days that CloudWatch Logs offers as retention of a log group.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/**
 * Tag keys that AWS or a controller gives a meaning, by prefix: a user's tag there would be refused, or would make
 * a resource look like one that a controller owns and may delete.
 */
export const RESERVED_TAG_PREFIXES = [
  "aws:",
  "eks:",
  "kubernetes.io/",
  "karpenter.sh/",
  "karpenter.k8s.aws/",
  "elbv2.k8s.aws/",
] as const;

/** Interface endpoints without which nodes and controllers in a VPC without NAT cannot work. */
export const ENDPOINTS_WITHOUT_NAT = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "logs",
  "sqs",
  "ssm",
  "sts",
] as const;

/**
 * Zones, by id, in which EKS does not place a control plane.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const ZONE_IDS_WITHOUT_EKS = ["cac1-az3", "use1-az3", "usw1-az2"] as const;
