import { STATE_STACK } from "../config/names";
import type { BlueprintApp } from "./app";
import { runCommand } from "./command";
import { Failure } from "./failure";
import { checkKubernetes } from "./preflight";
import { type BucketStatus, importStateBucket, inspectStateBucket, LocalState, occupantsOf } from "./state-bucket";

const USAGE = `npm run deploy -- [stack …] [--cluster <name>]… [--import-state] [--auto-approve] [--output <folder>] [flags of cdktf deploy]

Checks tools, account and state bucket, then deploys the state bucket and every stack in order, or the stacks named.
  --cluster <name>  only this cluster's stacks; may be given several times
  --import-state    take an existing state bucket of ours into this machine's local state first`;

void runCommand(USAGE, async (app, { importState }) => {
  await checkKubernetes(app.settings, app.clustersInKubernetes);
  if (app.settings.state.backend === "local") {
    await (app.isWhole ? app.cdktf(["deploy", "*"]) : app.cdktfEach("deploy", app.stacks));
    return;
  }
  const status = await prepareStateBucket(app, importState);
  if (app.isWhole && status === "known") await app.cdktf(["deploy", "*"]);
  else await app.cdktfEach("deploy", status === "known" ? app.stacks : app.clusterStacks);
});

/** Sees to it that the bucket is there: the CLI initialises every stack before it deploys the first. */
async function prepareStateBucket(app: BlueprintApp, importState: boolean): Promise<BucketStatus> {
  const { settings, output } = app;
  const { bucket } = settings.state;
  const local = LocalState.read(settings, output);
  if (settings.state.encryption === "SSE-S3" && local.has("aws_kms_key")) {
    throw new Failure(
      'state.encryption: expected "SSE-KMS", because the states in the bucket are encrypted with its key, got "SSE-S3"; Terraform would schedule the key for deletion, and no state could be read again',
    );
  }
  const status = await inspectStateBucket(settings, local);
  if (status === "absent") {
    if (settings.isPart) {
      throw new Failure(
        `state bucket ${bucket}: expected it before a part of the clusters is deployed, got none; run npm run deploy -- ${STATE_STACK} without BLUEPRINT_CLUSTERS first`,
      );
    }
    await app.cdktf(["deploy", STATE_STACK]);
    return "known";
  }
  await refuseForgotten(app);
  if (importState) {
    await importStateBucket(settings, output, app.terraform);
    return "known";
  }
  if (status === "unknown") {
    console.log(
      `state bucket ${bucket}: ours, made elsewhere; left as it is (--import-state takes it into local state)`,
    );
  }
  return status;
}

/** A cluster or stack removed from the file before it was destroyed would run on, unseen and paid for. */
async function refuseForgotten({ settings }: BlueprintApp): Promise<void> {
  const forgotten = (await occupantsOf(settings)).filter((stack) => !settings.stackNames.includes(stack));
  if (forgotten.length === 0) return;
  throw new Failure(
    `clusters: expected every stack that has state in ${settings.state.bucket}, got none named ${forgotten.join(", ")}; put what it was made from back into ${settings.source} and run npm run destroy -- ${forgotten.join(" ")} first`,
  );
}
