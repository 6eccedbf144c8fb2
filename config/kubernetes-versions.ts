/** Kubernetes versions that EKS has, and until when. */
export interface KubernetesVersion {
  /** Last day of standard support, as `YYYY-MM-DD`; undefined where AWS has not said. */
  readonly standardSupportEnds?: string;
  /** Last day of extended support; past it EKS refuses to create a cluster. */
  readonly extendedSupportEnds?: string;
}

/** https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, read in November 2026. */
export const KUBERNETES_VERSIONS: Readonly<Record<string, KubernetesVersion>> = {
  "1.30": { standardSupportEnds: "2025-07-23", extendedSupportEnds: "2026-07-23" },
  "1.31": { standardSupportEnds: "2025-11-26", extendedSupportEnds: "2026-11-26" },
  "1.32": { standardSupportEnds: "2026-03-23", extendedSupportEnds: "2027-03-23" },
  "1.33": { standardSupportEnds: "2026-07-29", extendedSupportEnds: "2027-07-29" },
  "1.34": { standardSupportEnds: "2026-12-02", extendedSupportEnds: "2027-12-02" },
  "1.35": { standardSupportEnds: "2027-03-27", extendedSupportEnds: "2028-03-27" },
  "1.36": {},
};

/** Whole days from `today` to the end of a day given as `YYYY-MM-DD`; negative once it is past. */
export function daysLeft(day: string, today: Date): number {
  return Math.floor((Date.parse(`${day}T23:59:59Z`) - today.getTime()) / 86_400_000);
}
