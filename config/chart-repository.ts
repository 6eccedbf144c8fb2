/** Karpenter's two charts, always of one version. */
export const CHARTS = ["karpenter-crd", "karpenter"] as const;

/** Whether charts come from a folder of packages, not from an OCI registry. */
export function isChartFolder(repository: string): boolean {
  return !repository.startsWith("oci://");
}

/** The package of a chart's version, as `helm package` names it. */
export function chartPackage(chart: string, version: string): string {
  return `${chart}-${version}.tgz`;
}

/**
 * The same in a folder, seen from `cdktf.out/stacks/<stack>/`, where Terraform runs: an absolute folder as it is, another
 * from the folder that holds the output folder.
 */
export function chartFile(folder: string, chart: string, version: string): string {
  const file = `${folder.replace(/\/+$/, "")}/${chartPackage(chart, version)}`;
  return file.startsWith("/") ? file : `../../../${file.replace(/^\.\//, "")}`;
}
