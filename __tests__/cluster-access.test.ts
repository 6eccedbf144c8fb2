import { ACCESS_POLICIES } from "../rehearsal/kubernetes/access-policies";
import { clusterWideRbac, namespacedRbac } from "../rehearsal/kubernetes/rbac";
import { TokenRefused } from "../rehearsal/kubernetes/token";
import { userOf } from "../rehearsal/kubernetes/token-webhook";
import { accessEntry, clusterRecord } from "./helpers/clusters";

const ROLE = "arn:aws:iam::123456789012:role/team/deploy";
const CLUSTER = { type: "cluster", namespaces: [] } as const;

describe("who a caller is to the cluster", () => {
  test("is its access entry's user name, with what its template asks for", () => {
    const username = "deploy:{{AccountID}}:{{SessionName}}:{{SessionNameRaw}}";
    const cluster = clusterRecord({ accessEntries: [accessEntry(ROLE, { username })] });
    expect(userOf(cluster, { arn: ROLE, session: "me@example.com" }).username).toBe(
      "deploy:123456789012:me-example.com:me@example.com",
    );
  });

  test("is in the entry's groups, and one for each policy and scope", () => {
    const policies = {
      AmazonEKSClusterAdminPolicy: CLUSTER,
      AmazonEKSViewPolicy: { type: "namespace", namespaces: ["default", "team-*"] },
    } as const;
    const cluster = clusterRecord({ accessEntries: [accessEntry(ROLE, { kubernetesGroups: ["ours"], policies })] });
    expect(userOf(cluster, { arn: ROLE, session: "me" }).groups).toEqual([
      "ours",
      "eks-access-policy:AmazonEKSClusterAdminPolicy",
      "eks-access-policy:AmazonEKSViewPolicy:default",
      "eks-access-policy:AmazonEKSViewPolicy:team-*",
    ]);
  });

  test("is a node with an entry for nodes", () => {
    const username = "system:node:{{EC2PrivateDNSName}}";
    const cluster = clusterRecord({ accessEntries: [accessEntry(ROLE, { type: "EC2_LINUX", username })] });
    expect(userOf(cluster, { arn: ROLE, session: "i-1" })).toEqual({
      username: "system:node:i-1",
      groups: ["system:nodes"],
    });
  });

  test("is nobody without an entry; the same name under another path is another role", () => {
    const cluster = clusterRecord({ accessEntries: [accessEntry(ROLE)] });
    const arn = "arn:aws:iam::123456789012:role/deploy";
    expect(() => userOf(cluster, { arn, session: "me" })).toThrow(
      new TokenRefused(`token: Carpenter has no access entry for ${arn}`),
    );
  });
});

describe("what access policies allow", () => {
  test("is bound for the whole cluster, every policy", () => {
    const bindings = clusterWideRbac().filter(({ kind }) => kind === "ClusterRoleBinding");
    expect(bindings.map(({ metadata, roleRef }) => [metadata.name, (roleRef as { name: string }).name])).toEqual([
      ["eks-access-policy:AmazonEKSClusterAdminPolicy", "cluster-admin"],
      ["eks-access-policy:AmazonEKSAdminPolicy", "admin"],
      ["eks-access-policy:AmazonEKSAdminViewPolicy", "eks:read-everything"],
      ["eks-access-policy:AmazonEKSEditPolicy", "edit"],
      ["eks-access-policy:AmazonEKSViewPolicy", "view"],
    ]);
    expect(bindings).toHaveLength(ACCESS_POLICIES.length);
  });

  test("is bound in the namespaces that a scope means and that exist", () => {
    const namespaces = ["team-*", "default", "later"];
    const policies = { AmazonEKSEditPolicy: { type: "namespace", namespaces }, AmazonEKSViewPolicy: CLUSTER } as const;
    const cluster = clusterRecord({ accessEntries: [accessEntry(ROLE, { policies })] });
    const bindings = namespacedRbac(cluster, ["default", "kube-system", "team-a", "team-b", "teams"]);
    expect(bindings.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
      ["team-a", "eks-access-policy:AmazonEKSEditPolicy:team-*"],
      ["team-b", "eks-access-policy:AmazonEKSEditPolicy:team-*"],
      ["default", "eks-access-policy:AmazonEKSEditPolicy:default"],
    ]);
  });

  test("is an error where nobody has said it", () => {
    const policies = { AmazonEKSSecretReaderPolicy: { type: "namespace", namespaces: ["default"] } } as const;
    const cluster = clusterRecord({ accessEntries: [accessEntry(ROLE, { policies })] });
    expect(() => namespacedRbac(cluster, ["default"])).toThrow(
      "access policy AmazonEKSSecretReaderPolicy: expected one of AmazonEKSClusterAdminPolicy, AmazonEKSAdminPolicy, AmazonEKSAdminViewPolicy, AmazonEKSEditPolicy, AmazonEKSViewPolicy",
    );
  });
});
