import { dependenciesOf, graphOf, needs } from "./helpers/graph";
import { cluster, MINIMAL, type StackJson, synthesise } from "./helpers/synth";

/** One configuration with every resource that has an order. */
const { stacks } = synthesise({
  ...MINIMAL,
  state: { encryption: "SSE-KMS" },
  clusters: [
    cluster("Carpenter", {
      network: { natGateway: "per-zone", flowLogs: {} },
      cluster: { version: "1.35", identity: "irsa", addons: { "aws-ebs-csi-driver": {}, "metrics-server": {} } },
    }),
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
    ["aws_iam_openid_connect_provider.oidc_provider", [CLUSTER], "the issuer is the cluster's"],
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

  test.each(Object.entries(stacks))(
    "needs every depends_on of %s: without it something above is lost",
    (name, stack) => {
      const dependencies = dependenciesOf(stack);
      expect(dependencies.length).toBeGreaterThan(0);
      expect(dependencies.filter((dependency) => broken(name, stack, dependency).length === 0)).toEqual([]);
    },
  );
});
