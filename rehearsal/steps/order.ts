import type { ClusterSettings } from "../../config/settings";
import { creations, type MilestoneScope, removals } from "../order/milestones";
import { happeningsInAws, happeningsInKubernetes } from "../order/happenings";
import { applicable, type Happening, orderFaults } from "../order/order";
import { creationOrder, removalOrder } from "../order/order-table";
import type { Rehearsal } from "../rehearsal";
import type { Step } from "../step";

/** Whether everything came into being in its order. */
export const createdInOrder: Step = {
  name: "find it made in order",
  run: (rehearsal, note) => compare(rehearsal, "deploy", note),
};

/** Whether everything went in its order. */
export const destroyedInOrder: Step = {
  name: "find it destroyed in order",
  run: (rehearsal, note) => compare(rehearsal, "destroy", note),
};

const SIDES = {
  deploy: { milestones: creations, rows: creationOrder },
  destroy: { milestones: removals, rows: removalOrder },
} as const;

// eslint-disable-next-line @typescript-eslint/require-await -- a step is asynchronous, also one that waits for nothing
async function compare(rehearsal: Rehearsal, side: keyof typeof SIDES, note: (text: string) => void): Promise<void> {
  const { clusters } = rehearsal.settings;
  const { milestones, rows } = SIDES[side];
  const results = clusters.map((cluster) => {
    const found = milestones(scopeOf(rehearsal, cluster));
    const happenings = happeningsOf(rehearsal, cluster).filter(({ at }) => at >= (rehearsal.began[side] ?? Infinity));
    const order = rows(cluster);
    return { faults: orderFaults(happenings, found, order), count: applicable(found, order) };
  });
  const faults = results.flatMap((result) => result.faults);
  if (faults.length > 0) throw new Error(faults.join("; "));
  note(`${results.reduce((sum, { count }) => sum + count, 0)} orders read from the calls to AWS and Kubernetes`);
}

/** What was made or changed in a cluster's region of AWS, and in the cluster. */
function happeningsOf(rehearsal: Rehearsal, cluster: ClusterSettings): Happening[] {
  const regions = [cluster.region, rehearsal.settings.state.region];
  return [...happeningsInAws(rehearsal.standIn.calls, regions), ...happeningsInKubernetes(rehearsal.callsIn(cluster))];
}

function scopeOf({ settings, kubernetesMissing }: Rehearsal, cluster: ClusterSettings): MilestoneScope {
  return {
    cluster,
    state: settings.state,
    isAlone: settings.clusters.filter(({ region }) => region === cluster.region).length === 1,
    hasKubernetes: kubernetesMissing === undefined,
    hasBucket: settings.state.backend === "s3",
  };
}
