import type { ClusterRecord } from "../aws/eks/cluster-record";
import { ACCESS_POLICIES, groupOf, namespacedPolicies, policyRow, READ_EVERYTHING } from "./access-policies";
import type { KubernetesApi, KubernetesObject } from "./api";

const API_GROUP = "rbac.authorization.k8s.io";

/** What gives the groups of access policies their rights in the whole cluster; who is in them is decided at each call. */
export function clusterWideRbac(): KubernetesObject[] {
  return [
    {
      apiVersion: `${API_GROUP}/v1`,
      kind: "ClusterRole",
      metadata: { name: READ_EVERYTHING },
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] }],
    },
    ...ACCESS_POLICIES.map(({ name, clusterRole }) => binding("ClusterRoleBinding", groupOf(name), clusterRole)),
  ];
}

/** The same for policies that hold in single namespaces, in those of them that exist. */
export function namespacedRbac(cluster: ClusterRecord, namespaces: readonly string[]): KubernetesObject[] {
  return namespacedPolicies(cluster.accessEntries.values()).flatMap(({ policy, namespace: pattern }) =>
    namespaces
      .filter((namespace) => matches(pattern, namespace))
      .map((namespace) =>
        binding("RoleBinding", groupOf(policy, pattern), policyRow(policy).clusterRole, { namespace }),
      ),
  );
}

/** Namespaces that are made later get their bindings at the next call. */
export async function reconcileRbac(api: KubernetesApi, cluster: ClusterRecord): Promise<void> {
  const namespaces = (await api.list("/api/v1/namespaces")) ?? [];
  const names = namespaces.map(({ metadata }) => metadata.name);
  for (const object of namespacedRbac(cluster, names)) await api.apply(object);
}

/** EKS takes a `*` at the end of a namespace. */
function matches(pattern: string, namespace: string): boolean {
  return pattern.endsWith("*") ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern;
}

function binding(
  kind: "ClusterRoleBinding" | "RoleBinding",
  group: string,
  clusterRole: string,
  place: { readonly namespace?: string } = {},
): KubernetesObject {
  return {
    apiVersion: `${API_GROUP}/v1`,
    kind,
    metadata: { name: group, ...place },
    roleRef: { apiGroup: API_GROUP, kind: "ClusterRole", name: clusterRole },
    subjects: [{ apiGroup: API_GROUP, kind: "Group", name: group }],
  };
}
