import type { Blueprint } from "../../config/blueprint";
import { clusterStacksOf } from "../../config/cluster-stacks";
import { ConfigurationError } from "../../config/faults";
import { resolveSettings } from "../../config/load";
import { type ClusterStack, stackName, STATE_STACK } from "../../config/names";
import type { ClusterSettings } from "../../config/settings";
import type { Rehearsal } from "../rehearsal";
import type { Plan } from "../terraform-plan";
import type { Tools } from "../tools";

export type BlueprintCluster = Blueprint["clusters"][number];

/** @param target the user's configuration */
export type Edit = (blueprint: Blueprint, target: Blueprint) => Blueprint;

/** A stack, as what a change plans depends on it. */
export interface ChangedStack {
  readonly name: string;
  readonly kind: ClusterStack | typeof STATE_STACK;
  /** Whose it is, as that is to be; undefined where it serves all clusters. */
  readonly cluster: ClusterSettings | undefined;
  /** Whether that is the first cluster, which is the one that most changes are about. */
  readonly isFirst: boolean;
}

/** One change in the life of a deployment. */
export interface Change {
  readonly name: string;
  /** Why it cannot be made with the user's configuration, or undefined where it can. */
  readonly skip?: (target: ClusterSettings, tools: Tools) => string | undefined;
  /**
   * Makes of the user's configuration what is deployed first.
   * @default that configuration
   */
  readonly before?: Edit;
  readonly after: Edit;
  /**
   * Everything that is planned, in the words of a plan.
   *
   * @param plan what Terraform looked at
   */
  readonly planned: (stack: ChangedStack, plan: Plan) => readonly string[];
  /**
   * Looks at what came of it.
   *
   * @throws Error where it is not what it should be
   */
  readonly seen?: (rehearsal: Rehearsal, target: ClusterSettings) => Promise<string>;
}

/** An edit of the first cluster. */
export function ofFirst(edit: (cluster: BlueprintCluster, target: BlueprintCluster) => BlueprintCluster): Edit {
  return (blueprint, target) => ({
    ...blueprint,
    clusters: blueprint.clusters.map((cluster, index) => {
      const wanted = target.clusters[index];
      return index === 0 && wanted !== undefined ? edit(cluster, wanted) : cluster;
    }),
  });
}

/** Changes in the first cluster's stacks, by their kind, and nothing elsewhere. */
export function inStacks(
  table: (cluster: ClusterSettings) => Partial<Record<ChangedStack["kind"], readonly string[]>>,
): Change["planned"] {
  return ({ kind, cluster, isFirst }) => (isFirst && cluster !== undefined ? (table(cluster)[kind] ?? []) : []);
}

/** `count` times the same. */
export function times(count: number, change: string): string[] {
  return Array<string>(count).fill(change);
}

/** The stacks that can be deployed here, each after those it depends on. */
export function changedStacks({ deployable, settings }: Rehearsal): ChangedStack[] {
  const all: ChangedStack[] = [
    { name: STATE_STACK, kind: STATE_STACK, cluster: undefined, isFirst: false },
    ...settings.clusters.flatMap((cluster, index) =>
      clusterStacksOf(cluster).map((kind) => ({
        name: stackName(cluster.name, kind),
        ...{ kind, cluster, isFirst: index === 0 },
      })),
    ),
  ];
  return all.filter(({ name }) => deployable.includes(name));
}

/** Why a change cannot be made with a configuration, or undefined where it can. */
export function misfitOf({ skip, before }: Change, target: Blueprint, tools: Tools): string | undefined {
  const [cluster] = resolve(target).clusters;
  if (cluster === undefined) return "there is no cluster";
  const reason = skip?.(cluster, tools);
  if (reason !== undefined || before === undefined) return reason;
  try {
    resolve(before(target, target));
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return `what comes before it is no configuration: ${error.message}`;
  }
}

/** @throws Error naming what is planned and should not be, and what is not and should be */
export function expectPlanned(stack: string, expected: readonly string[], planned: readonly string[]): void {
  const missing = without(expected, planned);
  const more = without(planned, expected);
  if (missing.length + more.length === 0) return;
  throw new Error(
    `${stack}: expected to plan ${expected.join(", ") || "nothing"}; got besides: ${more.join(", ") || "nothing"}; missing: ${missing.join(", ") || "nothing"}`,
  );
}

/** What is in the first list more often than in the second. */
function without(list: readonly string[], taken: readonly string[]): string[] {
  const left = [...taken];
  return list.filter((entry) => {
    const index = left.indexOf(entry);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function resolve(blueprint: Blueprint) {
  const { AWS_ACCOUNT_ID } = process.env;
  return resolveSettings(blueprint, { environment: { AWS_ACCOUNT_ID }, today: new Date(), source: "the change" });
}
