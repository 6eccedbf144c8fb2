import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { Construct } from "constructs";
import type { ClusterSettings } from "../../config/settings";
import { literal } from "../shared/literal";
import { waitForReady } from "./ready";

export type NodeClassSpec = ClusterSettings["nodeClasses"][string];

/** What a node class gets that does not say it itself. */
export interface NodeClassDefaults {
  /** The nodes' role by name, or an instance profile that holds it. */
  readonly identity: { readonly role: string } | { readonly instanceProfile: string };
  readonly subnetSelectorTerms: readonly Selector[];
  readonly securityGroupSelectorTerms: readonly Selector[];
  /** Tags on what is launched; the node class's own are merged over them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Subnets or security groups, by id or by tags. */
export type Selector = { readonly id: string } | { readonly tags: Readonly<Record<string, string>> };

export interface NodeClassProps {
  /** metadata.name */
  readonly name: string;
  readonly spec: NodeClassSpec;
  readonly defaults: NodeClassDefaults;
}

/** An EC2NodeClass: what instances are like in AWS. Made once Karpenter says that it can launch from it. */
export class NodeClass extends Construct {
  readonly manifest: Manifest;

  constructor(scope: Construct, id: string, { name, spec, defaults }: NodeClassProps) {
    super(scope, id);
    const { labels, annotations, instanceProfileRole: _, ...own } = literal(spec);
    const identity = own.role === undefined && own.instanceProfile === undefined ? defaults.identity : {};
    this.manifest = new Manifest(this, "manifest", {
      manifest: {
        apiVersion: "karpenter.k8s.aws/v1",
        kind: "EC2NodeClass",
        metadata: { name, labels, annotations },
        spec: {
          subnetSelectorTerms: defaults.subnetSelectorTerms,
          securityGroupSelectorTerms: defaults.securityGroupSelectorTerms,
          ...identity,
          ...own,
          tags: { ...defaults.tags, ...own.tags },
        },
      },
      ...waitForReady,
    });
  }
}
