import type { Rehearsal } from "../rehearsal";

/** Flags that a rehearsal gives the CLI: nobody to ask, and no registry to take checksums from. */
export const UNATTENDED = ["--auto-approve", "--skip-provider-lock"];

export const regionsOf = ({ settings }: Rehearsal): string[] => [
  ...new Set([settings.state.region, ...settings.clusters.map(({ region }) => region)]),
];

/** Why a step about the state bucket has nothing to do. */
export const withoutBucket = ({ settings }: Rehearsal): string | undefined =>
  settings.state.backend === "s3" ? undefined : "state is local, so there is no bucket";

/** @throws Error where a command's output does not say so */
export function expectText(output: string, text: string): void {
  // The CLI wraps and prefixes its lines; the text itself is what matters.
  if (!output.replace(/\s+/g, " ").includes(text)) {
    throw new Error(`expected the output to say "${text}", got:\n${output}`);
  }
}

/** @throws Error where there is more than there was, or less */
export function expectSame(earlier: ReadonlySet<string>, now: ReadonlySet<string>): void {
  const more = [...now].filter((line) => !earlier.has(line));
  const fewer = [...earlier].filter((line) => !now.has(line));
  if (more.length + fewer.length > 0) {
    throw new Error(`expected what was there before, got more: ${more.join(", ")}; fewer: ${fewer.join(", ")}`);
  }
}
