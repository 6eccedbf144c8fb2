import type { ClusterSettings } from "../../config/settings";
import { type Change, inStacks, ofFirst } from "./change";

const withoutPools = ({ nodePools }: ClusterSettings) =>
  Object.keys(nodePools).length === 0 ? "there is no pool" : undefined;

export const POOL_LIMITS: Change = {
  name: "a pool's limits",
  skip: withoutPools,
  after: ofFirst((cluster) => {
    const [entry] = Object.entries(cluster.nodePools ?? {});
    if (entry === undefined) return cluster;
    const [name, pool] = entry;
    return { ...cluster, nodePools: { ...cluster.nodePools, [name]: { ...pool, limits: { cpu: "123" } } } };
  }),
  planned: inStacks(() => ({ "node-pools": ["update kubernetes_manifest manifest object"] })),
};

const NEW_POOL = "rehearsed";

export const POOL_ADDED: Change = {
  name: "a new pool",
  skip: withoutPools,
  after: ofFirst((cluster) => {
    const [pool] = Object.values(cluster.nodePools ?? {});
    return pool === undefined ? cluster : { ...cluster, nodePools: { ...cluster.nodePools, [NEW_POOL]: pool } };
  }),
  planned: inStacks(() => ({ "node-pools": ["create kubernetes_manifest"] })),
};

export const POOL_REMOVED: Change = {
  name: "a pool removed",
  skip: withoutPools,
  after: ofFirst((cluster) => ({
    ...cluster,
    nodePools: Object.fromEntries(Object.entries(cluster.nodePools ?? {}).filter(([name]) => name !== NEW_POOL)),
  })),
  planned: inStacks(() => ({ "node-pools": ["delete kubernetes_manifest"] })),
};
