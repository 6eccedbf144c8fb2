import type { App } from "cdktf";
import { clusterStacksOf } from "../config/cluster-stacks";
import type { ClusterSettings, Settings } from "../config/settings";
import type { BaseStack } from "./base-stack";
import { ClusterStack } from "./cluster-stack";
import { DemoStack } from "./demo-stack";
import { KarpenterInfraStack } from "./karpenter-infra-stack";
import { KarpenterStack } from "./karpenter-stack";
import { NetworkStack } from "./network-stack";
import { NodePoolsStack } from "./node-pools-stack";
import { StateStack } from "./state-stack";

/**
 * Builds every stack of the configuration into the app, and the order between them.
 *
 * @returns the stacks, each after those it depends on
 */
export function createStacks(app: App, settings: Settings): readonly BaseStack[] {
  // A part of the clusters must not take the bucket away from the others.
  const hasState = settings.state.backend === "s3" && !settings.isPart;
  const state = hasState ? [new StateStack(app, { settings })] : [];
  const clusters = settings.clusters.flatMap((cluster) => createClusterStacks(app, { settings, cluster }, state));
  return [...state, ...clusters];
}

interface Common {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
}

function createClusterStacks(app: App, common: Common, state: readonly StateStack[]): readonly BaseStack[] {
  const { cluster } = common;
  const network = new NetworkStack(app, common);
  const clusterStack = new ClusterStack(app, { ...common, network });
  const { oidcProvider } = clusterStack;
  const infra = new KarpenterInfraStack(app, { ...common, oidcProvider });
  // Order only: the bucket comes first, and goes last.
  for (const first of [network, infra])
    state.forEach((stack) => {
      first.addDependency(stack);
    });
  const karpenter = new KarpenterStack(app, { ...common, clusterStack, infra });
  const stacks: BaseStack[] = [network, clusterStack, infra, karpenter];
  const wanted = clusterStacksOf(cluster);
  if (!wanted.includes("node-pools")) return stacks;
  const nodePools = new NodePoolsStack(app, { ...common, clusterStack, karpenter });
  stacks.push(nodePools);
  if (cluster.demo !== undefined && wanted.includes("demo")) {
    stacks.push(new DemoStack(app, { ...common, image: cluster.demo.image, clusterStack, nodePools }));
  }
  return stacks;
}
