import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Blueprint } from "../config/blueprint";
import { loadSettings, resolveSettings } from "../config/load";
import { clusterArn, stackName, STATE_STACK } from "../config/names";
import type { ClusterSettings, Settings } from "../config/settings";
import { configurationFile, environmentOf, exportsOf } from "./environment";
import type { KubernetesCall } from "./kubernetes/audit-log";
import { KWOKCTL_MISSING } from "./kubernetes/kwokctl";
import { type Finished, Processes } from "./processes";
import { rehearsed } from "./rehearsed";
import { StandIn } from "./stand-in";
import type { Tools } from "./tools";

const PROJECT = resolve(__dirname, "..");

/** Makes of the configuration, as it is rehearsed, what a rehearsal begins with. */
export type Beginning = (target: Blueprint, tools: Tools) => Blueprint;

/**
 * One rehearsal: the configuration with only the provider's version replaced, a folder of its own for all that is
 * written, the stand-in for AWS, and the commands that a user would run against it.
 */
export class Rehearsal {
  /** Where the app is synthesised to; its local state lies beside it. */
  readonly output: string;
  /** What was there before anything was deployed. */
  baseline: ReadonlySet<string> = new Set();
  /** When, as milliseconds since 1970. */
  readonly began: { deploy?: number; destroy?: number } = {};
  readonly standIn: StandIn;

  private constructor(
    readonly folder: string,
    /** The user's configuration as it is rehearsed. */
    readonly target: Blueprint,
    private current: { readonly blueprint: Blueprint; readonly settings: Settings },
    readonly tools: Tools,
    readonly processes: Processes,
  ) {
    this.output = join(folder, "cdktf.out");
    const { account } = current.settings;
    this.standIn = new StandIn({ tools, processes, folder, account });
    this.configure(current.blueprint);
  }

  /**
   * Reads the user's configuration and makes the folder; starts nothing yet.
   *
   * @param begin what is deployed first, where that is not the configuration itself
   */
  static create(settings: Settings, tools: Tools, begin: Beginning = (target) => target): Rehearsal {
    const folders = join(PROJECT, ".cache", "rehearsal");
    mkdirSync(folders, { recursive: true });
    const folder = mkdtempSync(join(folders, "run-"));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file's name is the user's to choose
    const loaded = require(resolve(PROJECT, settings.source)) as { readonly default: Blueprint };
    const target = rehearsed(loaded.default, settings, tools);
    const blueprint = begin(target, tools);
    const processes = new Processes(join(folder, "logs"), environmentOf(folder));
    return new Rehearsal(folder, target, { blueprint, settings: settingsOf(blueprint) }, tools, processes);
  }

  /** The configuration that is deployed, or about to be. */
  get blueprint(): Blueprint {
    return this.current.blueprint;
  }

  get settings(): Settings {
    return this.current.settings;
  }

  /** The configuration that a rehearsal runs on: the user's own, all of its clusters. */
  static readSettings(): Settings {
    const { BLUEPRINT_CLUSTERS: _, ...rest } = process.env;
    return loadSettings({ environment: rest, directory: PROJECT, today: new Date() });
  }

  async start(): Promise<void> {
    await this.standIn.start();
    const { stdout } = await this.aws(["sts", "get-caller-identity", "--region", this.settings.region]);
    this.standIn.identify(adminOf(this.settings) ?? (JSON.parse(stdout) as { Arn: string }).Arn);
  }

  /** Ends every process and server; the folder stays where something in it is worth reading. */
  async stop(keepFolder: boolean): Promise<void> {
    await this.processes.stopCommands();
    await this.standIn.stop();
    if (!keepFolder) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** By these, commands find the stand-in and the configuration, and nothing else. */
  get variables(): Readonly<Record<string, string>> {
    return { ...exportsOf(this.folder), AWS_ACCOUNT_ID: this.settings.account, ...this.endpoint };
  }

  /** Every call so far that changed something in a cluster. */
  callsIn({ region, account, name }: ClusterSettings): readonly KubernetesCall[] {
    return this.standIn.callsIn(clusterArn(region, account, name));
  }

  /** Where AWS is for every command, once the stand-in is up. */
  private get endpoint(): Record<string, string> {
    const { url } = this.standIn;
    return url === undefined ? {} : { AWS_ENDPOINT_URL: url };
  }

  /** From now on commands see this configuration; what is deployed is still the one before. */
  configure(blueprint: Blueprint): void {
    writeFileSync(configurationFile(this.folder), `exports.default = ${JSON.stringify(blueprint, undefined, 2)};\n`);
  }

  /** From now on this is the configuration that is deployed. */
  adopt(blueprint: Blueprint): void {
    this.current = { blueprint, settings: settingsOf(blueprint) };
    this.configure(blueprint);
  }

  /** Runs one of the project's own commands as a user would, into an output folder of the rehearsal. */
  npm(
    script: string,
    args: readonly string[] = [],
    options: { expectedCode?: number; output?: string } = {},
  ): Promise<Finished> {
    const output = options.output ?? this.output;
    return this.processes.run("npm", ["run", "--silent", script, "--", ...args, "--output", output], {
      cwd: PROJECT,
      expectedCode: options.expectedCode,
      env: this.endpoint,
    });
  }

  /** Runs the AWS CLI; its output is JSON. */
  aws(args: readonly string[]): Promise<Finished> {
    // Version 1 of the CLI goes by AWS_ENDPOINT_URL for every service but SQS.
    const endpoint = Object.values(this.endpoint).flatMap((url) => ["--endpoint-url", url]);
    return this.processes.run("aws", [...args, ...endpoint, "--output", "json"], { env: this.endpoint });
  }

  /** Runs a command as a user would who has the exports that lead here. */
  run(command: string, args: readonly string[]): Promise<Finished> {
    return this.processes.run(command, args, { env: this.endpoint });
  }

  /** Runs Terraform on a synthesised stack. */
  terraform(stack: string, args: readonly string[], expectedCode?: number | readonly number[]): Promise<Finished> {
    return this.terraformIn(this.stackFolder(stack), args, expectedCode);
  }

  /** Runs Terraform in a folder. */
  terraformIn(folder: string, args: readonly string[], expectedCode?: number | readonly number[]): Promise<Finished> {
    return this.processes.run(this.tools.terraform, args, { cwd: folder, env: this.endpoint, expectedCode });
  }

  /** Where a stack is synthesised to. */
  stackFolder(stack: string): string {
    return join(this.output, "stacks", stack);
  }

  /** The synthesised stacks, each after those it depends on. */
  get stacks(): string[] {
    const manifest = join(this.output, "manifest.json");
    if (!existsSync(manifest)) return [];
    const names = Object.keys((JSON.parse(readFileSync(manifest, "utf8")) as { stacks: object }).stacks);
    const order = [STATE_STACK, ...this.settings.stackNames];
    return names.sort((one, other) => order.indexOf(one) - order.indexOf(other));
  }

  /** Why what needs Kubernetes cannot run, or undefined where it can. */
  get kubernetesMissing(): string | undefined {
    return this.tools.kwokctl === undefined ? KWOKCTL_MISSING : undefined;
  }

  /** Those of the synthesised stacks that can be deployed here. */
  get deployable(): string[] {
    const inKubernetes = this.settings.clusters.flatMap(({ name }) =>
      IN_KUBERNETES.map((kind) => stackName(name, kind)),
    );
    return this.stacks.filter((name) => this.kubernetesMissing === undefined || !inKubernetes.includes(name));
  }
}

/** The stacks whose resources are objects in a cluster. */
const IN_KUBERNETES = ["karpenter", "node-pools", "demo"] as const;

function settingsOf(blueprint: Blueprint): Settings {
  const { AWS_ACCOUNT_ID } = process.env;
  return resolveSettings(blueprint, {
    environment: { AWS_ACCOUNT_ID },
    today: new Date(),
    source: "blueprint.config.js",
  });
}

/** Whom the configuration names as admin of its clusters first: a rehearsal deploys as that principal. */
function adminOf({ clusters }: Settings): string | undefined {
  const entries = clusters.flatMap(({ cluster }) => cluster.access);
  return entries.find(({ policy, namespaces }) => policy === "admin" && namespaces === undefined)?.principalArn;
}
