import { STATE_STACK } from "../config/names";
import type { BlueprintApp } from "./app";
import { runCommand } from "./command";
import { reportLeftovers } from "./leftovers";
import { type BucketStatus, inspectStateBucket, LocalState, occupantsOf } from "./state-bucket";

const USAGE = `npm run destroy -- [stack …] [--cluster <name>]… [--auto-approve] [--output <folder>] [flags of cdktf destroy]

Checks tools, account and state bucket, then destroys every stack in reverse order, the state bucket last, or the
stacks named; then lists what AWS still shows with this configuration's tags.
  --cluster <name>  only this cluster's stacks; may be given several times`;

void runCommand(USAGE, async (app) => {
  await (app.settings.state.backend === "local" ? destroyAll(app) : destroyWithBucket(app));
  await reportLeftovers(app.settings, app.stacks);
});

async function destroyAll(app: BlueprintApp): Promise<void> {
  await (app.isWhole ? app.cdktf(["destroy", "*"]) : app.cdktfEach("destroy", [...app.stacks].reverse()));
}

async function destroyWithBucket(app: BlueprintApp): Promise<void> {
  const { bucket } = app.settings.state;
  const local = LocalState.read(app.settings, app.output);
  const status = await inspectStateBucket(app.settings, local);
  if (status === "absent") {
    console.log(`state bucket ${bucket}: not there, so no stack of this configuration has state`);
    // A first deploy that stopped before the bucket was made may have left a key.
    if (app.stacks.includes(STATE_STACK) && !local.isEmpty) await app.cdktfEach("destroy", [STATE_STACK]);
    return;
  }
  const keep = app.stacks.includes(STATE_STACK) ? await reasonToKeepBucket(app, status, local) : undefined;
  if (keep === undefined) {
    await destroyAll(app);
    return;
  }
  console.log(`state bucket ${bucket}: kept, because ${keep}`);
  await app.cdktfEach("destroy", [...app.clusterStacks].reverse());
}

/** Why the bucket outlives this destroy, or undefined where it goes too. */
async function reasonToKeepBucket(
  { settings, stacks }: BlueprintApp,
  status: BucketStatus,
  local: LocalState,
): Promise<string | undefined> {
  if (!settings.state.forceDestroy) return "state.forceDestroy is false";
  if (status === "unknown")
    return `it is not in this machine's local state (npm run deploy -- ${STATE_STACK} --import-state)`;
  if (!local.mayForceDestroy)
    return `it was deployed with state.forceDestroy false (npm run deploy -- ${STATE_STACK} changes that)`;
  const others = (await occupantsOf(settings)).filter((stack) => !stacks.includes(stack));
  return others.length === 0 ? undefined : `it holds the state of ${others.join(", ")}`;
}
