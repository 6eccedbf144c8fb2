import { resolve } from "node:path";
import { installMoto, findTools } from "./tools";
import { CommandFailed, Interrupted } from "./processes";
import { Progress } from "./progress";
import { Rehearsal } from "./rehearsal";
import type { Step } from "./step";
import { beforeChanges, changeSteps } from "./steps/changes";
import { deploySteps, destroySteps } from "./steps/lifecycle";
import { stateSteps } from "./steps/state-bucket";

const USAGE = `npm run rehearse [-- [--changes] [--install]]

Deploys and destroys the configuration with the real Terraform against a stand-in for AWS. Needs no account.
  --changes  change it in between, in every way that a deployment changes in its life
  --install  put the stand-in (moto) into the project's own virtual environment first, where PATH has none`;

const FLAGS = ["--changes", "--install", "--help"];

const PROJECT = resolve(__dirname, "..");

async function rehearse(): Promise<number> {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => !FLAGS.includes(arg));
  if (unknown !== undefined || args.includes("--help")) {
    console.log(unknown === undefined ? USAGE : `expected --changes, --install or nothing, got ${unknown}\n\n${USAGE}`);
    return unknown === undefined ? 0 : 2;
  }
  if (args.includes("--install")) await installMoto(PROJECT);
  const settings = Rehearsal.readSettings();
  const { tools, missing } = await findTools(PROJECT, settings.providerVersions.aws);
  const progress = new Progress(process.stdout);
  const steps = [
    ...deploySteps,
    ...(args.includes("--changes") ? [...stateSteps, ...changeSteps] : []),
    ...destroySteps,
  ];
  if (tools === undefined) return withoutTools(progress, steps, missing);

  const rehearsal = Rehearsal.create(settings, tools, args.includes("--changes") ? beforeChanges : undefined);
  const interrupt = () => {
    rehearsal.processes.interrupt();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const finished = await runSteps(rehearsal, steps, progress).finally(() => rehearsal.stop(progress.failed));
  console.log(tools.description);
  if (!finished) {
    console.log("interrupted: everything that was started is stopped");
    return 130;
  }
  console.log(progress.summary());
  return progress.failed ? 1 : 0;
}

/** A machine without the tools fails, but a CI without them skips: both say what is missing. */
function withoutTools(progress: Progress, steps: readonly Step[], missing: readonly string[]): number {
  missing.forEach((sentence) => {
    console.log(sentence);
  });
  if (process.env.CI !== "true") return 1;
  steps.forEach(({ name }) => {
    progress.begin(name);
    progress.end(name, "skipped", "a tool is missing");
  });
  console.log(progress.summary());
  return 0;
}

/** @returns whether it ran to its end, and not to the user's interruption */
async function runSteps(rehearsal: Rehearsal, steps: readonly Step[], progress: Progress): Promise<boolean> {
  for (const step of [{ name: "start the stand-in", run: () => rehearsal.start() }, ...steps]) {
    progress.begin(step.name);
    const reason = progress.failed ? "an earlier step failed" : "skip" in step ? step.skip?.(rehearsal) : undefined;
    if (reason !== undefined) {
      progress.end(step.name, "skipped", reason);
      continue;
    }
    try {
      const notes: string[] = [];
      await step.run(rehearsal, (text) => notes.push(text));
      progress.end(step.name, "passed", notes.join("; "));
    } catch (error) {
      if (error instanceof Interrupted) return false;
      progress.end(step.name, "failed", error instanceof Error ? error.message : String(error));
      explain(rehearsal, error);
    }
  }
  return true;
}

function explain(rehearsal: Rehearsal, error: unknown): void {
  if (error instanceof CommandFailed) {
    const lines = error.output.trimEnd().split("\n").slice(-40);
    console.log(lines.map((line) => `  | ${line}`).join("\n"));
    console.log(`  the whole of it: ${error.log}`);
  } else if (error instanceof Error) {
    console.log(`  ${error.stack ?? ""}`);
  }
  console.log(`  everything of this rehearsal: ${rehearsal.folder}`);
}

void rehearse().then((code) => {
  process.exitCode = code;
});
