import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ClusterSettings } from "../../config/settings";
import { literal } from "../shared/literal";
import { waitForReady } from "./ready";

export interface NodePoolProps {
  /** metadata.name */
  readonly name: string;
  readonly spec: ClusterSettings["nodePools"][string];
  /** What it comes after, and goes before: its node class. */
  readonly after: readonly ITerraformDependable[];
}

/** A NodePool: which nodes Karpenter may launch, how many, and when it takes them away. */
export class NodePool extends Construct {
  readonly manifest: Manifest;

  constructor(scope: Construct, id: string, { name, spec, after }: NodePoolProps) {
    super(scope, id);
    const { labels, annotations, ...own } = literal(spec);
    this.manifest = new Manifest(this, "manifest", {
      manifest: {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name, labels, annotations },
        spec: own,
      },
      ...waitForReady,
      dependsOn: [...after],
    });
  }
}
