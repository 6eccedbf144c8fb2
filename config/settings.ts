import type { ValidBlueprint } from "./blueprint";

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** One cluster, with everything it inherits in place. */
export type ClusterSettings = DeepReadonly<
  ValidBlueprint["clusters"][number] & { readonly account: string; readonly region: string }
>;

/** The state backend, with everything it inherits in place. */
export type StateSettings = DeepReadonly<
  ValidBlueprint["state"] & { readonly account: string; readonly region: string; readonly bucket: string }
>;

/** A validated configuration: complete and deeply frozen. */
export interface Settings {
  /** The file it came from, relative to the project. */
  readonly source: string;
  readonly project: string;
  readonly account: string;
  /** Whether the account is the configuration's own, or came from the environment or the default. */
  readonly accountFrom: "configuration" | "AWS_ACCOUNT_ID" | "default";
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state: StateSettings;
  readonly providerVersions: DeepReadonly<ValidBlueprint["providerVersions"]>;
  /** The clusters to build. */
  readonly clusters: readonly ClusterSettings[];
  /** The names of all configured clusters, also of those that BLUEPRINT_CLUSTERS leaves out. */
  readonly clusterNames: readonly string[];
  /** The names of the stacks of all configured clusters. */
  readonly stackNames: readonly string[];
  /** Whether BLUEPRINT_CLUSTERS leaves some of them out. */
  readonly isPart: boolean;
  /** What works and yet deserves a second thought, one sentence each. */
  readonly warnings: readonly string[];
}
