import type { ClusterSettings } from "./load";
import { daysLeft, KUBERNETES_VERSIONS } from "./kubernetes-versions";

/** How long before the end of a support period a warning begins. */
const WARNING_DAYS = 60;

/** A configuration that may be at fault: what is read may be missing, or anything. */
interface Draft {
  readonly clusters?: readonly ({
    readonly cluster?: { version?: unknown; allowUnsupportedVersion?: unknown };
  } | null)[];
}

/** Kubernetes versions that EKS no longer creates, one fault each. */
export function supportFaults(blueprint: unknown, today: Date): string[] {
  const { clusters } = (blueprint ?? {}) as Draft;
  if (!Array.isArray(clusters)) return [];
  return (clusters as NonNullable<Draft["clusters"]>).flatMap((entry, index) => {
    const { version, allowUnsupportedVersion } = entry?.cluster ?? {};
    const end = KUBERNETES_VERSIONS[String(version)]?.extendedSupportEnds;
    if (end === undefined || daysLeft(end, today) >= 0 || allowUnsupportedVersion === true) return [];
    return [
      `clusters[${index}].cluster.version: expected a version that EKS still supports (${supported(today).join(", ")}), got "${String(version)}", whose extended support ended on ${end}; upgrade, or set allowUnsupportedVersion: true for a cluster that exists`,
    ];
  });
}

/** What to say of a cluster's Kubernetes version while it is still, or nearly no longer, supported. */
export function supportWarning(cluster: ClusterSettings, path: string, today: Date): string[] {
  const { version } = cluster.cluster;
  const { standardSupportEnds, extendedSupportEnds } = KUBERNETES_VERSIONS[version] ?? {};
  if (standardSupportEnds === undefined || extendedSupportEnds === undefined) return [];
  const say = (sentence: string) => [`${path}.cluster.version: Kubernetes ${version} ${sentence}`];
  const extended = daysLeft(extendedSupportEnds, today);
  if (extended < 0) return say(`is past its extended support, which ended on ${extendedSupportEnds}`);
  if (extended <= WARNING_DAYS)
    return say(`reaches the end of extended support on ${extendedSupportEnds}; EKS upgrades it then`);
  const standard = daysLeft(standardSupportEnds, today);
  if (standard < 0)
    return say(
      `is past its standard support, which ended on ${standardSupportEnds}; extended support costs 0.60 instead of 0.10 USD an hour`,
    );
  if (standard <= WARNING_DAYS) return say(`reaches the end of standard support on ${standardSupportEnds}`);
  return [];
}

function supported(today: Date): string[] {
  return Object.entries(KUBERNETES_VERSIONS)
    .filter(([, { extendedSupportEnds: end }]) => end === undefined || daysLeft(end, today) >= 0)
    .map(([version]) => version);
}
