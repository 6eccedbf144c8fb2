import { randomUUID } from "node:crypto";
import { partitionOf } from "../../../../config/aws";
import { showAddon } from "../addon-health";
import { type Call, findCluster, findUsableCluster, nowInSeconds, type Operation } from "../call";
import type { StoredAddon, StoredAssociation, StoredCluster } from "../cluster-state";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";
import { beginUpdate, showUpdate } from "../updates";
import { checkConfiguration, checkVersion } from "./addon-checks";
import { checkPodRole } from "./checks";
import { addAssociation } from "./pod-identity";

interface Named {
  readonly clusterName: string;
  readonly addonName: string;
}

interface AddonInput extends Named {
  readonly addonVersion?: string;
  readonly serviceAccountRoleArn?: string;
  readonly resolveConflicts?: string;
  readonly tags?: Record<string, string>;
  readonly configurationValues?: string;
  readonly podIdentityAssociations?: readonly { readonly serviceAccount: string; readonly roleArn: string }[];
}

export const ADDON_OPERATIONS = {
  CreateAddon: createAddon,
  UpdateAddon: updateAddon,

  DescribeAddon: (call: Call<Named>) => {
    const { cluster, addon } = findAddon(call);
    return { addon: showAddon(cluster, addon) };
  },

  ListAddons: (call: Call<PageInput & Pick<Named, "clusterName">>) => {
    const { addons } = findCluster(call, call.input.clusterName);
    const { page, ...more } = pageOf([...addons.keys()].sort(), call.input);
    return { addons: page, ...more };
  },

  DeleteAddon: (call: Call<Named>) => {
    const { cluster, addon } = findAddon(call);
    addon.phase = "DELETING";
    const shown = showAddon(cluster, addon);
    own(cluster, addon, []);
    call.lifecycle.change(cluster, {
      done: () => {
        cluster.addons.delete(addon.addonName);
      },
    });
    return { addon: shown };
  },
} satisfies Record<string, Operation>;

async function createAddon(call: Call<AddonInput>): Promise<object> {
  const { input, account, region } = call;
  const { clusterName, addonName } = input;
  const cluster = findUsableCluster(call, clusterName);
  const addonVersion = checkVersion(addonName, input.addonVersion, cluster.described.version);
  checkConfiguration(addonName, input.configurationValues);
  if (cluster.addons.has(addonName)) throw refuse("addon-exists");
  await checkRoles(call);

  const now = nowInSeconds();
  const arn = `arn:${partitionOf(region)}:eks:${region}:${account}:addon/${clusterName}/${addonName}/${randomUUID()}`;
  const addon: StoredAddon = {
    ...{ clusterName, addonName, addonVersion },
    addonArn: arn,
    createdAt: now,
    modifiedAt: now,
    phase: "CREATING",
    serviceAccountRoleArn: input.serviceAccountRoleArn,
    tags: { ...input.tags },
    configurationValues: valuesOf(input.configurationValues),
  };
  own(cluster, addon, input.podIdentityAssociations);
  cluster.addons.set(addonName, addon);
  call.lifecycle.change(cluster, settled(addon));
  return { addon: showAddon(cluster, addon) };
}

async function updateAddon(call: Call<AddonInput>): Promise<object> {
  const { input } = call;
  const { cluster, addon } = findAddon(call);
  const { addonName, addonVersion: before } = addon;
  if (addon.phase !== "settled") throw refuse("addon-busy", { addon: addonName, status: addon.phase });
  const addonVersion =
    input.addonVersion === undefined || input.addonVersion === before
      ? before
      : checkVersion(addonName, input.addonVersion, cluster.described.version);
  checkConfiguration(addonName, input.configurationValues);
  await checkRoles(call);

  const update = beginUpdate(
    cluster,
    "AddonUpdate",
    {
      AddonVersion: input.addonVersion,
      ServiceAccountRoleArn: input.serviceAccountRoleArn,
      ResolveConflicts: input.resolveConflicts,
      ConfigurationValues: input.configurationValues,
      PodIdentityAssociations: input.podIdentityAssociations,
    },
    { addonName },
  );
  addon.phase = "UPDATING";
  call.lifecycle.change(cluster, {
    apply: () => {
      Object.assign(addon, {
        addonVersion,
        modifiedAt: nowInSeconds(),
        serviceAccountRoleArn: input.serviceAccountRoleArn ?? addon.serviceAccountRoleArn,
        configurationValues: valuesOf(input.configurationValues ?? addon.configurationValues),
      });
      own(cluster, addon, input.podIdentityAssociations);
    },
    done: () => {
      addon.phase = "settled";
      update.status = "Successful";
    },
    failed: (reason) => {
      addon.phase = "settled";
      update.status = "Failed";
      update.errors.push({ errorCode: "Unknown", errorMessage: reason });
    },
  });
  return { update: showUpdate(update) };
}

function findAddon(call: Call<Named>): { readonly cluster: StoredCluster; readonly addon: StoredAddon } {
  const { clusterName, addonName } = call.input;
  const cluster = findCluster(call, clusterName);
  const addon = cluster.addons.get(addonName);
  if (addon === undefined) throw refuse("addon-absent", { addon: addonName, cluster: clusterName });
  return { cluster, addon };
}

async function checkRoles({ aws, input }: Call<AddonInput>): Promise<void> {
  for (const { roleArn } of input.podIdentityAssociations ?? []) await checkPodRole(aws, roleArn, "addon-role");
}

/** The associations that an add-on is given are its own, and go with it; those not given any more go at once. */
function own(cluster: StoredCluster, addon: StoredAddon, wanted: AddonInput["podIdentityAssociations"]): void {
  if (wanted === undefined) return;
  const isWanted = (name: string) => wanted.some(({ serviceAccount }) => serviceAccount === name);
  const before = ownedBy(cluster, addon);
  for (const { associationId, serviceAccount } of before) {
    if (!isWanted(serviceAccount)) cluster.associations.delete(associationId);
  }
  for (const { serviceAccount, roleArn } of wanted) {
    const kept = before.find((association) => association.serviceAccount === serviceAccount);
    if (kept !== undefined) kept.roleArn = roleArn;
    else addAssociation(cluster, { namespace: "kube-system", serviceAccount, roleArn }, addon.addonArn);
  }
}

function ownedBy({ associations }: StoredCluster, { addonArn }: StoredAddon): StoredAssociation[] {
  return [...associations.values()].filter(({ ownerArn }) => ownerArn === addonArn);
}

/** An empty text takes the configuration away. */
function valuesOf(configurationValues: string | undefined): string | undefined {
  return configurationValues === "" ? undefined : configurationValues;
}

function settled(addon: StoredAddon) {
  const settle = () => {
    addon.phase = "settled";
  };
  return { done: settle, failed: settle };
}
