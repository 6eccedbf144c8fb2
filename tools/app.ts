import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { clusterStacksOf } from "../config/cluster-stacks";
import { loadSettings } from "../config/load";
import type { ClusterSettings, Settings } from "../config/settings";
import { KUBERNETES_STACKS, STATE_STACK, stackName } from "../config/names";
import type { Arguments } from "./arguments";
import type { Home } from "./aws";
import { Failure } from "./failure";
import { checkAccounts, checkTerraform } from "./preflight";
import { runVisibly, shellWords } from "./run";

const PROJECT = resolve(__dirname, "..");

/** A stack as the commands see it. */
interface Stack {
  readonly name: string;
  /** The cluster it belongs to; none for the state stack. */
  readonly cluster?: string;
  readonly home: Home;
}

/** The project's CDKTF app as the commands see it: its settings, the stacks that are meant, and the CLI that runs it. */
export class BlueprintApp {
  readonly settings: Settings;
  /** Where the app is synthesised to, absolute. */
  readonly output: string;
  /** The Terraform or OpenTofu binary that the CLI runs. */
  readonly terraform: string;
  /** The names of the stacks that are meant, each after those it depends on. */
  readonly stacks: readonly string[];
  private readonly selected: readonly Stack[];

  /**
   * @throws ConfigurationError
   * @throws Failure for a stack or cluster that is not configured, and for an output folder that is not one
   */
  constructor(private readonly args: Arguments) {
    this.settings = loadSettings({ environment: process.env, directory: PROJECT, today: new Date() });
    this.terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
    this.output = resolve(args.output ?? join(PROJECT, this.settings.isPart ? "cdktf.out.part" : "cdktf.out"));
    checkOutput(this.output);
    this.selected = select(stacksOf(this.settings), args);
    this.stacks = this.selected.map(({ name }) => name);
  }

  /** Whether everything is meant, not a part of the stacks or clusters. */
  get isWhole(): boolean {
    return this.args.stacks.length === 0 && this.args.clusters.length === 0;
  }

  /** The stacks that are meant, but for the state stack, which serves every cluster. */
  get clusterStacks(): readonly string[] {
    return this.stacks.filter((name) => name !== STATE_STACK);
  }

  /** The clusters in which objects of the stacks that are meant live. */
  get clustersInKubernetes(): readonly ClusterSettings[] {
    return this.settings.clusters.filter(({ name }) =>
      KUBERNETES_STACKS.some((kind) => this.stacks.includes(stackName(name, kind))),
    );
  }

  /** Checks what can be checked before anything is changed, then synthesises. */
  async prepare(): Promise<void> {
    console.log(await checkTerraform(this.terraform));
    const { state } = this.settings;
    const homes = this.selected.map(({ home }) => home);
    await checkAccounts(this.settings, state.backend === "s3" ? [state, ...homes] : homes);
    // The CDKTF app makes the folder itself, but not those above it.
    mkdirSync(dirname(this.output), { recursive: true });
    await this.cdktf(["synth"]);
  }

  /** Runs the CDKTF CLI on the synthesised app, with the user's own flags for it at the end. */
  async cdktf(words: readonly string[]): Promise<void> {
    const flags = words[0] === "synth" ? [] : ["--skip-synth", ...this.args.passThrough];
    const args = [...words, ...flags, "--output", this.output];
    const binary = join(PROJECT, "node_modules", ".bin", "cdktf");
    await runVisibly(binary, args, { cwd: PROJECT, shown: shellWords(["npx", "cdktf", ...args]) });
  }

  /** Runs the CLI on one stack after another. It offers no order for a part of the stacks, so the order is ours. */
  async cdktfEach(command: "deploy" | "destroy", stacks: readonly string[]): Promise<void> {
    for (const stack of stacks) await this.cdktf([command, stack, "--ignore-missing-stack-dependencies"]);
  }
}

/** Every stack of the configuration, each after those it depends on. */
function stacksOf(settings: Settings): Stack[] {
  const { state, isPart, clusters } = settings;
  return [
    ...(state.backend === "s3" && !isPart ? [{ name: STATE_STACK, home: state }] : []),
    ...clusters.flatMap((cluster) =>
      clusterStacksOf(cluster).map((stack) => ({
        name: stackName(cluster.name, stack),
        cluster: cluster.name,
        home: cluster,
      })),
    ),
  ];
}

function select(all: readonly Stack[], { stacks, clusters }: Arguments): readonly Stack[] {
  refuseUnknown(
    "stack",
    stacks,
    all.map(({ name }) => name),
  );
  refuseUnknown("--cluster", clusters, [...new Set(all.flatMap(({ cluster }) => cluster ?? []))]);
  if (stacks.length > 0) return all.filter(({ name }) => stacks.includes(name));
  return clusters.length === 0 ? all : all.filter(({ cluster }) => cluster !== undefined && clusters.includes(cluster));
}

function refuseUnknown(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Failure(`${what}: expected one of ${known.join(", ")}, got "${unknown}"`);
}

/** The CLI deletes what it does not know under an output folder, so the folder must be one, or new, or empty. */
function checkOutput(output: string): void {
  if (!existsSync(output) || existsSync(join(output, "manifest.json")) || readdirSync(output).length === 0) return;
  throw new Failure(
    `--output: expected a new folder or one of an earlier synth, got ${output}, which holds other things`,
  );
}
