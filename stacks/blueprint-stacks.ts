import type { App } from "cdktf";
import type { Settings } from "../config/settings";
import type { BaseStack } from "./base-stack";
import { ClusterStack } from "./cluster-stack";
import { NetworkStack } from "./network-stack";
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
  const clusters = settings.clusters.flatMap((cluster) => {
    const network = new NetworkStack(app, { settings, cluster });
    // Order only: the bucket comes first, and goes last.
    for (const stack of state) network.addDependency(stack);
    return [network, new ClusterStack(app, { settings, cluster, network })];
  });
  return [...state, ...clusters];
}
