import { randomUUID } from "node:crypto";
import { partitionOf } from "../../../../config/aws";
import { type Call, findCluster, findUsableCluster, nowInSeconds, type Operation } from "../call";
import type { StoredAccessEntry, StoredCluster } from "../cluster-state";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";

interface Named {
  readonly clusterName: string;
  readonly principalArn: string;
}

interface NewEntry {
  readonly principalArn: string;
  readonly kubernetesGroups?: readonly string[];
  readonly tags?: Record<string, string>;
  readonly username?: string;
  readonly type?: string;
}

export const ACCESS_ENTRY_OPERATIONS = {
  CreateAccessEntry: async (call: Call<NewEntry & Named>) => {
    const { input } = call;
    const cluster = findUsableCluster(call, input.clusterName);
    if (cluster.described.accessConfig.authenticationMode === "CONFIG_MAP") throw refuse("authentication-mode");
    if (!/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/.test(input.principalArn)) throw refuse("principal-format");
    if (cluster.accessEntries.has(input.principalArn)) throw refuse("access-entry-exists");
    const { type = "STANDARD", kubernetesGroups = [], username } = input;
    if (type !== "STANDARD" && (kubernetesGroups.length > 0 || username !== undefined)) {
      throw refuse("access-entry-groups", { type });
    }
    const entry = addAccessEntry(cluster, input);
    await call.lifecycle.changeNow(cluster);
    return { accessEntry: show(entry) };
  },

  DescribeAccessEntry: (call: Call<Named>) => ({ accessEntry: show(findEntry(call).entry) }),

  ListAccessEntries: (
    call: Call<PageInput & { readonly clusterName: string; readonly associatedPolicyArn?: string }>,
  ) => {
    const { clusterName, associatedPolicyArn: policy } = call.input;
    const entries = [...findCluster(call, clusterName).accessEntries.values()];
    const listed = entries.filter(({ policies }) => policy === undefined || policies.has(policy));
    const { page, ...more } = pageOf(listed.map(({ principalArn }) => principalArn).sort(), call.input);
    return { accessEntries: page, ...more };
  },

  UpdateAccessEntry: async (call: Call<Named & Pick<NewEntry, "kubernetesGroups" | "username">>) => {
    const { cluster, entry } = findEntry(call);
    const { kubernetesGroups = entry.kubernetesGroups, username = entry.username } = call.input;
    if (entry.type !== "STANDARD") throw refuse("access-entry-groups", { type: entry.type });
    Object.assign(entry, { kubernetesGroups, username, modifiedAt: nowInSeconds() });
    await call.lifecycle.changeNow(cluster);
    return { accessEntry: show(entry) };
  },

  DeleteAccessEntry: async (call: Call<Named>) => {
    const { cluster, entry } = findEntry(call);
    cluster.accessEntries.delete(entry.principalArn);
    await call.lifecycle.changeNow(cluster);
    return {};
  },
} satisfies Record<string, Operation>;

/** @throws EksError where the cluster has no entry for the principal */
export function findEntry(call: Call<Named>): {
  readonly cluster: StoredCluster;
  readonly entry: StoredAccessEntry;
} {
  const cluster = findCluster(call, call.input.clusterName);
  const entry = cluster.accessEntries.get(call.input.principalArn);
  if (entry === undefined) throw refuse("access-entry-unknown");
  return { cluster, entry };
}

/** Adds an entry, with the user name and groups that EKS gives its type. */
export function addAccessEntry(cluster: StoredCluster, wanted: NewEntry): StoredAccessEntry {
  const { account, region, described } = cluster;
  const { principalArn, type = "STANDARD", tags } = wanted;
  const [, owner = account, kind = "role", path = ""] =
    /^arn:[^:]+:iam::(\d+):(role|user)\/(.+)$/.exec(principalArn) ?? [];
  const name = path.split("/").at(-1) ?? path;
  const partition = partitionOf(region);
  const defaults =
    type === "EC2_LINUX"
      ? { username: "system:node:{{EC2PrivateDNSName}}", kubernetesGroups: ["system:nodes"] }
      : {
          username:
            kind === "user" ? principalArn : `arn:${partition}:sts::${owner}:assumed-role/${name}/{{SessionName}}`,
          kubernetesGroups: [],
        };
  const now = nowInSeconds();
  const resource = `access-entry/${described.name}/${kind}/${owner}/${name}/${randomUUID()}`;
  const entry: StoredAccessEntry = {
    clusterName: described.name,
    principalArn,
    kubernetesGroups: wanted.kubernetesGroups ?? defaults.kubernetesGroups,
    accessEntryArn: `arn:${partition}:eks:${region}:${account}:${resource}`,
    createdAt: now,
    modifiedAt: now,
    tags: { ...tags },
    username: wanted.username ?? defaults.username,
    type,
    policies: new Map(),
  };
  cluster.accessEntries.set(principalArn, entry);
  return entry;
}

function show({ policies: _, ...entry }: StoredAccessEntry): object {
  return entry;
}
