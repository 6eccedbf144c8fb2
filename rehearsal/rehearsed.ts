import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Blueprint } from "../config/blueprint";
import { chartPackage, CHARTS } from "../config/chart-repository";
import type { Settings } from "../config/settings";
import type { Tools } from "./tools";

/**
 * The configuration as it is rehearsed: unchanged but for the provider's version, where charts come from, and pauses,
 * which wait for AWS and have nothing to wait for here.
 */
export function rehearsed(blueprint: Blueprint, settings: Settings, tools: Tools): Blueprint {
  const clusters = blueprint.clusters.map((cluster, index) => {
    const charts = hasCharts(tools, settings.clusters[index]?.karpenter.version ?? "")
      ? { chartRepository: resolve(tools.charts ?? "") }
      : {};
    return { ...cluster, karpenter: { ...cluster.karpenter, ...charts, identityWait: "1s", crdWait: "1s" } };
  });
  return { ...blueprint, clusters, providerVersions: { ...blueprint.providerVersions, aws: tools.awsProvider } };
}

/** Whether the folder of packaged charts, where there is one, has both of a version. */
export function hasCharts({ charts }: Tools, version: string): boolean {
  return charts !== undefined && CHARTS.every((chart) => existsSync(join(charts, chartPackage(chart, version))));
}
