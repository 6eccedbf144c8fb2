import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Blueprint } from "../config/blueprint";
import { chartPackage, CHARTS } from "../config/chart-repository";
import { loadSettings, resolveSettings } from "../config/load";
import { stackName } from "../config/names";
import type { Settings } from "../config/settings";
import { EksEmulator } from "./aws/eks/eks-emulator";
import { NO_KUBERNETES } from "./aws/eks/no-kubernetes";
import { findServiceModel, pythonsOf, readServiceModel } from "./aws/eks/service-model";
import { Front } from "./aws/front";
import { startMoto } from "./aws/moto";
import type { LoggedCall } from "./aws/call-log";
import { Credentials } from "./kubernetes/credentials";
import { Ec2 } from "./kubernetes/ec2";
import { Ec2Instances } from "./kubernetes/instances";
import { KubernetesClusters } from "./kubernetes/kubernetes";
import { KWOKCTL_MISSING } from "./kubernetes/kwokctl";
import { type Finished, Processes } from "./processes";
import type { Tools } from "./tools";

const PROJECT = resolve(__dirname, "..");

/** One part of the rehearsal. */
export interface Step {
  readonly name: string;
  /** Why it cannot run with this configuration, or undefined where it can. */
  skip?(rehearsal: Rehearsal): string | undefined;
  /**
   * @param note adds something to the step's line
   * @throws Error where something is otherwise than it should be
   */
  run(rehearsal: Rehearsal, note: (text: string) => void): Promise<void>;
}

/** A change that Terraform plans: `action type`. */
export type PlannedChange = string;

/**
 * One rehearsal: the configuration with only the provider's version replaced, a folder of its own for all that is
 * written, the stand-in for AWS, and the commands that a user would run against it.
 */
export class Rehearsal {
  /** Where the app is synthesised to; its local state lies beside it. */
  readonly output: string;
  /** What was there before anything was deployed. */
  baseline: ReadonlySet<string> = new Set();
  private front: Front | undefined;
  private eks: EksEmulator | undefined;
  private kubernetes: KubernetesClusters | undefined;

  private constructor(
    readonly folder: string,
    readonly settings: Settings,
    readonly blueprint: Blueprint,
    readonly tools: Tools,
    readonly processes: Processes,
  ) {
    this.output = join(folder, "cdktf.out");
    this.configure(blueprint);
  }

  /** Reads the user's configuration and makes the folder; starts nothing yet. */
  static create(settings: Settings, tools: Tools): Rehearsal {
    const folders = join(PROJECT, ".cache", "rehearsal");
    mkdirSync(folders, { recursive: true });
    const folder = mkdtempSync(join(folders, "run-"));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file's name is the user's to choose
    const loaded = require(resolve(PROJECT, settings.source)) as { readonly default: Blueprint };
    const blueprint = rehearsed(loaded.default, settings, tools);
    const processes = new Processes(join(folder, "logs"), environment(folder));
    return new Rehearsal(folder, settings, blueprint, tools, processes);
  }

  /** The configuration that a rehearsal runs on: the user's own, all of its clusters. */
  static readSettings(): Settings {
    const { BLUEPRINT_CLUSTERS: _, ...rest } = process.env;
    return loadSettings({ environment: rest, directory: PROJECT, today: new Date() });
  }

  async start(): Promise<void> {
    const { moto } = this.tools;
    const model = findServiceModel(pythonsOf(moto));
    if (model === undefined) throw new Error(`expected botocore, with EKS's service model, beside ${moto}, got none`);
    const { account } = this.settings;
    const address = await startMoto(this.processes, moto, account);
    const credentials = new Credentials([]);
    this.kubernetes = await this.startKubernetes(
      credentials,
      new Ec2Instances(new Ec2(() => this.front?.url ?? address)),
    );
    this.eks = new EksEmulator({
      model: readServiceModel(model),
      accountOf: ({ accessKey = "" }) => credentials.find(accessKey)?.principal.arn.split(":")[4] ?? account,
      runtime: this.kubernetes ?? NO_KUBERNETES,
      today: new Date(),
    });
    const observe = credentials.remember.bind(credentials);
    this.front = await Front.start({ moto: address, services: { eks: this.eks }, observe });
    const { stdout } = await this.aws(["sts", "get-caller-identity", "--region", this.settings.region]);
    const { Arn: arn } = JSON.parse(stdout) as { Arn: string };
    credentials.add({ ...KEY, principal: { arn } });
  }

  private async startKubernetes(credentials: Credentials, instances: Ec2Instances) {
    const { kwokctl } = this.tools;
    if (kwokctl === undefined) return undefined;
    return KubernetesClusters.start({
      kwokctl,
      folder: join(this.folder, "kubernetes"),
      logs: join(this.folder, "logs", "kubernetes"),
      cache: join(PROJECT, ".cache", "kwok"),
      credentials,
      instances,
    });
  }

  /** Ends every process and server; the folder stays where something in it is worth reading. */
  async stop(keepFolder: boolean): Promise<void> {
    await this.eks?.stop();
    await this.kubernetes?.stopAll();
    await this.processes.stopAll();
    await this.front?.stop();
    if (!keepFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Every call that reached AWS so far. */
  get calls(): readonly LoggedCall[] {
    return this.front?.calls ?? [];
  }

  /** The services that were called so far. */
  get servicesCalled(): ReadonlySet<string> {
    return this.front?.servicesCalled ?? new Set();
  }

  /** What EKS's stand-in was asked, or answered, otherwise than EKS's model has it, and what failed behind its clusters. */
  get eksFaults(): readonly string[] {
    const { violations = [], failures = [] } = this.eks ?? {};
    return [...violations.map(({ operation, in: where, fault }) => `${operation}, ${where}: ${fault}`), ...failures];
  }

  /** Where AWS is for every command, once the stand-in is up. */
  private get endpoint(): Record<string, string> {
    return this.front === undefined ? {} : { AWS_ENDPOINT_URL: this.front.url };
  }

  /** From now on commands see this configuration. */
  configure(blueprint: Blueprint): Settings {
    writeFileSync(
      join(this.folder, "blueprint.config.js"),
      `exports.default = ${JSON.stringify(blueprint, undefined, 2)};\n`,
    );
    return resolveSettings(blueprint, { environment: process.env, today: new Date(), source: "blueprint.config.js" });
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
    const endpoint = this.front === undefined ? [] : ["--endpoint-url", this.front.url];
    return this.processes.run("aws", [...args, ...endpoint, "--output", "json"], { env: this.endpoint });
  }

  /** Runs a command as a user would who has the exports that lead here. */
  run(command: string, args: readonly string[]): Promise<Finished> {
    return this.processes.run(command, args, { env: this.endpoint });
  }

  /** Runs Terraform on a synthesised stack. */
  terraform(stack: string, args: readonly string[]): Promise<Finished> {
    return this.terraformIn(join(this.output, "stacks", stack), args);
  }

  /** Runs Terraform in a folder. */
  terraformIn(folder: string, args: readonly string[]): Promise<Finished> {
    return this.processes.run(this.tools.terraform, args, { cwd: folder, env: this.endpoint });
  }

  /** The synthesised stacks. */
  get stacks(): string[] {
    const manifest = join(this.output, "manifest.json");
    if (!existsSync(manifest)) return [];
    return Object.keys((JSON.parse(readFileSync(manifest, "utf8")) as { stacks: object }).stacks);
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

  /** What a deploy of the stack would change now, sorted. */
  async plan(stack: string): Promise<PlannedChange[]> {
    const file = join(this.folder, `${stack}.plan`);
    // A synth without the stack took its folder, and what init had put there.
    if (!existsSync(join(this.output, "stacks", stack, ".terraform"))) {
      await this.terraform(stack, ["init", "-input=false"]);
    }
    await this.terraform(stack, ["plan", "-input=false", `-out=${file}`]);
    const { stdout } = await this.terraform(stack, ["show", "-json", file]);
    const { resource_changes: changes = [] } = JSON.parse(stdout) as {
      resource_changes?: { mode: string; type: string; change: { actions: string[] } }[];
    };
    return changes
      .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
      .map(({ type, change }) => `${change.actions.join("-and-")} ${type}`)
      .sort();
  }

  /** @throws Error naming the stacks whose plan is not empty, and what they would change */
  async assertNothingPlanned(stacks: readonly string[] = this.stacks): Promise<void> {
    for (const stack of stacks) {
      const changes = await this.plan(stack);
      if (changes.length > 0) throw new Error(`${stack}: expected an empty plan, got ${changes.join(", ")}`);
    }
  }
}

/** The stacks whose resources are objects in a cluster. */
const IN_KUBERNETES = ["karpenter", "node-pools", "demo"] as const;

/** The key that a rehearsal's commands sign with. */
const KEY = { id: "rehearsal", secret: "rehearsal" };

/**
 * The configuration as it is rehearsed: unchanged but for the provider's version, where charts come from, and pauses,
 * which wait for AWS and have nothing to wait for here.
 */
function rehearsed(blueprint: Blueprint, settings: Settings, tools: Tools): Blueprint {
  const clusters = blueprint.clusters.map((cluster, index) => {
    const version = settings.clusters[index]?.karpenter.version ?? "";
    const isPackaged = CHARTS.every((chart) => existsSync(join(tools.charts ?? "", chartPackage(chart, version))));
    const charts = tools.charts !== undefined && isPackaged ? { chartRepository: resolve(tools.charts) } : {};
    return { ...cluster, karpenter: { ...cluster.karpenter, ...charts, identityWait: "1s", crdWait: "1s" } };
  });
  return { ...blueprint, clusters, providerVersions: { ...blueprint.providerVersions, aws: tools.awsProvider } };
}

/** Nothing of the user's AWS set-up reaches a rehearsal, and nothing of a rehearsal reaches AWS. */
function environment(folder: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && (!name.startsWith("AWS_") || name === "AWS_ACCOUNT_ID"),
  ) as [string, string][];
  const nowhere = join(folder, "no-aws-configuration");
  return {
    ...Object.fromEntries(inherited.filter(([name]) => name !== "BLUEPRINT_CLUSTERS")),
    AWS_ACCESS_KEY_ID: KEY.id,
    AWS_SECRET_ACCESS_KEY: KEY.secret,
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: "true",
    // No call leaves the machine, not even one that was made without the stand-in's address.
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_PAGER: "",
    BLUEPRINT_CONFIG: join(folder, "blueprint.config.js"),
    // The CLI's own cache may be the mirror that providers come from.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}
