import { isDeepStrictEqual } from "node:util";
import { type Call, findUsableCluster } from "../call";
import type { DescribedCluster, Logging, StoredCluster, VpcConfig } from "../cluster-state";
import { refuse } from "../refusals";
import { beginUpdate, showUpdate, type Update } from "../updates";
import { checkNetwork } from "./checks";

interface UpdateClusterConfigInput {
  readonly name: string;
  readonly resourcesVpcConfig?: Partial<VpcConfig>;
  readonly logging?: Logging;
  readonly accessConfig?: Partial<DescribedCluster["accessConfig"]>;
  readonly upgradePolicy?: DescribedCluster["upgradePolicy"];
  readonly zonalShiftConfig?: DescribedCluster["zonalShiftConfig"];
  readonly computeConfig?: DescribedCluster["computeConfig"];
  readonly kubernetesNetworkConfig?: Partial<DescribedCluster["kubernetesNetworkConfig"]>;
  readonly storageConfig?: DescribedCluster["storageConfig"];
  readonly remoteNetworkConfig?: object;
  readonly deletionProtection?: boolean;
  readonly controlPlaneScalingConfig?: DescribedCluster["controlPlaneScalingConfig"];
}

/** One type of update: the input that asks for it, what it is called, and the parameters that its history shows. */
interface ConfigUpdate {
  readonly type: string;
  readonly members: readonly (keyof UpdateClusterConfigInput & keyof DescribedCluster)[];
  readonly params: Readonly<Record<string, (input: UpdateClusterConfigInput) => unknown>>;
}

const UPDATES: readonly ConfigUpdate[] = [
  {
    type: "EndpointAccessUpdate",
    members: ["resourcesVpcConfig"],
    params: {
      EndpointPublicAccess: ({ resourcesVpcConfig }) => resourcesVpcConfig?.endpointPublicAccess,
      EndpointPrivateAccess: ({ resourcesVpcConfig }) => resourcesVpcConfig?.endpointPrivateAccess,
      PublicAccessCidrs: ({ resourcesVpcConfig }) => resourcesVpcConfig?.publicAccessCidrs,
    },
  },
  {
    type: "VpcConfigUpdate",
    members: ["resourcesVpcConfig"],
    params: {
      Subnets: ({ resourcesVpcConfig }) => resourcesVpcConfig?.subnetIds,
      SecurityGroups: ({ resourcesVpcConfig }) => resourcesVpcConfig?.securityGroupIds,
    },
  },
  { type: "LoggingUpdate", members: ["logging"], params: { ClusterLogging: ({ logging }) => logging } },
  {
    type: "AccessConfigUpdate",
    members: ["accessConfig"],
    params: { AuthenticationMode: ({ accessConfig }) => accessConfig?.authenticationMode },
  },
  {
    type: "UpgradePolicyUpdate",
    members: ["upgradePolicy"],
    params: { UpgradePolicy: ({ upgradePolicy }) => upgradePolicy },
  },
  {
    type: "ZonalShiftConfigUpdate",
    members: ["zonalShiftConfig"],
    params: { ZonalShiftConfig: ({ zonalShiftConfig }) => zonalShiftConfig },
  },
  {
    type: "AutoModeUpdate",
    members: ["computeConfig", "kubernetesNetworkConfig", "storageConfig"],
    params: {
      ComputeConfig: ({ computeConfig }) => computeConfig,
      KubernetesNetworkConfig: ({ kubernetesNetworkConfig }) => kubernetesNetworkConfig,
      StorageConfig: ({ storageConfig }) => storageConfig,
    },
  },
  {
    type: "RemoteNetworkConfigUpdate",
    members: ["remoteNetworkConfig"],
    params: { RemoteNetworkConfig: ({ remoteNetworkConfig }) => remoteNetworkConfig },
  },
  {
    type: "DeletionProtectionUpdate",
    members: ["deletionProtection"],
    params: { DeletionProtection: ({ deletionProtection }) => deletionProtection },
  },
  {
    type: "ControlPlaneScalingConfigUpdate",
    members: ["controlPlaneScalingConfig"],
    params: { UpdatedTier: ({ controlPlaneScalingConfig }) => controlPlaneScalingConfig?.tier },
  },
];

export async function updateClusterConfig(call: Call<UpdateClusterConfigInput>): Promise<object> {
  const { input } = call;
  const cluster = findUsableCluster(call, input.name);
  const asked = UPDATES.map((row) => ({ ...row, params: paramsOf(row, input) })).filter(
    ({ params }) => Object.keys(params).length > 0,
  );
  const [update] = asked;
  if (update === undefined || asked.length > 1) {
    throw refuse("config-types", { types: asked.map(({ type }) => type).join(", ") || "none" });
  }
  const changed = changedBy(cluster.described, input, update.members);
  if (isDeepStrictEqual({ ...cluster.described, ...changed }, cluster.described)) {
    throw refuse("config-unchanged", { type: update.type });
  }
  checkAuthenticationMode(cluster.described, changed);
  if (changed.resourcesVpcConfig !== undefined) await checkNetwork(call.aws, changed.resourcesVpcConfig);
  const started = startClusterUpdate(call, cluster, update.type, update.params, () => {
    Object.assign(cluster.described, changed);
  });
  return { update: showUpdate(started) };
}

/** Starts an update of the cluster itself, which takes one at a time. */
export function startClusterUpdate(
  { lifecycle }: Pick<Call<unknown>, "lifecycle">,
  cluster: StoredCluster,
  type: string,
  params: Readonly<Record<string, unknown>>,
  apply: () => void,
): Update {
  const { described } = cluster;
  if (described.status !== "ACTIVE") throw refuse("cluster-busy", { type, cluster: described.name });
  const update = beginUpdate(cluster, type, params);
  described.status = "UPDATING";
  lifecycle.change(cluster, {
    apply,
    done: () => {
      described.status = "ACTIVE";
      update.status = "Successful";
    },
    failed: (reason) => {
      described.status = "ACTIVE";
      update.status = "Failed";
      update.errors.push({ errorCode: "Unknown", errorMessage: reason });
    },
  });
  return update;
}

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** Logging as EKS shows it: every type, in two groups, and what is not named as it was. */
export function loggingOf(wanted: Logging | undefined, before: Logging = { clusterLogging: [] }): Logging {
  const isOn = (type: string) =>
    [...before.clusterLogging, ...(wanted?.clusterLogging ?? [])].findLast(({ types }) => types.includes(type))
      ?.enabled === true;
  const groups = [true, false].map((enabled) => ({
    types: LOG_TYPES.filter((type) => isOn(type) === enabled),
    enabled,
  }));
  return { clusterLogging: groups.filter(({ types }) => types.length > 0) };
}

const AUTHENTICATION_MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

function checkAuthenticationMode({ accessConfig: before }: DescribedCluster, changed: Partial<DescribedCluster>): void {
  const [from, to] = [before.authenticationMode, (changed.accessConfig ?? before).authenticationMode];
  const step = AUTHENTICATION_MODES.indexOf(to) - AUTHENTICATION_MODES.indexOf(from);
  if (step !== 0 && step !== 1) throw refuse("authentication-mode-step", { from, to });
}

function paramsOf({ params }: ConfigUpdate, input: UpdateClusterConfigInput): Record<string, unknown> {
  const all = Object.entries(params).map(([name, read]) => [name, read(input)] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** What will be shown once the update is done: objects keep what the input leaves out. */
function changedBy(
  described: DescribedCluster,
  input: UpdateClusterConfigInput,
  members: ConfigUpdate["members"],
): Partial<DescribedCluster> {
  const changed = members.map((member) => {
    const [before, after] = [described[member], input[member]];
    if (member === "logging") return [member, loggingOf(input.logging, described.logging)];
    return [
      member,
      typeof after === "object" && typeof before === "object" ? { ...before, ...after } : (after ?? before),
    ];
  });
  return Object.fromEntries(changed) as Partial<DescribedCluster>;
}
