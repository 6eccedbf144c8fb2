import { STATE_STACK } from "../config/names";
import { BlueprintApp } from "./app";
import { parseArguments } from "./arguments";
import { main } from "./failure";
import { inspectStateBucket, LocalState } from "./state-bucket";

const USAGE = `npm run diff -- [stack …] [--cluster <name>]… [--output <folder>] [flags of cdktf diff]

Checks tools, account and state bucket, then shows what a deploy would change, stack by stack.`;

void main(async () => {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    console.log(USAGE);
    return;
  }
  const app = new BlueprintApp(args);
  await app.prepare();
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
