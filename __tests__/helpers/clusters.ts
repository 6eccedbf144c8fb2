import type {
  AccessEntryRecord,
  AccessScope,
  AddonRecord,
  ClusterRecord,
  NodeGroupRecord,
} from "../../rehearsal/aws/eks/cluster-record";

export const ACCOUNT = "123456789012";

/** A cluster of the stand-in, with nothing in it but what is given. */
export function clusterRecord(
  parts: {
    readonly name?: string;
    readonly nodeGroups?: readonly NodeGroupRecord[];
    readonly addons?: readonly AddonRecord[];
    readonly accessEntries?: readonly AccessEntryRecord[];
  } = {},
): ClusterRecord {
  const { name = "Carpenter", nodeGroups = [], addons = [], accessEntries = [] } = parts;
  return {
    account: ACCOUNT,
    region: "ap-southeast-2",
    name,
    arn: `arn:aws:eks:ap-southeast-2:${ACCOUNT}:cluster/${name}`,
    version: "1.35",
    subnetIds: ["subnet-a", "subnet-b"],
    nodeGroups: new Map(nodeGroups.map((group) => [group.name, group])),
    addons: new Map(addons.map((addon) => [addon.name, addon])),
    accessEntries: new Map(accessEntries.map((entry) => [entry.principalArn, entry])),
    podIdentityAssociations: new Map(),
  };
}

export function nodeGroup(parts: Partial<NodeGroupRecord> = {}): NodeGroupRecord {
  return {
    name: "system",
    nodeRole: `arn:aws:iam::${ACCOUNT}:role/node`,
    instanceTypes: ["c7i-flex.large"],
    amiType: "AL2023_x86_64_STANDARD",
    capacityType: "ON_DEMAND",
    subnetIds: ["subnet-a", "subnet-b"],
    desiredSize: 1,
    labels: { "carpenter/role": "system" },
    taints: [{ key: "dedicated", value: "system", effect: "NO_SCHEDULE" }],
    launchTemplate: { id: "lt-1", version: "1" },
    ...parts,
  };
}

export function addon(name: string, configurationValues?: object): AddonRecord {
  const values = configurationValues === undefined ? {} : { configurationValues: JSON.stringify(configurationValues) };
  return { name, version: "v1.0.0-eksbuild.1", ...values };
}

export function accessEntry(
  principalArn: string,
  parts: Partial<Omit<AccessEntryRecord, "policies">> & {
    readonly policies?: Readonly<Record<string, AccessScope>>;
  } = {},
): AccessEntryRecord {
  const policies = Object.entries(parts.policies ?? {}).map(([policy, scope]): [string, AccessScope] => [
    `arn:aws:eks::aws:cluster-access-policy/${policy}`,
    scope,
  ]);
  return {
    principalArn,
    type: "STANDARD",
    username: principalArn,
    kubernetesGroups: [],
    ...parts,
    policies: new Map(policies),
  };
}
