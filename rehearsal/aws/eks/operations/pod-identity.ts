import { randomBytes, randomUUID } from "node:crypto";
import { partitionOf } from "../../../../config/aws";
import { type Call, findCluster, findUsableCluster, nowInSeconds, type Operation } from "../call";
import type { StoredAssociation, StoredCluster } from "../cluster-state";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";
import { checkPodRole } from "./checks";

interface Named {
  readonly clusterName: string;
  readonly associationId: string;
}

interface NewAssociation {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly tags?: Record<string, string>;
  readonly disableSessionTags?: boolean;
  readonly targetRoleArn?: string;
}

interface Filter {
  readonly clusterName: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
}

export const POD_IDENTITY_OPERATIONS = {
  CreatePodIdentityAssociation: async (call: Call<NewAssociation & Pick<Named, "clusterName">>) => {
    const cluster = findUsableCluster(call, call.input.clusterName);
    await checkPodRole(call.aws, call.input.roleArn, "association-role");
    const association = addAssociation(cluster, call.input);
    await call.lifecycle.changeNow(cluster);
    return { association };
  },

  DescribePodIdentityAssociation: (call: Call<Named>) => ({ association: findAssociation(call).association }),

  ListPodIdentityAssociations: (call: Call<PageInput & Filter>) => {
    const { clusterName, namespace, serviceAccount } = call.input;
    const listed = [...findCluster(call, clusterName).associations.values()].filter(
      (association) =>
        (namespace === undefined || association.namespace === namespace) &&
        (serviceAccount === undefined || association.serviceAccount === serviceAccount),
    );
    const { page, ...more } = pageOf(listed, call.input);
    return { associations: page.map(summarise), ...more };
  },

  UpdatePodIdentityAssociation: async (
    call: Call<Named & Partial<Pick<NewAssociation, "roleArn" | "disableSessionTags" | "targetRoleArn">>>,
  ) => {
    const { cluster, association } = findAssociation(call);
    const { roleArn = association.roleArn, disableSessionTags = association.disableSessionTags } = call.input;
    const { targetRoleArn = association.targetRoleArn } = call.input;
    await checkPodRole(call.aws, roleArn, "association-role");
    Object.assign(association, { roleArn, disableSessionTags, targetRoleArn, modifiedAt: nowInSeconds() });
    await call.lifecycle.changeNow(cluster);
    return { association };
  },

  DeletePodIdentityAssociation: async (call: Call<Named>) => {
    const { cluster, association } = findAssociation(call);
    cluster.associations.delete(association.associationId);
    await call.lifecycle.changeNow(cluster);
    return { association };
  },
} satisfies Record<string, Operation>;

/**
 * @param ownerArn the add-on that it belongs to
 * @throws EksError where the service account has a role already
 */
export function addAssociation(
  cluster: StoredCluster,
  { namespace, serviceAccount, roleArn, tags, disableSessionTags = false, targetRoleArn }: NewAssociation,
  ownerArn?: string,
): StoredAssociation {
  const { account, region, described, associations } = cluster;
  const existing = [...associations.values()].find(
    (association) => association.namespace === namespace && association.serviceAccount === serviceAccount,
  );
  if (existing !== undefined) throw refuse("association-exists", { association: existing.associationId });
  const associationId = `a-${randomBytes(9).toString("hex").slice(0, 17)}`;
  const resource = `podidentityassociation/${described.name}/${associationId}`;
  const now = nowInSeconds();
  const association: StoredAssociation = {
    clusterName: described.name,
    ...{ namespace, serviceAccount, roleArn, associationId, disableSessionTags, ownerArn },
    associationArn: `arn:${partitionOf(region)}:eks:${region}:${account}:${resource}`,
    tags: { ...tags },
    createdAt: now,
    modifiedAt: now,
    ...(targetRoleArn === undefined ? {} : { targetRoleArn, externalId: randomUUID() }),
  };
  associations.set(associationId, association);
  return association;
}

function findAssociation(call: Call<Named>): {
  readonly cluster: StoredCluster;
  readonly association: StoredAssociation;
} {
  const { clusterName, associationId } = call.input;
  const cluster = findCluster(call, clusterName);
  const association = cluster.associations.get(associationId);
  if (association === undefined) throw refuse("association-unknown", { association: associationId });
  return { cluster, association };
}

function summarise(association: StoredAssociation): object {
  const { clusterName, namespace, serviceAccount, associationArn, associationId, ownerArn } = association;
  return { clusterName, namespace, serviceAccount, associationArn, associationId, ownerArn };
}
