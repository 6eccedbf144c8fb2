import { randomUUID } from "node:crypto";
import type { StoredCluster } from "./cluster-state";
import { nowInSeconds } from "./call";
import { refuse } from "./refusals";
import type { StateOf } from "./states";

/** One change of something that existed, as DescribeUpdate shows it. */
export interface Update {
  readonly id: string;
  status: StateOf<"update">;
  readonly type: string;
  readonly params: readonly { readonly type: string; readonly value: string }[];
  readonly createdAt: number;
  errors: { readonly errorCode: string; readonly errorMessage: string }[];
  /** Whose history it belongs to: a node group's, an add-on's, else the cluster's own. */
  readonly of: { readonly nodegroupName?: string; readonly addonName?: string };
}

/** Adds an update to the history. Its parameters are shown the way EKS does: lists and objects as JSON. */
export function beginUpdate(
  cluster: StoredCluster,
  type: string,
  params: Readonly<Record<string, unknown>>,
  of: Update["of"] = {},
): Update {
  const update: Update = {
    id: randomUUID(),
    status: "InProgress",
    type,
    params: Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ({ type: name, value: typeof value === "string" ? value : JSON.stringify(value) })),
    createdAt: nowInSeconds(),
    errors: [],
    of,
  };
  cluster.updates.push(update);
  return update;
}

/** The update as an answer has it. */
export function showUpdate({ of: _, ...update }: Update): object {
  return update;
}

/** The history of a node group, an add-on, or the cluster itself. */
export function updatesOf(cluster: StoredCluster, of: Update["of"]): readonly Update[] {
  return cluster.updates.filter(
    (update) => update.of.nodegroupName === of.nodegroupName && update.of.addonName === of.addonName,
  );
}

/** @throws EksError where there is none of this id */
export function findUpdate(cluster: StoredCluster, id: string, of: Update["of"]): Update {
  const update = updatesOf(cluster, of).find((one) => one.id === id);
  if (update === undefined) throw refuse("update-unknown", { id });
  return update;
}
