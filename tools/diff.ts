import { STATE_STACK } from "../config/names";
import { runCommand } from "./command";
import { inspectStateBucket, LocalState } from "./state-bucket";

const USAGE = `npm run diff -- [stack …] [--cluster <name>]… [--output <folder>] [flags of cdktf diff]

Checks tools, account and state bucket, then shows what a deploy would change, stack by stack.`;

void runCommand(USAGE, async (app) => {
  const { state } = app.settings;
  const status =
    state.backend === "s3"
      ? await inspectStateBucket(app.settings, LocalState.read(app.settings, app.output))
      : "known";
  for (const stack of app.stacks) {
    if (stack === STATE_STACK && status === "unknown") {
      console.log(`${stack}: its bucket is ours, made elsewhere; not in this machine's local state`);
    } else if (stack !== STATE_STACK && status === "absent") {
      console.log(`${stack}: everything, once the state bucket ${state.bucket} is there`);
    } else {
      await app.cdktf(["diff", stack]);
    }
  }
});
