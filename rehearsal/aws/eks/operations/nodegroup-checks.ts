import type { AwsLookups } from "../aws-lookups";
import { type Call, findCluster } from "../call";
import { minorOf } from "../catalogue";
import type { DescribedNodegroup, LaunchTemplate, ScalingConfig, StoredCluster } from "../cluster-state";
import { refuse } from "../refusals";

/** @throws EksError where there is no such group */
export function findNodegroup(call: Call<{ readonly clusterName: string; readonly nodegroupName: string }>): {
  readonly cluster: StoredCluster;
  readonly nodegroup: DescribedNodegroup;
} {
  const { clusterName, nodegroupName } = call.input;
  const cluster = findCluster(call, clusterName);
  const nodegroup = cluster.nodegroups.get(nodegroupName);
  if (nodegroup === undefined) throw refuse("nodegroup-unknown", { nodegroup: nodegroupName });
  return { cluster, nodegroup };
}

/** The sizes of a new group. */
export function checkNewScaling({
  minSize = 1,
  desiredSize = 2,
  maxSize = 2,
}: Partial<ScalingConfig> = {}): ScalingConfig {
  return checkScaling({ minSize, desiredSize, maxSize });
}

/** @returns the same */
export function checkScaling(scaling: ScalingConfig): ScalingConfig {
  const { minSize, desiredSize, maxSize } = scaling;
  if (minSize > maxSize) throw refuse("minimum-over-maximum");
  if (minSize > desiredSize) throw refuse("minimum-over-desired", { minimum: minSize, desired: desiredSize });
  if (desiredSize > maxSize) throw refuse("desired-over-maximum");
  return scaling;
}

/** @returns the template as a node group shows it, by id and name, at one version */
export async function findLaunchTemplate(aws: AwsLookups, wanted: Partial<LaunchTemplate>): Promise<LaunchTemplate> {
  const found = await aws.launchTemplate(wanted);
  if (found !== undefined) return found;
  const { id, name = "", version = "default" } = wanted;
  throw refuse("launch-template-unknown", { template: id ?? name, version });
}

/** Whether a Kubernetes version is newer than another. */
export function isNewer(version: string, than: string): boolean {
  return minorOf(version) > minorOf(than);
}
