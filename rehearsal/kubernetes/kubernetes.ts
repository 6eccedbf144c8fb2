import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterRecord } from "../aws/eks/cluster-record";
import type { ApiServer, ClusterRuntime } from "../aws/eks/cluster-runtime";
import { addonProblems, reconcileAddons } from "./addons";
import type { KubernetesApi } from "./api";
import { type KubernetesCall, readAuditLog } from "./audit-log";
import { auditLogOf, ControlPlane } from "./control-plane";
import type { Credentials } from "./credentials";
import type { Instances } from "./instances";
import { setKarpenterConditions } from "./karpenter-conditions";
import { connectNodes } from "./node-network";
import { reconcileNodes, terminateAll } from "./nodes";
import { clusterWideRbac, reconcileRbac } from "./rbac";
import { TokenWebhook } from "./token-webhook";

export interface KubernetesOptions {
  readonly kwokctl: string;
  /** The run's own, absolute. */
  readonly folder: string;
  /** Where logs stay when their cluster is gone. */
  readonly logs: string;
  /** Where kwokctl keeps what it downloads, across runs. */
  readonly cache: string;
  readonly credentials: Credentials;
  readonly instances: Instances;
}

/** What runs of one cluster. */
interface Running {
  readonly controlPlane: ControlPlane;
  /** The last thing that was begun: everything of a cluster happens in the order in which it was asked for. */
  queue: Promise<unknown>;
  api?: KubernetesApi;
  stopped: boolean;
}

const LOOP_MILLISECONDS = 500;

/** A real Kubernetes control plane for each cluster of the stand-in, with nodes and add-ons that only pretend to run. */
export class KubernetesClusters implements ClusterRuntime {
  /** Whether NodePools and EC2NodeClasses get their conditions from here; to be switched off where Karpenter itself runs. */
  setsKarpenterConditions = true;

  private readonly running = new Map<string, Running>();
  /** Where the logs are of every cluster that there was, by its ARN and beginning with the first. */
  private readonly logs: { readonly arn: string; readonly folder: string }[] = [];
  private count = 0;
  private ended = false;

  private constructor(
    private readonly options: KubernetesOptions,
    private readonly webhook: TokenWebhook,
  ) {}

  static async start(options: KubernetesOptions): Promise<KubernetesClusters> {
    return new KubernetesClusters(options, await TokenWebhook.start(options.credentials));
  }

  async start(cluster: ClusterRecord): Promise<ApiServer> {
    this.count += 1;
    // Clusters of several regions may share a name, and one may be made again.
    const name = `${this.count}-${cluster.region}-${cluster.name}`;
    const logs = join(this.options.logs, name);
    this.logs.push({ arn: cluster.arn, folder: logs });
    const controlPlane = await ControlPlane.start({
      kwokctl: this.options.kwokctl,
      folder: join(this.options.folder, name),
      logs,
      cache: this.options.cache,
      webhook: this.webhook.serve(cluster),
    });
    if (this.ended) {
      await controlPlane.stop();
      throw new Error(`${cluster.name}: the rehearsal has ended`);
    }
    const running: Running = { controlPlane, queue: Promise.resolve(), stopped: false };
    this.running.set(cluster.arn, running);
    return this.enqueue(running, async () => {
      const { server, api } = await controlPlane.ready();
      running.api = api;
      for (const object of clusterWideRbac()) await api.apply(object);
      void this.loop(running, api);
      return server;
    });
  }

  async reconcile(cluster: ClusterRecord): Promise<void> {
    const running = this.running.get(cluster.arn);
    if (running === undefined) return;
    this.webhook.serve(cluster);
    await this.enqueue(running, async () => {
      const { api } = running;
      if (api === undefined || running.stopped) return;
      await reconcileRbac(api, cluster);
      await reconcileAddons(api, cluster);
      await reconcileNodes(api, cluster, this.options.instances);
    });
  }

  async stop(cluster: ClusterRecord): Promise<void> {
    const running = this.running.get(cluster.arn);
    if (running === undefined) return;
    const { api } = running;
    this.webhook.forget(cluster);
    try {
      if (api !== undefined) await this.enqueue(running, () => terminateAll(api, cluster, this.options.instances));
    } finally {
      this.running.delete(cluster.arn);
      await end(running);
    }
  }

  /**
   * What is wrong with an add-on of the cluster as it runs now; nothing is, where nothing runs.
   *
   * @returns sentences that begin with EKS's code
   */
  async addonProblems(cluster: ClusterRecord, addon: string): Promise<readonly string[]> {
    const api = this.running.get(cluster.arn)?.api;
    const record = cluster.addons.get(addon);
    return api === undefined || record === undefined ? [] : addonProblems(api, record);
  }

  /** Ends every process and server; instances end with the stand-in for EC2. */
  async stopAll(): Promise<void> {
    this.ended = true;
    await Promise.all([...this.running.values()].map(end));
    this.running.clear();
    await this.webhook.stop();
  }

  /** A file with which kubectl is the cluster's administrator, whatever its access entries say. */
  kubeconfigOf({ arn }: ClusterRecord): string | undefined {
    return this.running.get(arn)?.controlPlane.kubeconfig;
  }

  /** Every call that changed something in a cluster so far, also in those that are gone and had its ARN. */
  callsOf(arn: string): readonly KubernetesCall[] {
    return this.logs.filter((log) => log.arn === arn).flatMap(({ folder }) => readAuditLog(auditLogOf(folder)));
  }

  /** Ids of the cluster's processes, by component. */
  processesOf({ arn }: ClusterRecord): Readonly<Record<string, number>> {
    return this.running.get(arn)?.controlPlane.pids() ?? {};
  }

  private async enqueue<T>(running: Running, work: () => Promise<T>): Promise<T> {
    const result = running.queue.then(work);
    running.queue = result.catch(() => undefined);
    return result;
  }

  /** What kubelets and Karpenter's controller would do by themselves. */
  private async loop(running: Running, api: KubernetesApi): Promise<void> {
    while (!running.stopped) {
      try {
        await connectNodes(api);
        if (this.setsKarpenterConditions) await setKarpenterConditions(api);
      } catch {
        // Something changed in between, or the API server is away: half a second later there is another try.
      }
      await sleep(LOOP_MILLISECONDS, undefined, { ref: false });
    }
  }
}

async function end(running: Running): Promise<void> {
  running.stopped = true;
  await running.controlPlane.stop();
  running.api?.close();
}
