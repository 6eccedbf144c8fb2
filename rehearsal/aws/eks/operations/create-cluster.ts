import { createHash } from "node:crypto";
import { partitionOf } from "../../../../config/aws";
import { type Call, nowInSeconds } from "../call";
import { defaultVersion, offeredVersions } from "../catalogue";
import type {
  AccessConfig,
  DescribedCluster,
  Logging,
  NetworkConfig,
  StoredCluster,
  VpcConfig,
} from "../cluster-state";
import { refuse } from "../refusals";
import { addAccessEntry } from "./access-entries";
import { loggingOf } from "./cluster-config";
import { checkNetwork } from "./checks";

interface CreateClusterInput {
  readonly name: string;
  readonly version?: string;
  readonly roleArn: string;
  readonly resourcesVpcConfig: Partial<VpcConfig>;
  readonly kubernetesNetworkConfig?: Partial<NetworkConfig>;
  readonly logging?: Logging;
  readonly tags?: Record<string, string>;
  readonly encryptionConfig?: readonly object[];
  readonly accessConfig?: Partial<AccessConfig>;
  readonly upgradePolicy?: DescribedCluster["upgradePolicy"];
  readonly zonalShiftConfig?: DescribedCluster["zonalShiftConfig"];
  readonly remoteNetworkConfig?: object;
  readonly computeConfig?: DescribedCluster["computeConfig"];
  readonly storageConfig?: DescribedCluster["storageConfig"];
  readonly deletionProtection?: boolean;
  readonly controlPlaneScalingConfig?: DescribedCluster["controlPlaneScalingConfig"];
}

export async function createCluster(call: Call<CreateClusterInput>): Promise<object> {
  const { input, clusters, aws, account, region } = call;
  if (clusters.has(input.name)) throw refuse("cluster-exists", { cluster: input.name });
  const { version = defaultVersion() } = input;
  if (!offeredVersions(call.today).includes(version)) throw refuse("version-unsupported");
  const trusted = await aws.trustedServices(input.roleArn);
  if (trusted?.includes("eks.amazonaws.com") !== true) throw refuse("cluster-role", { role: input.roleArn });
  const { authenticationMode = "CONFIG_MAP", bootstrapClusterCreatorAdminPermissions } = input.accessConfig ?? {};
  if (authenticationMode === "CONFIG_MAP" && bootstrapClusterCreatorAdminPermissions === false) {
    throw refuse("authentication-mode-creator");
  }
  const vpcConfig = withDefaults(input.resourcesVpcConfig);
  const vpcId = await checkNetwork(aws, vpcConfig);

  const cluster: StoredCluster = {
    account,
    region,
    described: {
      ...describe(call, version),
      resourcesVpcConfig: {
        ...vpcConfig,
        clusterSecurityGroupId: await aws.createClusterSecurityGroup(input.name, vpcId),
        vpcId,
      },
    },
    nodegroups: new Map(),
    addons: new Map(),
    accessEntries: new Map(),
    associations: new Map(),
    updates: [],
  };
  clusters.set(input.name, cluster);
  await admitCreator(call, cluster);
  call.lifecycle.start(
    cluster,
    ({ endpoint, certificateAuthority }) => {
      Object.assign(cluster.described, {
        endpoint,
        certificateAuthority: { data: certificateAuthority },
        identity: { oidc: { issuer: issuerOf(cluster) } },
        status: "ACTIVE",
      });
    },
    (reason) => {
      cluster.described.status = "FAILED";
      cluster.described.health.issues.push({ code: "InternalFailure", message: reason, resourceIds: [] });
    },
  );
  return { cluster: cluster.described };
}

function describe({ input, account, region }: Call<CreateClusterInput>, version: string) {
  return {
    name: input.name,
    arn: `arn:${partitionOf(region)}:eks:${region}:${account}:cluster/${input.name}`,
    createdAt: nowInSeconds(),
    version,
    roleArn: input.roleArn,
    kubernetesNetworkConfig: {
      ipFamily: "ipv4" as const,
      serviceIpv4Cidr: "172.20.0.0/16",
      elasticLoadBalancing: { enabled: false },
      ...input.kubernetesNetworkConfig,
    },
    logging: loggingOf(input.logging),
    status: "CREATING" as const,
    health: { issues: [] },
    platformVersion: "eks.5",
    tags: { ...input.tags },
    encryptionConfig: input.encryptionConfig,
    accessConfig: {
      authenticationMode: "CONFIG_MAP" as const,
      bootstrapClusterCreatorAdminPermissions: true,
      ...input.accessConfig,
    },
    upgradePolicy: input.upgradePolicy ?? { supportType: "EXTENDED" as const },
    zonalShiftConfig: input.zonalShiftConfig ?? { enabled: false },
    remoteNetworkConfig: input.remoteNetworkConfig,
    // EKS shows these two only where Auto Mode was spoken of.
    computeConfig: input.computeConfig,
    storageConfig: input.storageConfig,
    deletionProtection: input.deletionProtection ?? false,
    controlPlaneScalingConfig: input.controlPlaneScalingConfig ?? { tier: "standard" },
  };
}

function withDefaults(config: Partial<VpcConfig>): VpcConfig {
  const { endpointPublicAccess = true, publicAccessCidrs = endpointPublicAccess ? ["0.0.0.0/0"] : [] } = config;
  return {
    subnetIds: config.subnetIds ?? [],
    securityGroupIds: config.securityGroupIds ?? [],
    endpointPublicAccess,
    endpointPrivateAccess: config.endpointPrivateAccess ?? false,
    publicAccessCidrs,
  };
}

/** Where access entries count, whoever creates a cluster is its admin, unless they say otherwise. */
async function admitCreator({ aws, region }: Call<CreateClusterInput>, cluster: StoredCluster): Promise<void> {
  const { authenticationMode, bootstrapClusterCreatorAdminPermissions } = cluster.described.accessConfig;
  if (authenticationMode === "CONFIG_MAP" || bootstrapClusterCreatorAdminPermissions === false) return;
  const entry = addAccessEntry(cluster, { principalArn: await aws.callerArn() });
  const now = nowInSeconds();
  const policyArn = `arn:${partitionOf(region)}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
  const accessScope = { type: "cluster" as const, namespaces: [] };
  entry.policies.set(policyArn, { policyArn, accessScope, associatedAt: now, modifiedAt: now });
}

function issuerOf({ region, described: { arn, createdAt } }: StoredCluster): string {
  // Another one for each cluster, even of the same name.
  const id = createHash("sha256").update(`${arn} ${createdAt}`).digest("hex").slice(0, 32).toUpperCase();
  return `https://oidc.eks.${region}.amazonaws.com/id/${id}`;
}
