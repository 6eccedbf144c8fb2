import { resolve } from "node:path";
import { installMoto, findTools } from "./tools";
import { keep } from "./keep";
import { CommandFailed, Interrupted } from "./processes";
import { Progress } from "./progress";
import { Rehearsal } from "./rehearsal";
import type { Step } from "./step";
import { beforeChanges, changeSteps } from "./steps/changes";
import { deploySteps, destroySteps } from "./steps/lifecycle";
import { stateSteps } from "./steps/state-bucket";

const USAGE = `npm run rehearse [-- [--changes | --keep] [--install]]

Deploys and destroys the configuration with the real Terraform against a stand-in for AWS. Needs no account.
  --changes  change it in between, in every way that a deployment changes in its life
  --keep     leave it standing after the deploy, for any tool to look at, until Ctrl-C
  --install  put the stand-in (moto) into the project's own virtual environment first, where PATH has none`;

const FLAGS = ["--changes", "--keep", "--install", "--help"];

const PROJECT = resolve(__dirname, "..");

/** What a rehearsal ends with where its user has ended it, as shells have it. */
const INTERRUPTED = 130;

/** Aborted where the user has enough. */
const ending = new AbortController();

const hasEnded = (): boolean => ending.signal.aborted;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    ending.abort();
  });
}

async function rehearse(): Promise<number> {
  const args = process.argv.slice(2);
  const fault = faultIn(args);
  if (fault !== undefined || args.includes("--help")) {
    console.log(fault === undefined ? USAGE : `${fault}\n\n${USAGE}`);
    return fault === undefined ? 0 : 2;
  }
  if (args.includes("--install")) await installMoto(PROJECT);
  const settings = Rehearsal.readSettings();
  const { tools, missing } = await findTools(PROJECT, settings.providerVersions.aws);
  if (hasEnded()) return INTERRUPTED;
  const progress = new Progress(process.stdout);
  const [isKept, isChanged] = [args.includes("--keep"), args.includes("--changes")];
  const steps = [
    ...deploySteps,
    ...(isChanged ? [...stateSteps, ...changeSteps] : []),
    ...(isKept ? [] : destroySteps),
  ];
  if (tools === undefined) return withoutTools(progress, steps, missing);

  const rehearsal = Rehearsal.create(settings, tools, isChanged ? beforeChanges : undefined);
  ending.signal.addEventListener("abort", () => {
    rehearsal.processes.interrupt();
  });
  try {
    const finished = await runSteps(rehearsal, steps, progress);
    if (finished && isKept && !progress.failed) await keep(rehearsal, ending.signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    if (hasEnded()) console.log("taking down what stands");
    await rehearsal.stop(progress.failed);
  }
  console.log(tools.description);
  console.log(hasEnded() ? "everything that was started is stopped" : progress.summary());
  if (progress.failed) return 1;
  return hasEnded() && !isKept ? INTERRUPTED : 0;
}

function faultIn(args: readonly string[]): string | undefined {
  const unknown = args.find((arg) => !FLAGS.includes(arg));
  if (unknown !== undefined) return `expected ${FLAGS.join(", ")} or nothing, got ${unknown}`;
  return args.includes("--keep") && args.includes("--changes")
    ? "expected one of --changes and --keep, got both"
    : undefined;
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
      // What a command says that was told to end is no fault.
      if (error instanceof Interrupted || hasEnded()) {
        progress.abandon(step.name);
        return false;
      }
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
