import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/settings";
import { Inflate } from "../constructs/demo/inflate";
import { BaseStack } from "./base-stack";
import type { ClusterStack } from "./cluster-stack";
import type { NodePoolsStack } from "./node-pools-stack";

export interface DemoStackProps {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  /** The image of its pods. */
  readonly image: string;
  readonly clusterStack: ClusterStack;
  readonly nodePools: NodePoolsStack;
}

/** A workload to see nodes come and go with. */
export class DemoStack extends BaseStack {
  constructor(scope: Construct, { settings, cluster, image, clusterStack, nodePools }: DemoStackProps) {
    super(scope, { settings, of: { cluster, as: "demo" } });
    // Its pods keep nodes alive: it goes before the pools that they are of.
    this.addDependency(nodePools);
    this.addKubernetesProvider(clusterStack.controlPlane);
    new Inflate(this, "inflate", { image });
    this.addOutput("scale_up", "Asks for five CPUs", "kubectl scale deployment inflate --replicas 5");
  }
}
