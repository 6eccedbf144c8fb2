import { INTERRUPTION_EVENTS } from "../constructs/karpenter/interruption-events";
import {
  type Block,
  cluster,
  type ClusterInput,
  inventoryOf,
  MINIMAL,
  named,
  POOLS,
  resourcesOf,
  type StackJson,
  statementsOf,
  synthesise,
  synthesiseStack,
  theOnly,
} from "./helpers/synth";

const NAME = "carpenter-karpenter-infra";

const infraStack = (more: Partial<ClusterInput> = {}): StackJson =>
  synthesiseStack(NAME, { ...MINIMAL, clusters: [cluster("Carpenter", more)] });
const karpenter = (more: object, others: Partial<ClusterInput> = {}): StackJson =>
  infraStack({ ...others, karpenter: { version: "1.14.1", ...more } });

const NODE_POLICIES = [
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonSSMManagedInstanceCore",
];

describe("the karpenter-infra stack", () => {
  const stack = infraStack();

  test("has what it needs and no more", () => {
    expect(inventoryOf(stack)).toEqual({
      aws_iam_role: 2, // controller, nodes
      aws_iam_policy: 6, // the controller's, by group
      aws_iam_role_policies_exclusive: 1, // keeps inline policies off the controller
      aws_iam_role_policy_attachment: 10, // six for the controller, four for the nodes
      aws_sqs_queue: 1,
      aws_sqs_queue_policy: 1,
      aws_cloudwatch_event_rule: 5,
      aws_cloudwatch_event_target: 5,
    });
  });

  test("needs nothing of any other stack", () => {
    expect(stack.data).toBeUndefined();
  });

  test("matches the reviewed snapshot", () => {
    expect(stack.resource).toMatchSnapshot();
  });

  describe("the controller's role", () => {
    test("is for one service account of one cluster, by Pod Identity", () => {
      const role = named(stack, "aws_iam_role", "controller_role");
      expect(role).toMatchObject({ name: "KarpenterControllerRole-Carpenter", path: "/" });
      expect(statementsOf(role.assume_role_policy)).toEqual([
        {
          Effect: "Allow",
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "111122223333",
              "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:ap-southeast-2:111122223333:cluster/Carpenter",
              "aws:RequestTag/kubernetes-namespace": "karpenter",
              "aws:RequestTag/kubernetes-service-account": "karpenter-sa",
            },
          },
        },
      ]);
    });

    test("is for the service account's token with IRSA, the issuer without its scheme", () => {
      const irsa = infraStack({ cluster: { version: "1.35", identity: "irsa" } });
      const role = named(irsa, "aws_iam_role", "controller_role");
      expect(statementsOf(role.assume_role_policy)).toEqual([
        {
          Effect: "Allow",
          Principal: { Federated: expect.stringMatching(/aws_iam_openid_connect_provider.*arn}$/) as string },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "${local.issuer}:aud": "sts.amazonaws.com",
              "${local.issuer}:sub": "system:serviceaccount:karpenter:karpenter-sa",
            },
          },
        },
      ]);
      expect((irsa as StackJson & { locals: Block }).locals.issuer).toMatch(
        /^\$\{replace\(data\.terraform_remote_state\..*issuer, "https:\/\/", ""\)\}$/,
      );
    });

    test("has every policy attached, and inline policies none", () => {
      const attached = resourcesOf(stack, "aws_iam_role_policy_attachment")
        .filter(({ role }) => String(role).includes("controller_role"))
        .map(({ policy_arn: arn }) => /controller_(\w+?)_[0-9A-F]{8}/.exec(String(arn))?.[1]);
      const groups = [
        "NodeLifecycle",
        "IAMIntegration",
        "EKSIntegration",
        "Interruption",
        "ZonalShift",
        "ResourceDiscovery",
      ];
      expect(attached.sort()).toEqual([...groups].sort());
      expect(theOnly(stack, "aws_iam_role_policies_exclusive")).toMatchObject({ policy_names: [] });
      expect(resourcesOf(stack, "aws_iam_policy").map(({ name }) => name)).toEqual(
        [...groups].sort().map((group) => `KarpenterController${group}Policy-Carpenter`),
      );
    });
  });

  describe("the nodes' role", () => {
    test("is for EC2, with four policies", () => {
      const role = named(stack, "aws_iam_role", "node-role");
      expect(role.name).toBe("KarpenterNodeRole-Carpenter");
      expect(statementsOf(role.assume_role_policy)).toEqual([
        { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
      ]);
      const policies = resourcesOf(stack, "aws_iam_role_policy_attachment")
        .filter(({ role: of }) => String(of).includes("node-role"))
        .map(({ policy_arn: arn }) => arn);
      expect(policies.sort()).toEqual(NODE_POLICIES.map((name) => `arn:aws:iam::aws:policy/${name}`));
    });

    test("has no path, whatever that of other roles is, and their boundary", () => {
      const permissionsBoundary = "arn:aws:iam::111122223333:policy/boundary";
      const rules = infraStack({ iam: { rolePath: "/eks/", permissionsBoundary } });
      expect(named(rules, "aws_iam_role", "node-role")).toMatchObject({
        path: "/",
        permissions_boundary: permissionsBoundary,
      });
      expect(named(rules, "aws_iam_role", "controller_role")).toMatchObject({
        path: "/eks/",
        permissions_boundary: permissionsBoundary,
      });
    });

    test("is trusted by EC2's own name in China", () => {
      const { stacks } = synthesise({ ...MINIMAL, region: "cn-north-1" });
      const role = named(stacks[NAME] ?? stack, "aws_iam_role", "node-role");
      expect(statementsOf(role.assume_role_policy)[0]?.Principal).toEqual({ Service: "ec2.amazonaws.com.cn" });
    });

    test("is in an instance profile of ours by choice", () => {
      expect(inventoryOf(stack)).not.toHaveProperty("aws_iam_instance_profile");
      expect(theOnly(karpenter({ nodeInstanceProfile: true }), "aws_iam_instance_profile")).toMatchObject({
        name: "KarpenterNodeInstanceProfile-Carpenter",
        role: expect.stringContaining("node-role") as string,
      });
    });
  });

  test("lets Karpenter pass the roles that node classes name, beside ours", () => {
    const ami = POOLS.nodeClasses.default;
    const nodeClasses = {
      a: { ...ami, role: "other" },
      b: { ...ami, instanceProfile: "profile", instanceProfileRole: "profiled" },
      c: { ...ami, role: "other" },
      d: ami,
    };
    const policy = named(infraStack({ nodeClasses }), "aws_iam_policy", "controller_IAMIntegration").policy;
    expect(statementsOf(policy).find(({ Sid }) => Sid === "AllowPassingInstanceRole")?.Resource).toEqual(
      ["KarpenterNodeRole-Carpenter", "other", "profiled"].map((name) => `arn:aws:iam::111122223333:role/${name}`),
    );
  });

  describe("the interruption queue", () => {
    test("keeps notices five minutes, encrypted", () => {
      expect(theOnly(stack, "aws_sqs_queue")).toMatchObject({
        name: "Carpenter",
        message_retention_seconds: 300,
        sqs_managed_sse_enabled: true,
      });
    });

    test("is written to by events, and by no one without TLS", () => {
      const arn = expect.stringMatching(/aws_sqs_queue.*\.arn}$/) as string;
      expect(statementsOf(theOnly(stack, "aws_sqs_queue_policy").policy)).toEqual([
        {
          Sid: "AllowEvents",
          Effect: "Allow",
          Principal: { Service: ["events.amazonaws.com", "sqs.amazonaws.com"] },
          Action: "sqs:SendMessage",
          Resource: arn,
        },
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    });

    /** Written out letter by letter: a wrong one makes a rule that never matches. */
    const EVENTS = [
      ["aws.health", "AWS Health Event"],
      ["aws.ec2", "EC2 Spot Instance Interruption Warning"],
      ["aws.ec2", "EC2 Instance Rebalance Recommendation"],
      ["aws.ec2", "EC2 Instance State-change Notification"],
      ["aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"],
    ];
    const patternsOf = (version: string) =>
      resourcesOf(karpenter({ version }, { cluster: { version: "1.34" } }), "aws_cloudwatch_event_rule").map(
        ({ event_pattern: pattern }) => String(pattern),
      );

    test("is filled by five rules, the fifth from 1.10", () => {
      const patterns = EVENTS.map(([source, detailType]) =>
        JSON.stringify({ source: [source], "detail-type": [detailType] }),
      );
      expect(patternsOf("1.10.0").sort()).toEqual([...patterns].sort());
      expect(patternsOf("1.9.9").sort()).toEqual(patterns.slice(0, 4).sort());
    });

    test("is the target of every rule", () => {
      const targets = resourcesOf(stack, "aws_cloudwatch_event_target");
      expect(targets).toHaveLength(INTERRUPTION_EVENTS.length);
      for (const { arn } of targets) expect(arn).toMatch(/aws_sqs_queue.*\.arn}$/);
      expect(new Set(targets.map(({ rule }) => rule)).size).toBe(INTERRUPTION_EVENTS.length);
    });
  });

  test("shows names and ARNs", () => {
    const names = Object.keys(karpenter({ nodeInstanceProfile: true }).output ?? {});
    expect(names.filter((name) => !name.startsWith("cross-stack-output-")).sort()).toEqual([
      "controller_role_arn",
      "controller_role_name",
      "interruption_queue_name",
      "node_instance_profile_name",
      "node_role_arn",
      "node_role_name",
    ]);
  });
});
