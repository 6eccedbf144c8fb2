import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, cpSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiServer } from "../aws/eks/cluster-runtime";
import { KubernetesApi } from "./api";
import { writeControlPlaneFiles } from "./control-plane-files";

export interface ControlPlaneOptions {
  readonly kwokctl: string;
  /** Of this control plane alone; absolute. */
  readonly folder: string;
  /** Where the logs stay when it is gone. */
  readonly logs: string;
  /** Where kwokctl keeps what it downloads, across runs. */
  readonly cache: string;
  /** Where the API server asks whose a token is. */
  readonly webhook: string;
}

const NAME = "eks";
const READY_SECONDS = 60;

/** One Kubernetes control plane: etcd, API server, controller manager, scheduler, and kwok in place of kubelets. */
export class ControlPlane {
  private stopped = false;

  private constructor(
    private readonly options: ControlPlaneOptions,
    private readonly creation: ChildProcess,
    private readonly created: Promise<number>,
    private readonly endpoint: string,
  ) {}

  /** Starts it; `ready` waits for it, and `stop` ends it at any time. */
  static async start(options: ControlPlaneOptions): Promise<ControlPlane> {
    for (const folder of [options.folder, options.logs]) mkdirSync(folder, { recursive: true });
    const auditLog = auditLogOf(options.logs);
    const { config, endpoint } = await writeControlPlaneFiles({ ...options, auditLog });
    const creation = kwokctl(options, ["create", "cluster", "--config", config]);
    return new ControlPlane(options, creation, ended(creation), endpoint);
  }

  /**
   * @returns its address and the API as its administrator, once it answers and its controllers work
   * @throws Error naming the log where it does not
   */
  async ready(): Promise<{ readonly server: ApiServer; readonly api: KubernetesApi }> {
    const code = await this.created;
    if (code !== 0) throw new Error(`kwokctl create cluster: ended with exit code ${code}; see ${this.options.logs}`);
    const [ca, cert, key] = ["ca.crt", "admin.crt", "admin.key"].map((file) =>
      readFileSync(join(this.home, "pki", file), "utf8"),
    ) as [string, string, string];
    const api = new KubernetesApi(this.endpoint, { ca, cert, key });
    for (let waited = 0; waited < READY_SECONDS * 1000 && !this.stopped; waited += 100) {
      if (await works(api)) {
        return { api, server: { endpoint: this.endpoint, certificateAuthority: Buffer.from(ca).toString("base64") } };
      }
      await sleep(100);
    }
    api.close();
    throw new Error(
      this.stopped
        ? "the control plane was stopped before it was ready"
        : `the control plane was not ready within ${READY_SECONDS} s; see ${this.options.logs}`,
    );
  }

  /** Ends every process of it, which kwokctl started as daemons: they outlive it, and Ctrl-C does not reach them. */
  async stop(): Promise<void> {
    this.stopped = true;
    // It may still be downloading; but a creation that has begun to start things is let finish, or it could start one
    // more than is known of.
    if (!existsSync(join(this.home, "pids"))) this.creation.kill();
    await this.created;
    const pids = this.pids();
    this.keepLogs();
    await ended(kwokctl(this.options, ["delete", "cluster"]));
    await endAll(pids);
    rmSync(this.options.folder, { recursive: true, force: true });
  }

  /** A file with which kubectl is its administrator. */
  get kubeconfig(): string {
    return kubeconfigOf(this.options);
  }

  /** Process ids of its components, by name. */
  pids(): Record<string, number> {
    const folder = join(this.home, "pids");
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".pid")) : [];
    return Object.fromEntries(
      files.map((file) => [file.replace(/\.pid$/, ""), Number(readFileSync(join(folder, file), "utf8"))]),
    );
  }

  /** `kwokctl delete` removes them with the rest. */
  private keepLogs(): void {
    const logs = join(this.home, "logs");
    if (existsSync(logs)) cpSync(logs, this.options.logs, { recursive: true });
  }

  /** kwokctl's own folder of the cluster. */
  private get home(): string {
    return join(this.options.folder, "kwok", "clusters", NAME);
  }
}

/** Where a control plane with these logs writes down who changed what. */
export function auditLogOf(logs: string): string {
  return join(logs, "audit.log");
}

function kubeconfigOf({ folder }: ControlPlaneOptions): string {
  return join(folder, "admin.kubeconfig");
}

function kwokctl(options: ControlPlaneOptions, args: readonly string[]): ChildProcess {
  const log = openSync(join(options.logs, "kwokctl.log"), "a");
  // Without a kubeconfig of its own it writes into the user's.
  const child = spawn(options.kwokctl, [...args, "--name", NAME, "--kubeconfig", kubeconfigOf(options)], {
    env: { ...process.env, KWOK_WORKDIR: join(options.folder, "kwok") },
    stdio: ["ignore", log, log],
    // Ctrl-C in the terminal would end it half-way.
    detached: true,
  });
  closeSync(log);
  return child;
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => {
      resolve(127);
    });
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
}

/** The controller manager makes it, after the API server has made its namespace and the built-in roles. */
async function works(api: KubernetesApi): Promise<boolean> {
  try {
    return (await api.get("/api/v1/namespaces/kube-system/serviceaccounts/default")) !== undefined;
  } catch {
    return false;
  }
}

async function endAll(pids: Readonly<Record<string, number>>): Promise<void> {
  const alive = () => Object.values(pids).filter((pid) => signal(pid, 0));
  for (let waited = 0; waited < 5_000 && alive().length > 0; waited += 50) await sleep(50);
  for (const pid of alive()) signal(pid, "SIGKILL");
}

/** @returns whether there is such a process */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
