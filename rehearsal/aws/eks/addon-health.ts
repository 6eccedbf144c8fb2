import { ADDON_CATALOGUE, type Toleration } from "./catalogue";
import type { DescribedNodegroup, StoredAddon, StoredCluster, Taint } from "./cluster-state";
import type { StateOf } from "./states";

/** The part of an add-on's configuration values that says where its pods may run. */
interface Placement {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
}

const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** An add-on as DescribeAddon shows it: a Deployment without a node for its pods is DEGRADED. */
export function showAddon(cluster: StoredCluster, { phase, ...addon }: StoredAddon): object {
  const issues = phase === "DELETING" || hasPlace(cluster, addon.addonName, addon.configurationValues) ? [] : [ISSUE];
  const settled: StateOf<"addon"> = issues.length > 0 ? "DEGRADED" : "ACTIVE";
  const associations = [...cluster.associations.values()].filter(({ ownerArn }) => ownerArn === addon.addonArn);
  return {
    ...addon,
    status: phase === "settled" ? settled : phase,
    health: { issues },
    publisher: "eks",
    owner: "aws",
    ...(associations.length === 0
      ? {}
      : { podIdentityAssociations: associations.map(({ associationArn }) => associationArn) }),
  };
}

const ISSUE = {
  code: "InsufficientNumberOfReplicas",
  message: "The add-on is unhealthy because it doesn't have the desired number of replicas.",
  resourceIds: [],
};

function hasPlace({ nodegroups }: StoredCluster, addonName: string, configurationValues = "{}"): boolean {
  const entry = ADDON_CATALOGUE[addonName];
  if (entry?.kind !== "Deployment") return true;
  const values = JSON.parse(configurationValues) as Readonly<Record<string, unknown>>;
  const placement = ((entry.podsAt === undefined ? values : values[entry.podsAt]) ?? {}) as Placement;
  const { nodeSelector = {}, tolerations = entry.tolerations ?? [] } = placement;
  return [...nodegroups.values()].some(
    (group) =>
      ["ACTIVE", "UPDATING"].includes(group.status) &&
      group.scalingConfig.desiredSize > 0 &&
      group.taints.every((taint) => isTolerated(taint, tolerations)) &&
      isSelected(group, nodeSelector),
  );
}

function isTolerated({ key, value = "", effect }: Taint, tolerations: readonly Toleration[]): boolean {
  if (effect === "PREFER_NO_SCHEDULE") return true;
  return tolerations.some(
    (toleration) =>
      (toleration.effect === undefined || toleration.effect === EFFECTS[effect]) &&
      (toleration.operator === "Exists"
        ? toleration.key === undefined || toleration.key === key
        : toleration.key === key && (toleration.value ?? "") === value),
  );
}

/** Labels that every Linux node, or every node of a group, has without being given. */
function isSelected(group: DescribedNodegroup, nodeSelector: Readonly<Record<string, string>>): boolean {
  const labels: Readonly<Record<string, string>> = {
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": group.amiType.includes("ARM_64") ? "arm64" : "amd64",
    "eks.amazonaws.com/nodegroup": group.nodegroupName,
    "eks.amazonaws.com/capacityType": group.capacityType,
    ...group.labels,
  };
  return Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
}
