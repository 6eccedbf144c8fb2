import { partitionOf } from "../config/aws";
import { karpenterNodeRoleName } from "../config/names";
import { MOST_NODE_ROLES } from "../config/node-roles";
import { controllerStatements, type PermissionGroup } from "../constructs/karpenter/controller-permissions";
import { policyDocument, type PolicyStatement } from "../constructs/shared/policy-document";

const SCOPE = { account: "111122223333", region: "ap-southeast-2", clusterName: "Carpenter", nodeRoles: ["Nodes"] };

const policies = (version: string, scope: object = {}) => controllerStatements({ ...SCOPE, version, ...scope });
const statements = (version: string, scope: object = {}): PolicyStatement[] =>
  [...policies(version, scope).values()].flat();
const statement = (sid: string, version = "1.14.1", scope: object = {}): PolicyStatement | undefined =>
  statements(version, scope).find(({ Sid }) => Sid === sid);

const OWNED = { "kubernetes.io/cluster/Carpenter": "owned" };
const request = (tags: object) => prefixed("aws:RequestTag/", tags);
const resource = (tags: object) => prefixed("aws:ResourceTag/", tags);
const prefixed = (prefix: string, tags: object) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, value as string]));

const EC2 = "arn:aws:ec2:ap-southeast-2:*:";
const LAUNCHED = ["fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"].map(
  (kind) => `${EC2}${kind}/*`,
);
const PROFILES = ["arn:aws:iam::111122223333:instance-profile/*"];
const CLUSTER = "arn:aws:eks:ap-southeast-2:111122223333:cluster/Carpenter";
const OWNED_BY_POOL = { StringEquals: resource(OWNED), StringLike: resource({ "karpenter.sh/nodepool": "*" }) };
const NAMED = { "eks:eks-cluster-name": "Carpenter" };
const REGION = { "topology.kubernetes.io/region": "ap-southeast-2" };
const NODE_CLASS = { "karpenter.k8s.aws/ec2nodeclass": "*" };

/** Every statement of 1.14, written out once more, so that a change of the table shows. */
const EXPECTED: Record<
  PermissionGroup,
  Record<string, [actions: string[], resources: string[], conditions?: object]>
> = {
  NodeLifecycle: {
    AllowScopedEC2InstanceAccessActions: [
      ["ec2:RunInstances", "ec2:CreateFleet"],
      [
        "arn:aws:ec2:ap-southeast-2::image/*",
        "arn:aws:ec2:ap-southeast-2::snapshot/*",
        `${EC2}security-group/*`,
        `${EC2}subnet/*`,
        `${EC2}capacity-reservation/*`,
        `${EC2}placement-group/*`,
      ],
    ],
    AllowScopedEC2LaunchTemplateAccessActions: [
      ["ec2:RunInstances", "ec2:CreateFleet"],
      [`${EC2}launch-template/*`],
      OWNED_BY_POOL,
    ],
    AllowScopedEC2InstanceActionsWithTags: [
      ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
      LAUNCHED,
      { StringEquals: request({ ...OWNED, ...NAMED }), StringLike: request({ "karpenter.sh/nodepool": "*" }) },
    ],
    AllowScopedResourceCreationTagging: [
      ["ec2:CreateTags"],
      LAUNCHED,
      {
        StringEquals: {
          ...request({ ...OWNED, ...NAMED }),
          "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        },
        StringLike: request({ "karpenter.sh/nodepool": "*" }),
      },
    ],
    AllowScopedResourceTagging: [
      ["ec2:CreateTags"],
      [`${EC2}instance/*`],
      {
        ...OWNED_BY_POOL,
        StringEqualsIfExists: request(NAMED),
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
      },
    ],
    AllowScopedDeletion: [
      ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      [`${EC2}instance/*`, `${EC2}launch-template/*`],
      OWNED_BY_POOL,
    ],
  },
  IAMIntegration: {
    AllowPassingInstanceRole: [
      ["iam:PassRole"],
      ["arn:aws:iam::111122223333:role/Nodes"],
      { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    ],
    AllowScopedInstanceProfileCreationActions: [
      ["iam:CreateInstanceProfile"],
      PROFILES,
      { StringEquals: request({ ...OWNED, ...NAMED, ...REGION }), StringLike: request(NODE_CLASS) },
    ],
    AllowScopedInstanceProfileTagActions: [
      ["iam:TagInstanceProfile"],
      PROFILES,
      {
        StringEquals: { ...resource({ ...OWNED, ...REGION }), ...request({ ...OWNED, ...NAMED, ...REGION }) },
        StringLike: { ...resource(NODE_CLASS), ...request(NODE_CLASS) },
      },
    ],
    AllowScopedInstanceProfileActions: [
      ["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"],
      PROFILES,
      { StringEquals: resource({ ...OWNED, ...REGION }), StringLike: resource(NODE_CLASS) },
    ],
  },
  EKSIntegration: { AllowAPIServerEndpointDiscovery: [["eks:DescribeCluster"], [CLUSTER]] },
  Interruption: {
    AllowInterruptionQueueActions: [
      ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      ["arn:aws:sqs:ap-southeast-2:111122223333:Carpenter"],
    ],
  },
  ZonalShift: {
    AllowZonalShiftStatusReadOnly: [
      ["arc-zonal-shift:GetManagedResource"],
      ["*"],
      { StringEquals: { "arc-zonal-shift:ResourceIdentifier": CLUSTER } },
    ],
  },
  ResourceDiscovery: {
    AllowRegionalReadActions: [
      [
        "CapacityReservations",
        "Images",
        "Instances",
        "InstanceStatus",
        "InstanceTypeOfferings",
        "InstanceTypes",
        "LaunchTemplates",
        "PlacementGroups",
        "SecurityGroups",
        "SpotPriceHistory",
        "Subnets",
      ].map((what) => `ec2:Describe${what}`),
      ["*"],
      { StringEquals: { "aws:RequestedRegion": "ap-southeast-2" } },
    ],
    AllowSSMReadActions: [["ssm:GetParameter"], ["arn:aws:ssm:ap-southeast-2::parameter/aws/service/*"]],
    AllowPricingReadActions: [["pricing:GetProducts"], ["*"]],
    AllowInstanceProfileReadActions: [["iam:GetInstanceProfile"], PROFILES],
    AllowUnscopedInstanceProfileListAction: [["iam:ListInstanceProfiles"], ["*"]],
  },
};

describe("the controller's permissions", () => {
  test("are the 18 statements of Karpenter's reference, grouped as there", () => {
    const expected = Object.entries(EXPECTED).map(([group, rows]) => [
      group,
      Object.entries(rows).map(([Sid, [Action, Resource, Condition]]) => ({
        Sid,
        Effect: "Allow",
        Action,
        Resource,
        ...(Condition === undefined ? {} : { Condition }),
      })),
    ]);
    expect(Object.fromEntries(policies("1.14.1"))).toEqual(Object.fromEntries(expected));
    expect(statements("1.14.1")).toHaveLength(18);
  });

  test.each<[string, string, (at: string) => unknown, unknown, unknown]>([
    [
      "may list instance profiles",
      "1.7.0",
      (at) => statement("AllowUnscopedInstanceProfileListAction", at)?.Action,
      undefined,
      ["iam:ListInstanceProfiles"],
    ],
    [
      "tag no capacity reservation",
      "1.9.0",
      (at) =>
        statement("AllowScopedEC2InstanceActionsWithTags", at)?.Resource?.includes(`${EC2}capacity-reservation/*`),
      true,
      false,
    ],
    [
      "may use placement groups",
      "1.11.0",
      (at) => statement("AllowScopedEC2InstanceAccessActions", at)?.Resource?.includes(`${EC2}placement-group/*`),
      false,
      true,
    ],
    [
      "may see placement groups",
      "1.11.0",
      (at) => statement("AllowRegionalReadActions", at)?.Action.includes("ec2:DescribePlacementGroups"),
      false,
      true,
    ],
    [
      "may see the status of instances",
      "1.12.0",
      (at) => statement("AllowRegionalReadActions", at)?.Action.includes("ec2:DescribeInstanceStatus"),
      false,
      true,
    ],
    [
      "may see zonal shifts",
      "1.12.0",
      (at) => statement("AllowZonalShiftStatusReadOnly", at)?.Resource,
      undefined,
      [CLUSTER],
    ],
    [
      "name the cluster of zonal shifts by condition",
      "1.13.0",
      (at) => statement("AllowZonalShiftStatusReadOnly", at)?.Resource,
      [CLUSTER],
      ["*"],
    ],
  ])("%s from %s", (_, version, look, before, since) => {
    const [major, minor] = version.split(".").map(Number);
    expect(look(`${major}.${(minor ?? 0) - 1}.9`)).toEqual(before);
    expect(look(version)).toEqual(since);
  });

  test("have no policy without a statement", () => {
    expect([...policies("1.6.0").keys()]).not.toContain("ZonalShift");
  });

  test("fit into managed policies for the longest names, regions and partitions, and for as many roles as there may be", () => {
    const clusterName = "x".repeat(100);
    const nodeRoles = Array.from(
      { length: MOST_NODE_ROLES + 1 },
      (_, index) => karpenterNodeRoleName(clusterName).slice(0, 62) + String(10 + index),
    );
    const regions = [
      "us-east-1",
      "ap-southeast-2",
      "cn-northwest-1",
      "us-gov-east-1",
      "ap-northeast-1",
      "mx-central-1",
    ];
    const sizes = regions.flatMap((region) =>
      ["1.6.0", "1.8.1", "1.14.1"].flatMap((version) =>
        [...policies(version, { clusterName, region, nodeRoles })].map(([group, rows]) => ({
          group,
          region,
          partition: partitionOf(region),
          size: policyDocument(rows).replace(/\s/g, "").length,
        })),
      ),
    );
    expect(sizes.filter(({ size }) => size > 6144)).toEqual([]);
    expect(new Set(sizes.map(({ partition }) => partition))).toEqual(new Set(["aws", "aws-cn", "aws-us-gov"]));
    // The whole in one policy would not: that is why there are six.
    expect(policyDocument(statements("1.14.1", { clusterName, region: "us-gov-east-1" })).length).toBeGreaterThan(6144);
  });

  test("name every ARN in the region's partition", () => {
    for (const [region, partition] of [
      ["cn-north-1", "aws-cn"],
      ["us-gov-west-1", "aws-us-gov"],
    ] as const) {
      const arns = JSON.stringify(statements("1.14.1", { region })).match(/arn:[^:"]+:/g) ?? [];
      expect([...new Set(arns)]).toEqual([`arn:${partition}:`]);
    }
  });
});
