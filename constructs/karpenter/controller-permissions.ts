import { partitionOf } from "../../config/aws";
import { clusterArn, interruptionQueueName, queueArn, roleArn } from "../../config/names";
import { isAtLeast } from "../../config/versions";
import type { PolicyStatement } from "../shared/policy-document";

/** What the controller's permissions depend on: names alone, so that they can be known before anything exists. */
export interface ControllerScope {
  readonly account: string;
  readonly region: string;
  readonly clusterName: string;
  /** Karpenter's version. */
  readonly version: string;
  /** Names of the roles, without path, that nodes may be given. */
  readonly nodeRoles: readonly string[];
}

/** Upstream's grouping: each group becomes a managed policy, which holds 6,144 characters. */
export const PERMISSION_GROUPS = [
  "NodeLifecycle",
  "IAMIntegration",
  "EKSIntegration",
  "Interruption",
  "ZonalShift",
  "ResourceDiscovery",
] as const;

export type PermissionGroup = (typeof PERMISSION_GROUPS)[number];

/** One statement that allows something; its Effect is always Allow. */
interface Permission {
  readonly group: PermissionGroup;
  readonly sid: string;
  /**
   * The first version of Karpenter that has it.
   * @default all of them
   */
  readonly since?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: PolicyStatement["Condition"];
}

/**
 * The controller's statements for one version of Karpenter, by group; a group without statements is left out.
 * https://karpenter.sh/docs/reference/cloudformation/
 */
export function controllerStatements(scope: ControllerScope): ReadonlyMap<PermissionGroup, PolicyStatement[]> {
  const rows = permissions(scope).filter(({ since }) => since === undefined || isAtLeast(scope.version, since));
  const groups = PERMISSION_GROUPS.map((group) => {
    const statements = rows.filter((row) => row.group === group).map(statementOf);
    return [group, statements] as const;
  });
  return new Map(groups.filter(([, statements]) => statements.length > 0));
}

function statementOf({ sid, actions, resources, conditions }: Permission): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

function permissions({ account, region, clusterName, version, nodeRoles }: ControllerScope): readonly Permission[] {
  const partition = partitionOf(region);
  const from = (minimum: string, ...values: string[]) => (isAtLeast(version, minimum) ? values : []);
  const until = (last: string, ...values: string[]) => (isAtLeast(last, minorOf(version)) ? values : []);
  const ec2 = (...kinds: string[]) => kinds.map((kind) => `arn:${partition}:ec2:${region}:*:${kind}/*`);
  const published = (...kinds: string[]) => kinds.map((kind) => `arn:${partition}:ec2:${region}::${kind}/*`);
  const profiles = [`arn:${partition}:iam::${account}:instance-profile/*`];
  const cluster = clusterArn(region, account, clusterName);

  const tag = (on: "Request" | "Resource", key: string) => `aws:${on}Tag/${key}`;
  const owned = (on: "Request" | "Resource") => ({ [tag(on, `kubernetes.io/cluster/${clusterName}`)]: "owned" });
  const named = { [tag("Request", "eks:eks-cluster-name")]: clusterName };
  const inRegion = (on: "Request" | "Resource") => ({ [tag(on, "topology.kubernetes.io/region")]: region });
  const ofPool = (on: "Request" | "Resource") => ({ [tag(on, "karpenter.sh/nodepool")]: "*" });
  const ofNodeClass = (on: "Request" | "Resource") => ({ [tag(on, "karpenter.k8s.aws/ec2nodeclass")]: "*" });

  /** What comes into being with a launch. */
  const launched = ["fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"];
  const ownedByPool = { StringEquals: owned("Resource"), StringLike: ofPool("Resource") };

  return [
    {
      group: "NodeLifecycle",
      sid: "AllowScopedEC2InstanceAccessActions",
      actions: ["ec2:RunInstances", "ec2:CreateFleet"],
      resources: [
        ...published("image", "snapshot"),
        ...ec2("security-group", "subnet", "capacity-reservation", ...from("1.11", "placement-group")),
      ],
    },
    {
      group: "NodeLifecycle",
      sid: "AllowScopedEC2LaunchTemplateAccessActions",
      actions: ["ec2:RunInstances", "ec2:CreateFleet"],
      resources: ec2("launch-template"),
      conditions: ownedByPool,
    },
    {
      group: "NodeLifecycle",
      sid: "AllowScopedEC2InstanceActionsWithTags",
      actions: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
      resources: ec2(...launched, ...until("1.8", "capacity-reservation")),
      conditions: { StringEquals: { ...owned("Request"), ...named }, StringLike: ofPool("Request") },
    },
    {
      group: "NodeLifecycle",
      sid: "AllowScopedResourceCreationTagging",
      actions: ["ec2:CreateTags"],
      resources: ec2(...launched),
      conditions: {
        StringEquals: {
          ...owned("Request"),
          ...named,
          "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        },
        StringLike: ofPool("Request"),
      },
    },
    {
      group: "NodeLifecycle",
      sid: "AllowScopedResourceTagging",
      actions: ["ec2:CreateTags"],
      resources: ec2("instance"),
      conditions: {
        ...ownedByPool,
        StringEqualsIfExists: named,
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
      },
    },
    {
      group: "NodeLifecycle",
      sid: "AllowScopedDeletion",
      actions: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      resources: ec2("instance", "launch-template"),
      conditions: ownedByPool,
    },
    {
      group: "IAMIntegration",
      sid: "AllowPassingInstanceRole",
      actions: ["iam:PassRole"],
      resources: nodeRoles.map((role) => roleArn(region, account, role)),
      conditions: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    },
    {
      group: "IAMIntegration",
      sid: "AllowScopedInstanceProfileCreationActions",
      actions: ["iam:CreateInstanceProfile"],
      resources: profiles,
      conditions: {
        StringEquals: { ...owned("Request"), ...named, ...inRegion("Request") },
        StringLike: ofNodeClass("Request"),
      },
    },
    {
      group: "IAMIntegration",
      sid: "AllowScopedInstanceProfileTagActions",
      actions: ["iam:TagInstanceProfile"],
      resources: profiles,
      conditions: {
        StringEquals: {
          ...owned("Resource"),
          ...inRegion("Resource"),
          ...owned("Request"),
          ...named,
          ...inRegion("Request"),
        },
        StringLike: { ...ofNodeClass("Resource"), ...ofNodeClass("Request") },
      },
    },
    {
      group: "IAMIntegration",
      sid: "AllowScopedInstanceProfileActions",
      actions: ["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"],
      resources: profiles,
      conditions: {
        StringEquals: { ...owned("Resource"), ...inRegion("Resource") },
        StringLike: ofNodeClass("Resource"),
      },
    },
    {
      group: "EKSIntegration",
      sid: "AllowAPIServerEndpointDiscovery",
      actions: ["eks:DescribeCluster"],
      resources: [cluster],
    },
    {
      group: "Interruption",
      sid: "AllowInterruptionQueueActions",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      resources: [queueArn(region, account, interruptionQueueName(clusterName))],
    },
    {
      group: "ZonalShift",
      sid: "AllowZonalShiftStatusReadOnly",
      since: "1.12",
      actions: ["arc-zonal-shift:GetManagedResource"],
      // The service knows the cluster by a condition key, not as a resource; 1.12 did not say so yet.
      ...(isAtLeast(version, "1.13")
        ? {
            resources: ["*"],
            conditions: { StringEquals: { "arc-zonal-shift:ResourceIdentifier": cluster } },
          }
        : { resources: [cluster] }),
    },
    {
      group: "ResourceDiscovery",
      sid: "AllowRegionalReadActions",
      actions: [
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        ...from("1.12", "ec2:DescribeInstanceStatus"),
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplates",
        ...from("1.11", "ec2:DescribePlacementGroups"),
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
      ],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      group: "ResourceDiscovery",
      sid: "AllowSSMReadActions",
      actions: ["ssm:GetParameter"],
      resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`],
    },
    {
      group: "ResourceDiscovery",
      sid: "AllowPricingReadActions",
      actions: ["pricing:GetProducts"],
      resources: ["*"],
    },
    {
      group: "ResourceDiscovery",
      sid: "AllowInstanceProfileReadActions",
      actions: ["iam:GetInstanceProfile"],
      resources: profiles,
    },
    {
      group: "ResourceDiscovery",
      sid: "AllowUnscopedInstanceProfileListAction",
      since: "1.7",
      actions: ["iam:ListInstanceProfiles"],
      resources: ["*"],
    },
  ];
}

/** `1.8.1` is of `1.8`. */
function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
