/** What the stand-in knows of one EKS cluster, in EKS's own words. */
export interface ClusterRecord {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  /** Kubernetes version, `1.N`. */
  readonly version: string;
  /** Subnets of the control plane. */
  readonly subnetIds: readonly string[];
  /** By name. */
  readonly nodeGroups: ReadonlyMap<string, NodeGroupRecord>;
  /** By name. */
  readonly addons: ReadonlyMap<string, AddonRecord>;
  /** By principal ARN. */
  readonly accessEntries: ReadonlyMap<string, AccessEntryRecord>;
  /** By association id. */
  readonly podIdentityAssociations: ReadonlyMap<string, PodIdentityAssociationRecord>;
}

export interface NodeGroupRecord {
  readonly name: string;
  readonly nodeRole: string;
  readonly instanceTypes: readonly string[];
  readonly amiType: string;
  readonly capacityType: "ON_DEMAND" | "SPOT";
  readonly subnetIds: readonly string[];
  readonly desiredSize: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Effects in EKS's words: NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE. */
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly launchTemplate?: { readonly id: string; readonly version: string };
}

export interface AddonRecord {
  readonly name: string;
  readonly version: string;
  /** As JSON, the way the caller sent it. */
  readonly configurationValues?: string;
}

export interface AccessEntryRecord {
  readonly principalArn: string;
  /** STANDARD, EC2_LINUX, … */
  readonly type: string;
  readonly username: string;
  readonly kubernetesGroups: readonly string[];
  /** EKS's access policies, by ARN. */
  readonly policies: ReadonlyMap<string, AccessScope>;
}

/** Where an access policy holds. */
export interface AccessScope {
  readonly type: "cluster" | "namespace";
  readonly namespaces: readonly string[];
}

export interface PodIdentityAssociationRecord {
  readonly id: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
}
