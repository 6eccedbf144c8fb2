import type { AwsLookups } from "./aws-lookups";
import type { StoredCluster } from "./cluster-state";
import type { Lifecycle } from "./lifecycle";
import { refuse } from "./refusals";

/** One call of an operation, and all that it may use. */
export interface Call<Input> {
  readonly account: string;
  readonly region: string;
  /** As the model has checked it. */
  readonly input: Readonly<Input>;
  /** The clusters of the account and region, by name. */
  readonly clusters: Map<string, StoredCluster>;
  /** What else there is in AWS, as the caller sees it. */
  readonly aws: AwsLookups;
  readonly lifecycle: Lifecycle;
  /** The day by which versions are supported or not. */
  readonly today: Date;
}

/** The answer to a call of one operation, in the model's words. */
export type Operation = (call: Call<never>) => object | Promise<object>;

/** @throws EksError where there is no such cluster */
export function findCluster({ clusters }: Pick<Call<unknown>, "clusters">, name: string): StoredCluster {
  const cluster = clusters.get(name);
  if (cluster === undefined) throw refuse("cluster-unknown", { cluster: name });
  return cluster;
}

/** @throws EksError where there is no such cluster, or it is not ACTIVE, nor changing while it goes on working */
export function findUsableCluster(call: Pick<Call<unknown>, "clusters">, name: string): StoredCluster {
  const cluster = findCluster(call, name);
  if (!["ACTIVE", "UPDATING"].includes(cluster.described.status)) {
    throw refuse("cluster-not-active", { cluster: name, status: cluster.described.status });
  }
  return cluster;
}

/** EKS's times are seconds, with milliseconds behind the point. */
export function nowInSeconds(): number {
  return Date.now() / 1000;
}
