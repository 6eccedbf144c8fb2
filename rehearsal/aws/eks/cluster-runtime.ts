import type { ClusterRecord } from "./cluster-record";

/** Where a cluster's Kubernetes API is. */
export interface ApiServer {
  /** `https://…` */
  readonly endpoint: string;
  /** PEM, base64. */
  readonly certificateAuthority: string;
}

/** What runs behind the clusters of the stand-in. */
export interface ClusterRuntime {
  /** Starts the Kubernetes API of a new cluster. */
  start(cluster: ClusterRecord): Promise<ApiServer>;
  /**
   * Makes what runs agree with the record: nodes of the groups, pods of the add-ons, who may do what. Called after every
   * change of the record; may be called again for the same.
   */
  reconcile(cluster: ClusterRecord): Promise<void>;
  /** Ends everything of a cluster. */
  stop(cluster: ClusterRecord): Promise<void>;
}
