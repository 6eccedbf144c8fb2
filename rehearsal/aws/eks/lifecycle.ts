import { setTimeout as sleep } from "node:timers/promises";
import type { ApiServer, ClusterRuntime } from "./cluster-runtime";
import { recordOf, type StoredCluster } from "./cluster-state";

/** What follows from a change. */
export interface Outcome {
  /** Called when the change has taken its time, before what runs is told of it. */
  readonly apply?: () => void;
  /** Called once what runs agrees with the record. */
  readonly done?: () => void;
  /** Called where it does not come to agree. */
  readonly failed?: (reason: string) => void;
}

/**
 * Lets changes take their time, and tells what runs behind the clusters of them: one thing after the other for each
 * cluster.
 */
export class Lifecycle {
  /** What went wrong behind the clusters. */
  readonly failures: string[] = [];
  private readonly queues = new Map<StoredCluster, Promise<void>>();
  private readonly ending = new AbortController();

  /** @param settleMs how long a state such as CREATING or UPDATING lasts at least */
  constructor(
    private readonly runtime: ClusterRuntime,
    private readonly settleMs: number,
  ) {}

  /** Starts what runs behind a new cluster. */
  start(cluster: StoredCluster, done: (server: ApiServer) => void, failed: (reason: string) => void): void {
    void this.enqueue(cluster, "start", failed, async () => {
      const [server] = await Promise.all([this.runtime.start(recordOf(cluster)), this.settle()]);
      await this.runtime.reconcile(recordOf(cluster));
      done(server);
    });
  }

  /** Makes what runs agree with a record that has changed, or does with `apply`. */
  change(cluster: StoredCluster, { apply, done, failed }: Outcome): void {
    void this.enqueue(cluster, "reconcile", failed, async () => {
      await this.settle();
      apply?.();
      await this.runtime.reconcile(recordOf(cluster));
      done?.();
    });
  }

  /** The same for changes without a state of their own: what comes next may rely on them, so that the answer waits. */
  changeNow(cluster: StoredCluster): Promise<void> {
    return this.enqueue(cluster, "reconcile", undefined, () => this.runtime.reconcile(recordOf(cluster)));
  }

  /** Ends what runs behind a cluster, then calls `done`. */
  end(cluster: StoredCluster, done: () => Promise<void>, failed: (reason: string) => void): void {
    void this.enqueue(cluster, "stop", failed, async () => {
      await this.settle();
      await this.runtime.stop(recordOf(cluster));
      await done();
    });
  }

  /** Ends everything behind the clusters that are left, and waits for no state. */
  async stop(clusters: readonly StoredCluster[]): Promise<void> {
    this.ending.abort();
    await Promise.all(this.queues.values());
    await Promise.all(clusters.map((cluster) => this.runtime.stop(recordOf(cluster))));
  }

  private settle(): Promise<void> {
    return sleep(this.settleMs, undefined, { signal: this.ending.signal });
  }

  private enqueue(
    cluster: StoredCluster,
    what: string,
    failed: Outcome["failed"],
    work: () => Promise<void>,
  ): Promise<void> {
    const step = async () => {
      try {
        this.ending.signal.throwIfAborted();
        await work();
      } catch (error) {
        if (this.ending.signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        this.failures.push(`${cluster.described.name}: ${what}: ${reason}`);
        failed?.(reason);
      }
    };
    const queue = (this.queues.get(cluster) ?? Promise.resolve()).then(step);
    this.queues.set(cluster, queue);
    return queue;
  }
}
