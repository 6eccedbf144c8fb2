import { createHash } from "node:crypto";
import { partitionOf } from "./aws";

/** The one place where names are built or truncated. */

/** Tags that the blueprint puts on everything it makes; by them it knows its own. */
export const OWN_TAG_KEYS = ["project", "cluster", "managed-by"] as const;

/** The value of the tag `managed-by`. */
export const MANAGED_BY = "carpenter";

/** The stack that owns the state bucket. */
export const STATE_STACK = "state";

/** The stacks of one cluster, in an order in which each comes after those it depends on. */
export const CLUSTER_STACKS = ["network", "cluster", "karpenter-infra", "karpenter", "node-pools", "demo"] as const;

/** Those of them whose resources are objects in the cluster: whoever deploys them needs access to its Kubernetes API. */
export const KUBERNETES_STACKS: readonly ClusterStack[] = ["karpenter", "node-pools", "demo"];

export type ClusterStack = (typeof CLUSTER_STACKS)[number];

/** A stack's name, unique in the app and, in lower case, on disks that ignore case. */
export function stackName(cluster: string, stack: ClusterStack): string {
  return `${cluster.toLowerCase()}-${stack}`;
}

/** Where a stack's state lies in the state bucket: one folder per cluster. */
export function stateKey(cluster: string, stack: ClusterStack): string {
  return `${cluster.toLowerCase()}/${stack}.tfstate`;
}

/** The stack whose state lies under a key of the state bucket, or undefined for a key that is not one of ours. */
export function stackOfStateKey(key: string): string | undefined {
  const [cluster = "", file = "", ...more] = key.split("/");
  const stack = CLUSTER_STACKS.find((name) => file === `${name}.tfstate`);
  return stack === undefined || more.length > 0 ? undefined : stackName(cluster, stack);
}

/** What local state is told apart by: changing one of these never turns one deployment's state into another's. */
export interface Deployment {
  readonly project: string;
  readonly account: string;
  readonly region: string;
}

/** The file of a stack's local state, relative to the folder that holds the output folder. */
export function localStateFile({ project, account, region }: Deployment, stack: string): string {
  return `.terraform-state/${project.toLowerCase()}-${account}-${region}/${stack}.tfstate`;
}

/**
 * The same, seen from `cdktf.out/stacks/<stack>/`, where Terraform runs. It lies beside the output folder, because the
 * CLI deletes the folders of stacks that a synth leaves out, and what lies in them.
 */
export function localStatePath(deployment: Deployment, stack: string): string {
  return `../../../${localStateFile(deployment, stack)}`;
}

/** The state bucket's name; whether S3 takes it is the configuration's to check. */
export function stateBucketName(project: string, account: string, region: string): string {
  return `${project}-tfstate-${account}-${region}`.toLowerCase();
}

/** The alias of the key that encrypts the state bucket. */
export function stateKeyAlias(bucket: string): string {
  return `alias/${bucket}`;
}

/** The ARN of an alias, which can be known before the key exists. */
export function aliasArn(region: string, account: string, alias: string): string {
  return `arn:${partitionOf(region)}:kms:${region}:${account}:${alias}`;
}

/** An EKS cluster's ARN, which can be known before the cluster exists. */
export function clusterArn(region: string, account: string, cluster: string): string {
  return `arn:${partitionOf(region)}:eks:${region}:${account}:cluster/${cluster}`;
}

/** The control plane's log group: EKS fixes its name. */
export function clusterLogGroupName(cluster: string): string {
  return `/aws/eks/${cluster}/cluster`;
}

/** The alias of the key that encrypts Kubernetes secrets. */
export function secretsKeyAlias(cluster: string): string {
  return `alias/eks/${cluster}`;
}

/** The managed node group for system pods. */
export const SYSTEM_NODE_GROUP = "system";

/** The launch template of the system nodes. */
export function systemLaunchTemplateName(cluster: string): string {
  return `${cluster}-${SYSTEM_NODE_GROUP}`;
}

/** The role of the control plane. */
export function clusterRoleName(cluster: string): string {
  return withinLimit(`EksClusterRole-${cluster}`, 64);
}

/** The role of the system nodes. */
export function systemNodeRoleName(cluster: string): string {
  return withinLimit(`EksSystemNodeRole-${cluster}`, 64);
}

/** The role of the EBS CSI driver. */
export function ebsCsiRoleName(cluster: string): string {
  return withinLimit(`EbsCsiDriverRole-${cluster}`, 64);
}

/** The role of Karpenter's controller. */
export function karpenterControllerRoleName(cluster: string): string {
  return withinLimit(`KarpenterControllerRole-${cluster}`, 64);
}

/** A policy of Karpenter's controller, by the group of permissions that it holds. */
export function karpenterPolicyName(cluster: string, group: string): string {
  return withinLimit(`KarpenterController${group}Policy-${cluster}`, 128);
}

/** The role of the nodes that Karpenter launches. */
export function karpenterNodeRoleName(cluster: string): string {
  return withinLimit(`KarpenterNodeRole-${cluster}`, 64);
}

/** The instance profile that holds it, where the blueprint makes one. */
export function karpenterNodeInstanceProfileName(cluster: string): string {
  return withinLimit(`KarpenterNodeInstanceProfile-${cluster}`, 128);
}

/** The queue of events that end instances. */
export function interruptionQueueName(cluster: string): string {
  return withinLimit(cluster, 80);
}

/** An EventBridge rule that feeds the queue. */
export function interruptionRuleName(cluster: string, event: string): string {
  return withinLimit(`Karpenter-${event}-${cluster}`, 64);
}

/** The ARN of a role without a path, which can be known before the role exists. */
export function roleArn(region: string, account: string, role: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:role/${role}`;
}

/** The ARN of a queue, which can be known before the queue exists. */
export function queueArn(region: string, account: string, queue: string): string {
  return `arn:${partitionOf(region)}:sqs:${region}:${account}:${queue}`;
}

/** The role that VPC flow logs are delivered with. */
export function flowLogsRoleName(cluster: string): string {
  return withinLimit(`VpcFlowLogsRole-${cluster}`, 64);
}

/** The log group of VPC flow logs. */
export function flowLogsGroupName(cluster: string): string {
  return `/aws/vpc/${cluster}/flow-logs`;
}

/**
 * The name itself where it fits; else its beginning and eight digits of its hash, so that it stays the same from synth
 * to synth and two long names that begin alike stay apart.
 */
export function withinLimit(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = shortHash(name);
  return `${name.slice(0, limit - hash.length - 1)}-${hash}`;
}

/** Eight hexadecimal digits that tell texts apart, the same from synth to synth. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
