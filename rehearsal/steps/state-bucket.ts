import { rmSync } from "node:fs";
import { join } from "node:path";
import { STATE_STACK } from "../../config/names";
import { assertNothingPlanned } from "../plans";
import type { Step } from "../step";
import { expectText, UNATTENDED, withoutBucket } from "./checks";

/** What happens to the state bucket in the life of a deployment, and what must not. */
export const stateSteps: readonly Step[] = [
  {
    name: "deploy from another machine: leave the bucket, then import it",
    skip: withoutBucket,
    async run(rehearsal) {
      const output = join(rehearsal.folder, "elsewhere", "cdktf.out");
      // One stack besides the bucket's is enough to see: the others would take two minutes to change nothing.
      const left = await rehearsal.npm("deploy", [...rehearsal.deployable.slice(0, 2), ...UNATTENDED], { output });
      expectText(left.output, "ours, made elsewhere; left as it is");
      await rehearsal.npm("deploy", [STATE_STACK, "--import-state", ...UNATTENDED], { output });
      const again = await rehearsal.npm("diff", [STATE_STACK, "--skip-provider-lock"], { output });
      expectText(again.output, "No changes.");
      rmSync(join(rehearsal.folder, "elsewhere"), { recursive: true });
    },
  },
  {
    name: "keep the bucket while a stack has state in it",
    skip: (rehearsal) =>
      withoutBucket(rehearsal) ??
      (rehearsal.settings.state.forceDestroy ? undefined : "the bucket is protected anyway"),
    async run(rehearsal) {
      const { output } = await rehearsal.npm("destroy", [STATE_STACK, ...UNATTENDED]);
      expectText(output, "kept, because it holds the state of");
      await assertNothingPlanned(rehearsal, rehearsal.deployable);
    },
  },
  {
    name: "refuse a deploy that has forgotten a cluster",
    skip: withoutBucket,
    async run(rehearsal) {
      const [first] = rehearsal.settings.clusters;
      if (first === undefined) return;
      const renamed = rehearsal.blueprint.clusters.map((cluster) => ({ ...cluster, name: `other-${cluster.name}` }));
      rehearsal.configure({ ...rehearsal.blueprint, clusters: renamed });
      const { output } = await rehearsal.npm("deploy", UNATTENDED, { expectedCode: 1 });
      rehearsal.configure(rehearsal.blueprint);
      expectText(output, "clusters: expected every stack that has state in");
      expectText(output, first.name.toLowerCase());
      await rehearsal.npm("synth");
    },
  },
];
