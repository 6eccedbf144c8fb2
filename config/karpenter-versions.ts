import { isAtLeast } from "./versions";

/** Karpenter releases, and what they run on. https://karpenter.sh/docs/upgrading/compatibility/, read in November 2026. */
const RELEASES: readonly { readonly since: string; readonly lowest: string; readonly highest: string }[] = [
  { since: "1.6", lowest: "1.26", highest: "1.34" },
  { since: "1.9", lowest: "1.26", highest: "1.35" },
  { since: "1.13", lowest: "1.26", highest: "1.36" },
];

/** The first and the last minor release that the blueprint knows the permissions, events and chart of. */
const FIRST = "1.6";
const LAST = "1.14";

/** Whether a text is the version of a release that the blueprint knows: `1.14.1`. */
export function isKarpenterVersion(version: string): boolean {
  const minor = /^((?:0|[1-9]\d*)\.(?:0|[1-9]\d*))\.(?:0|[1-9]\d*)$/.exec(version)?.[1];
  return minor !== undefined && isAtLeast(minor, FIRST) && isAtLeast(LAST, minor);
}

/** What is allowed, for a message. */
export const KARPENTER_VERSION = `a Karpenter version from ${FIRST}.0 to ${LAST}.x such as "1.14.1"`;

/** The oldest and the newest Kubernetes minor version that a Karpenter version runs on. */
export function kubernetesRange(karpenter: string): { readonly lowest: string; readonly highest: string } | undefined {
  return RELEASES.findLast(({ since }) => isAtLeast(karpenter, since));
}

/** Releases that do harm, and what to take instead. */
export const KNOWN_BAD: readonly {
  readonly versions: readonly string[];
  readonly harm: string;
  readonly fix: string;
}[] = [
  {
    versions: ["1.8.0", "1.8.1"],
    harm: "mixes up subnets, security groups and AMIs whose look-ups hash alike",
    fix: "use 1.8.2 or a later release",
  },
  { versions: ["1.8.4"], harm: "breaks topology spread", fix: "use 1.8.3, or a release later than 1.8.4" },
];
