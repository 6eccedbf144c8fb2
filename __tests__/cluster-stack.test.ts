import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Blueprint } from "../config/blueprint";
import { architectureOf, isInstanceType } from "../config/instance-types";
import { NODE_RULES } from "../constructs/cluster/security-group-rules";
import { deepMerge } from "../constructs/shared/deep-merge";
import {
  type Block,
  cluster,
  type ClusterInput,
  inventoryOf,
  MINIMAL,
  named,
  resourcesOf,
  type StackJson,
  statementsOf,
  synthesiseStack,
  theOnly,
} from "./helpers/synth";

function clusterStack(
  options: Partial<ClusterInput["cluster"]> = {},
  more: Partial<ClusterInput> = {},
  blueprint: Partial<Blueprint> = {},
): StackJson {
  const clusters = [cluster("Carpenter", { ...more, cluster: { version: "1.35", ...options } })];
  return synthesiseStack("carpenter-cluster", { ...MINIMAL, ...blueprint, clusters });
}

const valuesOf = (stack: StackJson, addon: string): unknown =>
  JSON.parse(named(stack, "aws_eks_addon", addon).configuration_values as string);

const PLACEMENT = {
  nodeSelector: { "workload-type": "system" },
  tolerations: [{ key: "workload-type", operator: "Equal", value: "system", effect: "NoSchedule" }],
};
const ADMIN = "arn:aws:iam::111122223333:role/sso/admin";

describe("the cluster stack", () => {
  const stack = clusterStack();

  test("has what it needs and no more", () => {
    expect(inventoryOf(stack)).toEqual({
      aws_eks_cluster: 1,
      aws_iam_role: 2, // control plane, system nodes
      aws_iam_role_policy_attachment: 5, // one for the control plane, four for the nodes
      aws_kms_key: 1, // secrets
      aws_kms_alias: 1,
      aws_cloudwatch_log_group: 1,
      aws_security_group: 2, // control plane, nodes
      aws_vpc_security_group_ingress_rule: 9, // eight to the nodes, one to the control plane
      aws_vpc_security_group_egress_rule: 1,
      aws_eks_access_entry: 1, // the creator
      aws_eks_access_policy_association: 1,
      aws_eks_addon: 4, // vpc-cni, kube-proxy, eks-pod-identity-agent, coredns
      terraform_data: 4, // their versions, resolved once
      aws_launch_template: 1,
      aws_eks_node_group: 1,
    });
    expect(Object.keys(stack.data ?? {}).sort()).toEqual([
      "aws_caller_identity",
      "aws_eks_addon_version",
      "aws_iam_session_context",
      "terraform_remote_state",
    ]);
  });

  test("gives the control plane the defaults that experts expect", () => {
    expect(theOnly(stack, "aws_eks_cluster")).toMatchObject({
      name: "Carpenter",
      version: "1.35",
      access_config: { authentication_mode: "API", bootstrap_cluster_creator_admin_permissions: false },
      bootstrap_self_managed_addons: false,
      enabled_cluster_log_types: ["api", "audit", "authenticator"],
      encryption_config: {
        provider: { key_arn: expect.stringMatching(/^\$\{aws_kms_key\.[\w-]+\.arn\}$/) as string },
        resources: ["secrets"],
      },
      upgrade_policy: { support_type: "STANDARD" },
      zonal_shift_config: { enabled: false },
      vpc_config: {
        endpoint_public_access: true,
        endpoint_private_access: true,
        public_access_cidrs: ["0.0.0.0/0"],
        security_group_ids: [expect.stringMatching(/security_group\.security-groups_cluster_/) as string],
      },
    });
    expect(theOnly(stack, "aws_eks_cluster")).not.toHaveProperty("deletion_protection");
  });

  test("puts the control plane into intra subnets and nodes into private ones", () => {
    const subnets = (block: unknown) => JSON.stringify(block).match(/vpc_(\w+)_subnet-\d/g);
    expect(subnets((theOnly(stack, "aws_eks_cluster").vpc_config as Block).subnet_ids)).toEqual([
      "vpc_intra_subnet-0",
      "vpc_intra_subnet-1",
      "vpc_intra_subnet-2",
    ]);
    expect(subnets(theOnly(stack, "aws_eks_node_group").subnet_ids)).toEqual([
      "vpc_private_subnet-0",
      "vpc_private_subnet-1",
      "vpc_private_subnet-2",
    ]);
  });

  test("has no list of networks for a public endpoint that is off", () => {
    const { vpc_config: config } = theOnly(clusterStack({ endpointPublicAccess: false }), "aws_eks_cluster");
    expect(config).toMatchObject({ endpoint_public_access: false, endpoint_private_access: true });
    expect(config).not.toHaveProperty("public_access_cidrs");
  });

  test("trusts EKS with the control plane's role, and gives it one policy", () => {
    const role = named(stack, "aws_iam_role", "control-plane_role");
    expect(role.name).toBe("EksClusterRole-Carpenter");
    expect(statementsOf(role.assume_role_policy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      },
    ]);
    expect(named(stack, "aws_iam_role_policy_attachment", "control-plane_role_AmazonEKSClusterPolicy").policy_arn).toBe(
      "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    );
  });

  test("encrypts secrets with a rotated key of ours, or with the one given", () => {
    expect(theOnly(stack, "aws_kms_key")).toMatchObject({ enable_key_rotation: true });
    expect(theOnly(stack, "aws_kms_alias").name).toBe("alias/eks/Carpenter");
    const given = clusterStack({ encryptionKeyArn: "arn:aws:kms:ap-southeast-2:111122223333:key/abc" });
    expect(inventoryOf(given)).not.toHaveProperty("aws_kms_key");
  });

  test("keeps the control plane's logs for a time", () => {
    expect(theOnly(stack, "aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/eks/Carpenter/cluster",
      retention_in_days: 90,
    });
  });

  test("protects cluster and key against deletion by choice", () => {
    const guarded = clusterStack({ deletionProtection: true });
    expect(theOnly(guarded, "aws_eks_cluster").deletion_protection).toBe(true);
    expect(theOnly(guarded, "aws_kms_key").lifecycle).toEqual({ prevent_destroy: true });
  });

  describe("security groups", () => {
    /** The facts' table: direction, protocol and port, peer. Written out, so that a change of the rules shows. */
    const EXPECTED = [
      ["ingress", "tcp 443", "cluster"],
      ["ingress", "tcp 4443", "cluster"],
      ["ingress", "tcp 6443", "cluster"],
      ["ingress", "tcp 8443", "cluster"],
      ["ingress", "tcp 9443", "cluster"],
      ["ingress", "tcp 10250", "cluster"],
      ["ingress", "tcp 10251", "cluster"],
      ["ingress", "all", "self"],
      ["egress", "all", "anywhere"],
    ];
    const key = (row: readonly string[]) => row.join(" ");

    test("let through what nodes need and nothing else", () => {
      const rows = NODE_RULES.map(({ direction, protocol, port, peer }) => [
        direction,
        port === undefined ? protocol : `${protocol} ${port}`,
        peer,
      ]);
      expect(rows.map(key).sort()).toEqual(EXPECTED.map(key).sort());
    });

    test("become rules of the node group, with ports and peers as in the table", () => {
      const group = (name: string) => expect.stringContaining(`security-groups_${name}_`) as string;
      for (const { id, direction, protocol, port, peer } of NODE_RULES) {
        const rule = named(stack, `aws_vpc_security_group_${direction}_rule`, `security-groups_${id}`);
        expect(rule).toMatchObject({
          security_group_id: group("node"),
          ip_protocol: protocol === "all" ? "-1" : protocol,
          ...(port === undefined ? {} : { from_port: port, to_port: port }),
          ...(peer === "anywhere" ? { cidr_ipv4: "0.0.0.0/0" } : {}),
          ...(peer === "cluster" ? { referenced_security_group_id: group("cluster") } : {}),
          ...(peer === "self" ? { referenced_security_group_id: group("node") } : {}),
        });
        if (port === undefined) expect(rule).not.toHaveProperty("from_port");
        if (peer === "anywhere") expect(rule).not.toHaveProperty("referenced_security_group_id");
      }
    });

    test("let nodes reach the API", () => {
      expect(named(stack, "aws_vpc_security_group_ingress_rule", "security-groups_nodes-to-api")).toMatchObject({
        security_group_id: expect.stringContaining("security-groups_cluster_") as string,
        referenced_security_group_id: expect.stringContaining("security-groups_node_") as string,
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
      });
    });

    test("carry discovery and cluster tag on the node group alone", () => {
      const tagged = (tag: string) =>
        resourcesOf(stack, "aws_security_group").filter(({ tags }) => tag in (tags as Record<string, string>));
      expect(named(stack, "aws_security_group", "security-groups_node").tags).toEqual({
        Name: "Carpenter-node",
        "kubernetes.io/cluster/Carpenter": "owned",
        "karpenter.sh/discovery": "Carpenter",
      });
      expect(tagged("karpenter.sh/discovery")).toHaveLength(1);
      expect(tagged("kubernetes.io/cluster/Carpenter")).toHaveLength(1);
    });
  });

  describe("access", () => {
    test("is the creator's where none is given, and stays so whoever deploys next", () => {
      expect(theOnly(stack, "aws_eks_access_entry")).toMatchObject({
        principal_arn: expect.stringMatching(/^\$\{data\.aws_iam_session_context\.\w+[\w-]*\.issuer_arn\}$/) as string,
        type: "STANDARD",
        lifecycle: { ignore_changes: ["principal_arn"] },
      });
      expect(theOnly(stack, "aws_eks_access_policy_association")).toMatchObject({
        principal_arn: expect.stringMatching(/^\$\{aws_eks_access_entry\./) as string,
        policy_arn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope: { type: "cluster" },
      });
    });

    test.each([
      ["admin", undefined, "AmazonEKSClusterAdminPolicy"],
      ["admin", ["team-a"], "AmazonEKSAdminPolicy"],
      ["admin-view", undefined, "AmazonEKSAdminViewPolicy"],
      ["edit", ["team-a", "team-b-*"], "AmazonEKSEditPolicy"],
      ["view", undefined, "AmazonEKSViewPolicy"],
    ] as const)("of %s in %p is %s", (policy, namespaces, name) => {
      const access = [
        { principalArn: ADMIN, policy, namespaces: namespaces === undefined ? undefined : [...namespaces] },
      ];
      const given = clusterStack({ access });
      expect(theOnly(given, "aws_eks_access_entry").principal_arn).toBe(ADMIN);
      expect(theOnly(given, "aws_eks_access_policy_association")).toMatchObject({
        policy_arn: `arn:aws:eks::aws:cluster-access-policy/${name}`,
        access_scope: namespaces === undefined ? { type: "cluster" } : { type: "namespace", namespaces },
      });
      expect(given.data).not.toHaveProperty("aws_caller_identity");
    });

    test("keeps its addresses when another entry goes", () => {
      const entry = (name: string) => ({
        principalArn: `arn:aws:iam::111122223333:role/${name}`,
        policy: "view" as const,
      });
      const addresses = (json: StackJson) => Object.keys(json.resource.aws_eks_access_entry ?? {});
      const [, ...rest] = addresses(clusterStack({ access: [entry("a"), entry("b"), entry("c")] })).sort();
      expect(rest).toHaveLength(2);
      expect(addresses(clusterStack({ access: [entry("a"), entry("b"), entry("c")] }))).toEqual(
        expect.arrayContaining(addresses(clusterStack({ access: [entry("b"), entry("c")] }))),
      );
    });
  });

  describe("add-ons", () => {
    test("place Deployments on the system nodes, tolerating their taint", () => {
      const all = clusterStack({ addons: { "aws-ebs-csi-driver": {}, "metrics-server": {} } });
      expect(valuesOf(all, "addons-after-nodes_coredns")).toEqual(PLACEMENT);
      expect(valuesOf(all, "addons-after-nodes_metrics-server")).toEqual(PLACEMENT);
      expect(valuesOf(all, "addons-after-nodes_aws-ebs-csi-driver")).toEqual({ controller: PLACEMENT });
      for (const daemonSet of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
        // Not left out: what the provider is not told of stays as it was.
        expect(valuesOf(all, `addons-before-nodes_${daemonSet}`)).toEqual({});
      }
    });

    test("tolerate the taints that are configured", () => {
      const own = clusterStack({
        systemNodes: {
          labels: { role: "core" },
          taints: [
            { key: "core", effect: "NO_EXECUTE" },
            { key: "x", value: "y", effect: "PREFER_NO_SCHEDULE" },
          ],
        },
      });
      expect(valuesOf(own, "addons-after-nodes_coredns")).toEqual({
        nodeSelector: { role: "core" },
        tolerations: [
          { key: "core", operator: "Exists", effect: "NoExecute" },
          { key: "x", operator: "Equal", value: "y", effect: "PreferNoSchedule" },
        ],
      });
    });

    test("merge the user's values over ours", () => {
      const own = clusterStack({ addons: { coredns: { configurationValues: { replicaCount: 3, tolerations: [] } } } });
      expect(valuesOf(own, "addons-after-nodes_coredns")).toEqual({ ...PLACEMENT, replicaCount: 3, tolerations: [] });
      expect(deepMerge({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3], e: null }, d: { f: 1 } })).toEqual({
        a: { b: 1, c: [3], e: null },
        d: { f: 1 },
      });
    });

    test("resolve a version once for each Kubernetes version, unless one is pinned", () => {
      expect(named(stack, "terraform_data", "addons-after-nodes_resolved-coredns")).toMatchObject({
        input: { version: expect.stringMatching(/^\$\{data\.aws_eks_addon_version\..*\.version\}$/) as string },
        triggers_replace: {
          kubernetesVersion: expect.stringMatching(/^\$\{aws_eks_cluster\..*\.version\}$/) as string,
        },
        lifecycle: { ignore_changes: ["input"] },
      });
      expect(named(stack, "aws_eks_addon", "addons-after-nodes_coredns").addon_version).toMatch(
        /^\$\{terraform_data\.[\w-]+\.output\.version\}$/,
      );
      const pinned = clusterStack({ addons: { coredns: { version: "v1.12.1-eksbuild.2" } } });
      expect(named(pinned, "aws_eks_addon", "addons-after-nodes_coredns").addon_version).toBe("v1.12.1-eksbuild.2");
      expect(inventoryOf(pinned).terraform_data).toBe(3);
    });

    test("give the EBS CSI driver a role of its own, for its service account alone", () => {
      const csi = clusterStack({ addons: { "aws-ebs-csi-driver": {} } });
      expect(named(csi, "aws_eks_addon", "addons-after-nodes_aws-ebs-csi-driver").pod_identity_association).toEqual([
        {
          role_arn: expect.stringMatching(/^\$\{aws_iam_role\..*\.arn\}$/) as string,
          service_account: "ebs-csi-controller-sa",
        },
      ]);
      const role = named(csi, "aws_iam_role", "addons-after-nodes_ebs-csi-controller-sa-role");
      expect(role.name).toBe("EbsCsiDriverRole-Carpenter");
      expect(statementsOf(role.assume_role_policy)).toEqual([
        {
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "111122223333",
              "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:ap-southeast-2:111122223333:cluster/Carpenter",
              "aws:RequestTag/kubernetes-namespace": "kube-system",
              "aws:RequestTag/kubernetes-service-account": "ebs-csi-controller-sa",
            },
          },
        },
      ]);
    });
  });

  describe("system nodes", () => {
    test("are labelled, tainted and sized by the configuration alone", () => {
      const group = theOnly(stack, "aws_eks_node_group");
      expect(group).toMatchObject({
        node_group_name: "system",
        ami_type: "AL2023_x86_64_STANDARD",
        instance_types: ["c7i-flex.large"],
        capacity_type: "ON_DEMAND",
        scaling_config: { min_size: 1, desired_size: 1, max_size: 2 },
        update_config: { max_unavailable: 1 },
        labels: { "workload-type": "system" },
        taint: [{ key: "workload-type", value: "system", effect: "NO_SCHEDULE" }],
        version: expect.stringMatching(/^\$\{aws_eks_cluster\..*\.version\}$/) as string,
      });
      expect(group).not.toHaveProperty("lifecycle");
      expect(group).not.toHaveProperty("release_version");
    });

    test("grow from 1/1/2 to 2/2/3 in all three sizes", () => {
      const sizes = { minSize: 2, desiredSize: 2, maxSize: 3 };
      const { scaling_config: scaling, ...rest } = theOnly(clusterStack({ systemNodes: sizes }), "aws_eks_node_group");
      const { scaling_config: before, ...same } = theOnly(stack, "aws_eks_node_group");
      expect([before, scaling]).toEqual([
        { min_size: 1, desired_size: 1, max_size: 2 },
        { min_size: 2, desired_size: 2, max_size: 3 },
      ]);
      expect(rest).toEqual(same);
    });

    test("boot with IMDSv2, an encrypted volume, the one node group and every tag", () => {
      const tagged = clusterStack({}, {}, { tags: { team: "platform" } });
      const template = theOnly(tagged, "aws_launch_template");
      expect(template).toMatchObject({
        name: "Carpenter-system",
        update_default_version: true,
        metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
        block_device_mappings: [
          { device_name: "/dev/xvda", ebs: { encrypted: "true", volume_type: "gp3", volume_size: 20 } },
        ],
        vpc_security_group_ids: [expect.stringContaining("security-groups_node_") as string],
      });
      const tags = {
        Name: "Carpenter-system",
        cluster: "Carpenter",
        "managed-by": "carpenter",
        project: "carpenter",
        team: "platform",
      };
      expect(template.tag_specifications).toEqual(
        ["instance", "volume", "network-interface"].map((type) => ({ resource_type: type, tags })),
      );
    });

    test("have a role with the four policies of a node, trusted by EC2", () => {
      const role = named(stack, "aws_iam_role", "system-nodes_role");
      expect(statementsOf(role.assume_role_policy)).toMatchObject([{ Principal: { Service: "ec2.amazonaws.com" } }]);
      const china = synthesiseStack("carpenter-cluster", { ...MINIMAL, region: "cn-north-1" });
      expect(statementsOf(named(china, "aws_iam_role", "system-nodes_role").assume_role_policy)).toMatchObject([
        { Principal: { Service: "ec2.amazonaws.com.cn" } },
      ]);
      expect(named(china, "aws_iam_role_policy_attachment", "system-nodes_role_AmazonEKS_CNI_Policy").policy_arn).toBe(
        "arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy",
      );
    });
  });

  test("puts path and boundary on every role, flow logs' included", () => {
    const iam = { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary", rolePath: "/eks/" };
    const more = { iam, network: { flowLogs: {} } };
    const blueprint: Blueprint = {
      ...MINIMAL,
      clusters: [cluster("Carpenter", { ...more, cluster: { version: "1.35", addons: { "aws-ebs-csi-driver": {} } } })],
    };
    const roles = ["carpenter-cluster", "carpenter-network"].flatMap((name) =>
      resourcesOf(synthesiseStack(name, blueprint), "aws_iam_role"),
    );
    expect(roles).toHaveLength(4);
    for (const role of roles) {
      expect(role).toMatchObject({ path: "/eks/", permissions_boundary: iam.permissionsBoundary });
    }
  });

  test("trusts the cluster's own tokens with IRSA only", () => {
    expect(inventoryOf(stack)).not.toHaveProperty("aws_iam_openid_connect_provider");
    expect(theOnly(clusterStack({ identity: "irsa" }), "aws_iam_openid_connect_provider")).toMatchObject({
      url: expect.stringMatching(/identity\[0\]\.oidc\[0\]\.issuer\}$/) as string,
      client_id_list: ["sts.amazonaws.com"],
    });
  });

  test("tells people what they need under plain names", () => {
    const own = Object.keys(stack.output ?? {}).filter((name) => !name.startsWith("cross-stack-output-"));
    expect(own.sort()).toEqual([
      "cluster_certificate",
      "cluster_endpoint",
      "cluster_name",
      "cluster_security_group_id",
      "control_plane_subnet_ids",
      "node_security_group_id",
      "node_subnet_ids",
      "oidc_issuer",
      "update_kubeconfig",
    ]);
    expect(stack.output?.update_kubeconfig?.value).toBe(
      "aws eks update-kubeconfig --region ap-southeast-2 --name Carpenter",
    );
    const assumeRole = "arn:aws:iam::111122223333:role/deployer";
    expect(clusterStack({}, { assumeRole }).output?.update_kubeconfig?.value).toBe(
      `aws eks update-kubeconfig --region ap-southeast-2 --name Carpenter --role-arn ${assumeRole}`,
    );
  });

  test("is synthesised for a version past its support where that is allowed", () => {
    const old = clusterStack({ version: "1.30", allowUnsupportedVersion: true });
    expect(theOnly(old, "aws_eks_cluster").version).toBe("1.30");
    expect(inventoryOf(old)).toEqual(inventoryOf(stack));
  });

  test("matches the reviewed snapshot", () => {
    expect(stack).toMatchSnapshot();
  });
});

describe("instance types", () => {
  test.each([
    ["c7i-flex.large", "amd64"],
    ["m5.metal", "amd64"],
    ["g4dn.xlarge", "amd64"],
    ["c7g.2xlarge", "arm64"],
    ["im4gn.large", "arm64"],
    ["a1.medium", "arm64"],
    ["g5g.xlarge", "arm64"],
    ["u-6tb1.56xlarge", "amd64"],
  ] as const)("%s is of %s", (type, architecture) => {
    expect(isInstanceType(type)).toBe(true);
    expect(architectureOf(type)).toBe(architecture);
  });

  const table = resolve(__dirname, "../../shared/data/instance-types-1.14.csv");
  (existsSync(table) ? test : test.skip)("of EC2's whole list are told apart by name", () => {
    const [, ...rows] = readFileSync(table, "utf8").trim().split("\n");
    const wrong = rows
      .map((line) => line.split(","))
      .filter(([type = "", , , arch]) => !isInstanceType(type) || architectureOf(type) !== arch);
    expect(rows.length).toBeGreaterThan(1000);
    expect(wrong).toEqual([]);
  });
});
