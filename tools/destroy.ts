import { STATE_STACK } from "../config/names";
import { BlueprintApp } from "./app";
import { parseArguments } from "./arguments";
import { main } from "./failure";
import { reportLeftovers } from "./leftovers";
import { type BucketStatus, forgottenClusters, inspectStateBucket } from "./state-bucket";

const USAGE = `npm run destroy -- [stack …] [--cluster <name>]… [--auto-approve] [--output <folder>] [flags of cdktf destroy]

Checks tools, account and state bucket, then destroys every stack in reverse order, the state bucket last, or the
stacks named; then lists what AWS still shows with this configuration's tags.
  --cluster <name>  only this cluster's stacks; may be given several times`;

void main(async () => {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    console.log(USAGE);
    return;
  }
  const app = new BlueprintApp(args);
  await app.prepare();
  const stacks = app.selectedStacks().reverse();
  const status = app.settings.state.backend === "s3" ? await inspectStateBucket(app.settings, app.output) : "known";
  if (status === "absent") {
    console.log(`state bucket ${app.settings.state.bucket}: not there, so nothing of this configuration is`);
    return;
  }
  const keep = stacks.includes(STATE_STACK) ? await reasonToKeepBucket(app, status) : undefined;
  if (keep !== undefined) console.log(`state bucket ${app.settings.state.bucket}: kept, because ${keep}`);
  if (app.isWhole && keep === undefined) await app.cdktf(["destroy", "*"]);
  else await app.cdktfEach("destroy", keep === undefined ? stacks : stacks.filter((name) => name !== STATE_STACK));
  await reportLeftovers(app.settings, stacks);
});

/** Why the bucket outlives this destroy, or undefined where it goes too. */
async function reasonToKeepBucket({ settings }: BlueprintApp, status: BucketStatus): Promise<string | undefined> {
  if (settings.state.backend === "local") return undefined;
  if (!settings.state.forceDestroy) return "state.forceDestroy is false";
  if (status === "unknown") return "it is not in this machine's local state (npm run deploy -- --import-state)";
  const forgotten = await forgottenClusters(settings);
  if (forgotten.length > 0) return `it holds the states of ${forgotten.join(", ")}`;
  return undefined;
}
