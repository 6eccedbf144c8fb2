import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadSettings, type Settings } from "../config/load";
import { STATE_STACK, stackName, CLUSTER_STACKS } from "../config/names";
import { showPath } from "../config/faults";
import type { Arguments } from "./arguments";
import type { Home } from "./aws";
import { Failure } from "./failure";
import { checkAccounts, checkTerraform } from "./preflight";
import { runVisibly, shellWords } from "./run";

const PROJECT = resolve(__dirname, "..");

/** The project's CDKTF app as the commands see it: its settings, its stacks in order, and the CLI that runs it. */
export class BlueprintApp {
  readonly settings: Settings;
  /** Where the app is synthesised to, absolute. */
  readonly output: string;
  /** The Terraform or OpenTofu binary that the CLI runs. */
  readonly terraform: string;

  constructor(private readonly args: Arguments) {
    this.settings = loadSettings({ environment: process.env, directory: PROJECT, today: new Date() });
    this.output = resolve(args.output ?? join(PROJECT, this.settings.isPart ? "cdktf.out.part" : "cdktf.out"));
    this.terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
  }

  /** Checks what can be checked before anything is changed, then synthesises. */
  async prepare(): Promise<void> {
    const clusters = this.selectedClusters();
    console.log(await checkTerraform(this.terraform));
    const homes: Home[] = this.settings.clusters.filter(({ name }) => clusters.includes(name));
    await checkAccounts(this.settings, this.settings.state.backend === "s3" ? [this.settings.state, ...homes] : homes);
    // The CDKTF app makes the folder itself, but not those above it.
    mkdirSync(dirname(this.output), { recursive: true });
    await this.cdktf(["synth"]);
  }

  /** Whether everything is meant, not a part of the stacks or clusters. */
  get isWhole(): boolean {
    return this.args.stacks.length === 0 && this.args.clusters.length === 0;
  }

  /**
   * The stacks that are meant, each after those it depends on.
   *
   * @throws Failure for a stack or cluster that is not configured
   */
  selectedStacks(): string[] {
    const all = this.orderedStacks();
    const unknown = this.args.stacks.find((name) => !all.includes(name));
    if (unknown !== undefined) {
      throw new Failure(`stack: expected one of ${all.join(", ")}, got "${unknown}"`);
    }
    const clusters = this.selectedClusters();
    const ofClusters = clusters.flatMap((name) => CLUSTER_STACKS.map((stack) => stackName(name, stack)));
    return all.filter((name) =>
      this.args.stacks.length > 0
        ? this.args.stacks.includes(name)
        : this.args.clusters.length === 0 || ofClusters.includes(name),
    );
  }

  /** The stacks of the clusters that are meant: all but the state stack, which serves every cluster. */
  selectedClusterStacks(): string[] {
    return this.selectedStacks().filter((name) => name !== STATE_STACK);
  }

  /** Runs the CDKTF CLI on the synthesised app, with the user's own flags for it at the end. */
  async cdktf(words: readonly string[]): Promise<void> {
    const isSynth = words[0] === "synth";
    const args = [
      ...words,
      ...(isSynth ? [] : ["--skip-synth", ...this.args.passThrough]),
      ...["--output", this.output],
    ];
    const binary = join(PROJECT, "node_modules", ".bin", "cdktf");
    await runVisibly(binary, args, { cwd: PROJECT, shown: shellWords(["npx", "cdktf", ...args]) });
  }

  /** Runs the CLI on one stack after another. It offers no order for a part of the stacks, so the order is ours. */
  async cdktfEach(command: "deploy" | "destroy", stacks: readonly string[]): Promise<void> {
    for (const stack of stacks) await this.cdktf([command, stack, "--ignore-missing-stack-dependencies"]);
  }

  private selectedClusters(): string[] {
    const known = this.settings.clusters.map(({ name }) => name);
    const unknown = this.args.clusters.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new Failure(
        `--cluster: expected one of ${known.map((name) => showPath([name])).join(", ")}, got "${unknown}"`,
      );
    }
    return this.args.clusters.length === 0 ? known : [...this.args.clusters];
  }

  private orderedStacks(): string[] {
    const manifest = JSON.parse(readFileSync(join(this.output, "manifest.json"), "utf8")) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    const ordered: string[] = [];
    const visit = (name: string) => {
      if (ordered.includes(name)) return;
      manifest.stacks[name]?.dependencies.forEach(visit);
      ordered.push(name);
    };
    Object.keys(manifest.stacks).sort().forEach(visit);
    return ordered;
  }
}
