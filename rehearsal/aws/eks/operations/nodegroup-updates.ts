import { type Call, nowInSeconds } from "../call";
import { releaseVersionOf } from "../catalogue";
import type { DescribedNodegroup, LaunchTemplate, StoredCluster, Taint } from "../cluster-state";
import { refuse } from "../refusals";
import { beginUpdate, showUpdate } from "../updates";
import { checkScaling, findLaunchTemplate, findNodegroup, isNewer } from "./nodegroup-checks";

interface Named {
  readonly clusterName: string;
  readonly nodegroupName: string;
}

interface UpdateNodegroupConfigInput extends Named {
  readonly labels?: {
    readonly addOrUpdateLabels?: Readonly<Record<string, string>>;
    readonly removeLabels?: readonly string[];
  };
  readonly taints?: { readonly addOrUpdateTaints?: readonly Taint[]; readonly removeTaints?: readonly Taint[] };
  readonly scalingConfig?: Partial<DescribedNodegroup["scalingConfig"]>;
  readonly updateConfig?: { readonly maxUnavailable?: number; readonly maxUnavailablePercentage?: number };
  readonly nodeRepairConfig?: object;
}

export function updateNodegroupConfig(call: Call<UpdateNodegroupConfigInput>): object {
  const { labels, taints, scalingConfig, updateConfig, nodeRepairConfig } = call.input;
  const { cluster, nodegroup } = findNodegroup(call);
  const changed: Partial<DescribedNodegroup> = {
    labels: relabel(nodegroup.labels, labels),
    taints: retaint(nodegroup.taints, taints),
    scalingConfig: checkScaling({ ...nodegroup.scalingConfig, ...scalingConfig }),
    ...(updateConfig === undefined ? {} : { updateConfig }),
    ...(nodeRepairConfig === undefined ? {} : { nodeRepairConfig }),
  };
  return startUpdate(call, { cluster, nodegroup }, "ConfigUpdate", changed, {
    LabelsToAdd: labels?.addOrUpdateLabels,
    LabelsToRemove: labels?.removeLabels,
    TaintsToAdd: taints?.addOrUpdateTaints,
    TaintsToRemove: taints?.removeTaints,
    MinSize: scalingConfig?.minSize,
    MaxSize: scalingConfig?.maxSize,
    DesiredSize: scalingConfig?.desiredSize,
    MaxUnavailable: updateConfig?.maxUnavailable,
    MaxUnavailablePercentage: updateConfig?.maxUnavailablePercentage,
    NodeRepairConfig: nodeRepairConfig,
  });
}

interface UpdateNodegroupVersionInput extends Named {
  readonly version?: string;
  readonly releaseVersion?: string;
  readonly launchTemplate?: Partial<LaunchTemplate>;
}

export async function updateNodegroupVersion(call: Call<UpdateNodegroupVersionInput>): Promise<object> {
  const { input, aws } = call;
  const { cluster, nodegroup } = findNodegroup(call);
  // Without a version asked for, the group goes to its cluster's.
  const { version = input.launchTemplate === undefined ? cluster.described.version : nodegroup.version } = input;
  if (isNewer(version, cluster.described.version) || isNewer(nodegroup.version, version)) {
    throw refuse("nodegroup-version", { version, cluster: cluster.described.version });
  }
  const launchTemplate =
    input.launchTemplate === undefined ? nodegroup.launchTemplate : await findLaunchTemplate(aws, input.launchTemplate);
  const newest = version === nodegroup.version ? nodegroup.releaseVersion : releaseVersionOf(version);
  const releaseVersion = input.releaseVersion ?? newest;
  return startUpdate(
    call,
    { cluster, nodegroup },
    "VersionUpdate",
    { version, releaseVersion, launchTemplate },
    {
      Version: version,
      ReleaseVersion: releaseVersion,
      LaunchTemplateName: input.launchTemplate === undefined ? undefined : launchTemplate?.name,
      LaunchTemplateVersion: input.launchTemplate === undefined ? undefined : launchTemplate?.version,
    },
  );
}

function startUpdate(
  { lifecycle }: Call<unknown>,
  { cluster, nodegroup }: { readonly cluster: StoredCluster; readonly nodegroup: DescribedNodegroup },
  type: string,
  changed: Partial<DescribedNodegroup>,
  params: Readonly<Record<string, unknown>>,
): object {
  const { nodegroupName, status } = nodegroup;
  if (status !== "ACTIVE") throw refuse("nodegroup-busy", { nodegroup: nodegroupName, status });
  const update = beginUpdate(cluster, type, params, { nodegroupName });
  nodegroup.status = "UPDATING";
  lifecycle.change(cluster, {
    apply: () => {
      Object.assign(nodegroup, changed, { modifiedAt: nowInSeconds() });
    },
    done: () => {
      nodegroup.status = "ACTIVE";
      update.status = "Successful";
    },
    failed: (reason) => {
      nodegroup.status = "ACTIVE";
      update.status = "Failed";
      update.errors.push({ errorCode: "NodeCreationFailure", errorMessage: reason });
    },
  });
  return { update: showUpdate(update) };
}

function relabel(
  before: Readonly<Record<string, string>>,
  change: UpdateNodegroupConfigInput["labels"],
): Record<string, string> {
  const kept = Object.entries(before).filter(([key]) => change?.removeLabels?.includes(key) !== true);
  return { ...Object.fromEntries(kept), ...change?.addOrUpdateLabels };
}

/** A taint is known by its key and effect; its value may change. */
function retaint(before: readonly Taint[], change: UpdateNodegroupConfigInput["taints"]): readonly Taint[] {
  const { addOrUpdateTaints: added = [], removeTaints: removed = [] } = change ?? {};
  const isIn = (taints: readonly Taint[], { key, effect }: Taint) =>
    taints.some((taint) => taint.key === key && taint.effect === effect);
  return [...before.filter((taint) => !isIn([...added, ...removed], taint)), ...added];
}
