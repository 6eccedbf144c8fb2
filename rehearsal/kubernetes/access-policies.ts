import type { AccessEntryRecord, AccessScope } from "../aws/eks/cluster-record";

export interface AccessPolicyRow {
  /** The last part of its ARN. */
  readonly name: string;
  /** The ClusterRole that allows the same. */
  readonly clusterRole: string;
}

/** Reads everything, secrets too; Kubernetes' own `view` leaves those out. */
export const READ_EVERYTHING = "eks:read-everything";

/**
 * EKS's access policies and the roles that come closest to them.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export const ACCESS_POLICIES: readonly AccessPolicyRow[] = [
  { name: "AmazonEKSClusterAdminPolicy", clusterRole: "cluster-admin" },
  { name: "AmazonEKSAdminPolicy", clusterRole: "admin" },
  { name: "AmazonEKSAdminViewPolicy", clusterRole: READ_EVERYTHING },
  { name: "AmazonEKSEditPolicy", clusterRole: "edit" },
  { name: "AmazonEKSViewPolicy", clusterRole: "view" },
];

/**
 * EKS decides by policy in an authorizer of its own. Here whoever has a policy is in a group of its name, for one scope
 * each, and RBAC decides by group.
 *
 * @param namespace a namespace, perhaps with `*` at its end; none for the whole cluster
 */
export function groupOf(policy: string, namespace?: string): string {
  return ["eks-access-policy", policy, ...(namespace === undefined ? [] : [namespace])].join(":");
}

/** The groups by which an entry's policies are told. */
export function policyGroups(entry: AccessEntryRecord): string[] {
  return [...entry.policies].flatMap(([arn, scope]) => {
    const policy = policyName(arn);
    return scope.type === "cluster" ? [groupOf(policy)] : scope.namespaces.map((name) => groupOf(policy, name));
  });
}

/** Every policy that holds in single namespaces, with the namespaces as they were given. */
export function namespacedPolicies(entries: Iterable<AccessEntryRecord>): { policy: string; namespace: string }[] {
  return [...entries].flatMap(({ policies }) =>
    [...policies].flatMap(([arn, scope]: [string, AccessScope]) =>
      scope.type === "cluster" ? [] : scope.namespaces.map((namespace) => ({ policy: policyName(arn), namespace })),
    ),
  );
}

/** @throws Error where EKS has no such policy, or nobody has said here what it allows */
export function policyRow(policy: string): AccessPolicyRow {
  const row = ACCESS_POLICIES.find(({ name }) => name === policy);
  if (row !== undefined) return row;
  const known = ACCESS_POLICIES.map(({ name }) => name).join(", ");
  throw new Error(`access policy ${policy}: expected one of ${known}`);
}

function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
