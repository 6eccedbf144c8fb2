import { dependenciesOf, graphOf, needs } from "./helpers/graph";
import { cluster, MINIMAL, POOLS, type StackJson, synthesise } from "./helpers/synth";

/** One configuration with every resource that has an order. */
const { stacks } = synthesise({
  ...MINIMAL,
  state: { encryption: "SSE-KMS" },
  clusters: [
    cluster("Carpenter", {
      network: { natGateway: "per-zone", flowLogs: {} },
      cluster: { version: "1.35", addons: { "aws-ebs-csi-driver": {}, "metrics-server": {} } },
      karpenter: { version: "1.14.1", nodeInstanceProfile: true },
      ...POOLS,
      demo: {},
    }),
    cluster("irsa", { cluster: { version: "1.35", identity: "irsa" } }),
  ],
});

const NODES = "aws_eks_node_group.system-nodes_node-group";
const CLUSTER = "aws_eks_cluster.control-plane_cluster";
const addon = (phase: "before" | "after", name: string) => `aws_eks_addon.addons-${phase}-nodes_${name}`;
const rule = (direction: "ingress" | "egress", id: string) =>
  `aws_vpc_security_group_${direction}_rule.security-groups_${id}`;

/** What is made after something else, and destroyed before it; and why. */
const ORDER: Record<string, readonly (readonly [later: string, earlier: readonly string[], why: string])[]> = {
  state: [
    [
      "aws_s3_bucket_policy.state_policy",
      ["aws_s3_bucket_public_access_block.state_public-access"],
      "S3 answers OperationAborted to both at once",
    ],
    [
      "aws_s3_bucket_lifecycle_configuration.state_lifecycle",
      ["aws_s3_bucket_versioning.state_versioning"],
      "rules for old versions need versions",
    ],
  ],
  "carpenter-network": [
    ...[0, 1, 2].flatMap((slot) => [
      [
        `aws_nat_gateway.nat_gateway-${slot}`,
        ["aws_internet_gateway.vpc_internet-gateway"],
        "NAT has a way out from its first second to its last",
      ] as const,
      [
        `aws_eip.nat_address-${slot}`,
        ["aws_internet_gateway.vpc_internet-gateway"],
        "a mapped address blocks the Internet gateway's removal",
      ] as const,
    ]),
    [
      "aws_flow_log.flow-logs_flow-log",
      ["aws_iam_role_policy.flow-logs_delivery-policy"],
      "records cannot be delivered without",
    ],
  ],
  "carpenter-cluster": [
    [
      CLUSTER,
      [
        "aws_cloudwatch_log_group.control-plane_log-group",
        "aws_iam_role.control-plane_role",
        "aws_iam_role_policy_attachment.control-plane_role_AmazonEKSClusterPolicy",
        "aws_kms_key.control-plane_secrets_key",
        "aws_security_group.security-groups_cluster",
      ],
      "the control plane logs, acts and encrypts with them until its end",
    ],
    [
      NODES,
      [
        CLUSTER,
        "aws_launch_template.system-nodes_launch-template",
        ...[
          "AmazonEKSWorkerNodePolicy",
          "AmazonEKS_CNI_Policy",
          "AmazonEC2ContainerRegistryPullOnly",
          "AmazonSSMManagedInstanceCore",
        ].map((policy) => `aws_iam_role_policy_attachment.system-nodes_role_${policy}`),
      ],
      "a node joins, pulls and leaves with its role's permissions",
    ],
    [
      NODES,
      [
        "aws_security_group.security-groups_node",
        rule("ingress", "nodes-to-api"),
        rule("ingress", "webhooks-443"),
        rule("ingress", "kubelet"),
        rule("ingress", "metrics-server-4443"),
        rule("ingress", "metrics-server-10251"),
        rule("ingress", "prometheus-adapter"),
        rule("ingress", "webhooks-8443"),
        rule("ingress", "webhooks-9443"),
        rule("ingress", "node-to-node"),
        rule("egress", "egress"),
      ],
      "a node reaches the control plane and is reached",
    ],
    [
      NODES,
      [addon("before", "vpc-cni"), addon("before", "kube-proxy"), addon("before", "eks-pod-identity-agent")],
      "a node is not ready without pod networking",
    ],
    ...["coredns", "aws-ebs-csi-driver", "metrics-server"].map(
      (name) => [addon("after", name), [NODES], "its pods need a node"] as const,
    ),
    [
      "aws_eks_access_policy_association.access_policy-creator",
      ["aws_eks_access_entry.access_entry-creator", CLUSTER],
      "a policy belongs to an entry",
    ],
  ],
  "irsa-cluster": [["aws_iam_openid_connect_provider.oidc_provider", [CLUSTER], "the issuer is the cluster's"]],
  "carpenter-karpenter": [
    [
      "time_sleep.access_settled",
      ["aws_eks_access_entry.access_node-entry", "aws_eks_pod_identity_association.access_controller-identity"],
      "both take some seconds to hold",
    ],
    [
      "helm_release.charts_karpenter",
      ["time_sleep.access_settled"],
      "credentials are given to a pod when it is made, and never later",
    ],
    [
      "helm_release.charts_karpenter",
      ["helm_release.charts_karpenter-crd"],
      "the controller stops at its start without the definitions, and clears finalizers while they are there",
    ],
    [
      "helm_release.charts_karpenter",
      ["kubernetes_manifest.flow_leader-election", "kubernetes_manifest.flow_workload"],
      "the controller's first calls have their priority already",
    ],
    ["time_sleep.charts_crds-served", ["helm_release.charts_karpenter"], "the pause begins with the new version"],
    ["terraform_data.rollout_awaited", ["helm_release.charts_karpenter"], "there is a rollout to wait for"],
  ],
  "carpenter-node-pools": [
    [
      "kubernetes_manifest.node-pool-general_manifest",
      ["kubernetes_manifest.node-class-default_manifest"],
      "a pool is ready when its class is, and a class goes when no node is of it",
    ],
  ],
};

function broken(name: string, stack: StackJson, without?: { from: string; to: string }): string[] {
  const graph = graphOf(stack, without);
  return (ORDER[name] ?? []).flatMap(([later, earlier]) =>
    earlier.filter((address) => !needs(graph, later, address)).map((address) => `${later} before ${address}`),
  );
}

describe("the order of creation and destruction", () => {
  test.each(Object.entries(stacks))("is kept in %s", (name, stack) => {
    expect(broken(name, stack)).toEqual([]);
  });

  // The second cluster is as the first, but for its issuer.
  const whole = Object.entries(stacks).filter(([name]) => !name.startsWith("irsa-"));

  test.each(whole)("needs every depends_on of %s: without it something above is lost", (name, stack) => {
    const needless = dependenciesOf(stack).filter((dependency) => broken(name, stack, dependency).length === 0);
    expect(needless).toEqual([]);
  });

  test("is declared where nothing else says it", () => {
    const declared = whole.filter(([, stack]) => dependenciesOf(stack).length > 0).map(([name]) => name);
    expect(declared.sort()).toEqual([
      "carpenter-cluster",
      "carpenter-karpenter",
      "carpenter-network",
      "carpenter-node-pools",
      "state",
    ]);
  });
});
