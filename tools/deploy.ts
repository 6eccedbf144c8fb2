import { STATE_STACK } from "../config/names";
import { BlueprintApp } from "./app";
import { parseArguments } from "./arguments";
import { Failure, main } from "./failure";
import { forgottenClusters, importStateBucket, inspectStateBucket } from "./state-bucket";

const USAGE = `npm run deploy -- [stack …] [--cluster <name>]… [--import-state] [--auto-approve] [--output <folder>] [flags of cdktf deploy]

Checks tools, account and state bucket, then deploys the state bucket and every stack in order, or the stacks named.
  --cluster <name>  only this cluster's stacks; may be given several times
  --import-state    take an existing state bucket of ours into this machine's local state first`;

void main(async () => {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    console.log(USAGE);
    return;
  }
  const app = new BlueprintApp(args);
  await app.prepare();
  const stacks = app.selectedStacks();
  if (app.settings.state.backend === "local") {
    await (app.isWhole ? app.cdktf(["deploy", "*"]) : app.cdktfEach("deploy", stacks));
    return;
  }

  const bucket = app.settings.state.bucket;
  let status = await inspectStateBucket(app.settings, app.output);
  if (status !== "absent") {
    const forgotten = await forgottenClusters(app.settings);
    if (forgotten.length > 0) {
      throw new Failure(
        `clusters: expected every cluster that has state in ${bucket}, got none named ${forgotten.join(", ")}; put it back into ${app.settings.source} and run npm run destroy -- --cluster <name> first`,
      );
    }
  }
  if (status === "unknown" && args.importState) {
    await importStateBucket(app.settings, app.output, app.terraform);
    status = "known";
  }
  if (status === "absent" && app.settings.isPart) {
    throw new Failure(
      `state bucket ${bucket}: expected it to exist before a part of the clusters is deployed, got nothing; run npm run deploy -- state without BLUEPRINT_CLUSTERS first`,
    );
  }
  // The CLI initialises every stack before it deploys the first, so the bucket must be there by then.
  if (status === "absent") await app.cdktf(["deploy", STATE_STACK]);
  if (status === "unknown") {
    console.log(
      `state bucket ${bucket}: ours, made elsewhere; left as it is (--import-state takes it into local state)`,
    );
  }
  if (app.isWhole && status !== "unknown") await app.cdktf(["deploy", "*"]);
  else await app.cdktfEach("deploy", status === "known" ? stacks : app.selectedClusterStacks());
});
