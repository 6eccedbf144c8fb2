import { clusterStacksOf } from "../../config/cluster-stacks";
import type { ClusterSettings } from "../../config/settings";
import { kubeconfigOf } from "../kubeconfig";
import type { Rehearsal } from "../rehearsal";
import type { Step } from "../step";

interface KubernetesList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec?: { readonly replicas?: number };
    readonly status?: {
      readonly availableReplicas?: number;
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
  }[];
}

/** The way that a user takes to the cluster, and what they find there. */
export const inCluster: Step = {
  name: "reach the cluster with the printed line, and find everything in it",
  skip: ({ kubernetesMissing }) => kubernetesMissing,
  async run(rehearsal, note) {
    for (const cluster of rehearsal.settings.clusters) note(await findEverything(rehearsal, cluster));
  },
};

/**
 * Compares what is in a cluster with its configuration.
 *
 * @returns what there is
 * @throws Error naming the first thing that is otherwise
 */
export async function findEverything(rehearsal: Rehearsal, cluster: ClusterSettings): Promise<string> {
  const kubeconfig = await kubeconfigOf(rehearsal, cluster.name);
  const get = async (...words: string[]): Promise<KubernetesList["items"]> => {
    const args = ["--kubeconfig", kubeconfig, "get", ...words, "--output", "json"];
    return (JSON.parse((await rehearsal.run("kubectl", args)).stdout) as KubernetesList).items;
  };
  const { karpenter, nodeClasses, nodePools, cluster: options } = cluster;
  const deployments = await get("deployments", "--namespace", karpenter.namespace);
  const found: [what: string, names: readonly string[], wanted: readonly string[] | number][] = [
    ["ready nodes", ready(await get("nodes")), options.systemNodes.desiredSize],
    ["available controllers", deployments.filter(isAvailable).map(nameOf), ["karpenter"]],
  ];
  if (clusterStacksOf(cluster).includes("node-pools")) {
    found.push(
      ["ready node classes", ready(await get("ec2nodeclasses")), Object.keys(nodeClasses)],
      ["ready node pools", ready(await get("nodepools")), Object.keys(nodePools)],
    );
  }
  if (clusterStacksOf(cluster).includes("demo")) {
    const demo = (await get("deployments", "--namespace", "default")).filter(({ spec }) => spec?.replicas === 0);
    found.push(["demo workloads without replicas", demo.map(nameOf), ["inflate"]]);
  }
  for (const [what, names, wanted] of found) {
    const isSame = typeof wanted === "number" ? names.length === wanted : isSameSet(names, wanted);
    const expected = typeof wanted === "number" ? wanted : wanted.join(", ");
    if (!isSame) throw new Error(`${cluster.name}: expected ${what}: ${expected}, got ${names.join(", ") || "none"}`);
  }
  return found.map(([what, names]) => `${names.length} ${what}`).join(", ");
}

type Item = KubernetesList["items"][number];

const nameOf = ({ metadata }: Item): string => metadata.name;

const isAvailable = ({ spec, status }: Item): boolean =>
  spec?.replicas !== undefined && spec.replicas > 0 && status?.availableReplicas === spec.replicas;

const ready = (items: readonly Item[]): string[] =>
  items
    .filter(({ status }) => status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"))
    .map(nameOf);

const isSameSet = (names: readonly string[], wanted: readonly string[]): boolean =>
  names.length === wanted.length && wanted.every((name) => names.includes(name));
