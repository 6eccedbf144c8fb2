import type { AccessScope, ClusterRecord, NodeGroupRecord } from "./cluster-record";
import type { StateOf } from "./states";
import type { Update } from "./updates";

/** What DescribeCluster shows. Times are seconds since 1970. */
export interface DescribedCluster {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  version: string;
  readonly roleArn: string;
  resourcesVpcConfig: VpcConfig & { readonly clusterSecurityGroupId: string; readonly vpcId: string };
  kubernetesNetworkConfig: NetworkConfig;
  logging: Logging;
  status: StateOf<"cluster">;
  readonly health: { readonly issues: object[] };
  endpoint?: string;
  certificateAuthority?: { readonly data: string };
  identity?: { readonly oidc: { readonly issuer: string } };
  platformVersion: string;
  tags: Record<string, string>;
  encryptionConfig?: readonly object[];
  accessConfig: AccessConfig;
  upgradePolicy: { readonly supportType: "STANDARD" | "EXTENDED" };
  zonalShiftConfig: { readonly enabled: boolean };
  remoteNetworkConfig?: object;
  computeConfig?: { readonly enabled?: boolean; readonly nodePools?: readonly string[]; readonly nodeRoleArn?: string };
  storageConfig?: { readonly blockStorage?: { readonly enabled?: boolean } };
  deletionProtection: boolean;
  controlPlaneScalingConfig: { readonly tier: string };
}

export interface VpcConfig {
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
  endpointPublicAccess: boolean;
  endpointPrivateAccess: boolean;
  publicAccessCidrs: readonly string[];
}

export interface NetworkConfig {
  readonly ipFamily: "ipv4" | "ipv6";
  readonly serviceIpv4Cidr?: string;
  readonly elasticLoadBalancing?: { readonly enabled: boolean };
}

export interface Logging {
  readonly clusterLogging: readonly { readonly types: readonly string[]; readonly enabled: boolean }[];
}

export interface AccessConfig {
  readonly authenticationMode: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP";
  readonly bootstrapClusterCreatorAdminPermissions?: boolean;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

/** What DescribeNodegroup shows. */
export interface DescribedNodegroup {
  readonly nodegroupName: string;
  readonly nodegroupArn: string;
  readonly clusterName: string;
  version: string;
  releaseVersion: string;
  readonly createdAt: number;
  modifiedAt: number;
  status: StateOf<"nodegroup">;
  readonly capacityType: "ON_DEMAND" | "SPOT";
  scalingConfig: ScalingConfig;
  readonly instanceTypes: readonly string[];
  readonly subnets: readonly string[];
  readonly amiType: string;
  readonly nodeRole: string;
  labels: Record<string, string>;
  taints: readonly Taint[];
  readonly resources: { readonly autoScalingGroups: readonly { readonly name: string }[] };
  readonly diskSize?: number;
  readonly health: { readonly issues: object[] };
  updateConfig: object;
  nodeRepairConfig?: object;
  launchTemplate?: LaunchTemplate;
  tags: Record<string, string>;
}

export interface ScalingConfig {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize: number;
}

/** What DescribeAddon shows, but for status and health, which follow from the node groups. */
export interface StoredAddon {
  readonly addonName: string;
  readonly clusterName: string;
  readonly addonArn: string;
  addonVersion: string;
  readonly createdAt: number;
  modifiedAt: number;
  /** Whether a change is under way; otherwise it is ACTIVE, or DEGRADED. */
  phase: Exclude<StateOf<"addon">, "ACTIVE" | "DEGRADED"> | "settled";
  serviceAccountRoleArn?: string;
  tags: Record<string, string>;
  configurationValues?: string;
}

/** What DescribeAccessEntry shows, and the policies associated. */
export interface StoredAccessEntry {
  readonly clusterName: string;
  readonly principalArn: string;
  kubernetesGroups: readonly string[];
  readonly accessEntryArn: string;
  readonly createdAt: number;
  modifiedAt: number;
  tags: Record<string, string>;
  username: string;
  readonly type: string;
  readonly policies: Map<string, AssociatedPolicy>;
}

export interface AssociatedPolicy {
  readonly policyArn: string;
  readonly accessScope: AccessScope;
  readonly associatedAt: number;
  readonly modifiedAt: number;
}

/** What DescribePodIdentityAssociation shows. */
export interface StoredAssociation {
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  roleArn: string;
  readonly associationArn: string;
  readonly associationId: string;
  tags: Record<string, string>;
  readonly createdAt: number;
  modifiedAt: number;
  /** The add-on that it belongs to. */
  readonly ownerArn?: string;
  disableSessionTags: boolean;
  targetRoleArn?: string;
  externalId?: string;
}

/** One cluster, and all that belongs to it. */
export interface StoredCluster {
  readonly account: string;
  readonly region: string;
  readonly described: DescribedCluster;
  readonly nodegroups: Map<string, DescribedNodegroup>;
  readonly addons: Map<string, StoredAddon>;
  readonly accessEntries: Map<string, StoredAccessEntry>;
  readonly associations: Map<string, StoredAssociation>;
  readonly updates: Update[];
}

/** The same as what runs behind the cluster needs to know; what is being deleted is no longer in it. */
export function recordOf(cluster: StoredCluster): ClusterRecord {
  const { account, region, described, nodegroups, addons, accessEntries, associations } = cluster;
  const { name, arn, version, resourcesVpcConfig } = described;
  return {
    account,
    region,
    name,
    arn,
    version,
    subnetIds: resourcesVpcConfig.subnetIds,
    nodeGroups: mapOf(
      [...nodegroups.values()].filter(({ status }) => status !== "DELETING").map(nodeGroupRecord),
      (group) => group.name,
    ),
    addons: mapOf(
      [...addons.values()]
        .filter(({ phase }) => phase !== "DELETING")
        .map(({ addonName, addonVersion, configurationValues }) => ({
          name: addonName,
          version: addonVersion,
          ...(configurationValues === undefined ? {} : { configurationValues }),
        })),
      (addon) => addon.name,
    ),
    accessEntries: mapOf(
      [...accessEntries.values()].map(({ principalArn, type, username, kubernetesGroups, policies }) => ({
        principalArn,
        type,
        username,
        kubernetesGroups,
        policies: new Map([...policies.values()].map(({ policyArn, accessScope }) => [policyArn, accessScope])),
      })),
      (entry) => entry.principalArn,
    ),
    podIdentityAssociations: mapOf(
      [...associations.values()].map(({ associationId: id, namespace, serviceAccount, roleArn }) => ({
        id,
        namespace,
        serviceAccount,
        roleArn,
      })),
      (association) => association.id,
    ),
  };
}

function nodeGroupRecord(group: DescribedNodegroup): NodeGroupRecord {
  const { nodegroupName: name, nodeRole, instanceTypes, amiType, capacityType, subnets: subnetIds } = group;
  const { scalingConfig, labels, taints, launchTemplate } = group;
  return {
    ...{ name, nodeRole, instanceTypes, amiType, capacityType, subnetIds, labels, taints },
    desiredSize: scalingConfig.desiredSize,
    ...(launchTemplate === undefined
      ? {}
      : { launchTemplate: { id: launchTemplate.id, version: launchTemplate.version } }),
  };
}

function mapOf<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [key(item), item]));
}
