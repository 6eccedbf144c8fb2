/** Something that was done, in AWS or in a cluster. */
export interface Happening {
  /** When it began and ended, as milliseconds since 1970. */
  readonly at: number;
  readonly until: number;
  /** `eks POST /clusters/one/addons vpc-cni`, `kubernetes create nodepools spot`. */
  readonly what: string;
}

/** What to look for, by the name that rows give it. */
export type Milestones = Readonly<Partial<Record<string, RegExp>>>;

/** What comes after something else, and why. */
export interface OrderRow {
  readonly later: string;
  readonly earlier: readonly string[];
  readonly why: string;
}

/**
 * Compares what happened with an order. What a row names that is no milestone does not apply; everything else must have
 * happened.
 *
 * @returns one sentence for each fault
 */
export function orderFaults(
  happenings: readonly Happening[],
  milestones: Milestones,
  rows: readonly OrderRow[],
): string[] {
  const find = (name: string): Happening[] | undefined => {
    const pattern = milestones[name];
    return pattern === undefined ? undefined : happenings.filter(({ what }) => pattern.test(what));
  };
  return rows.flatMap(({ later, earlier, why }) => {
    const after = find(later);
    if (after === undefined) return [];
    const begins = Math.min(...after.map(({ at }) => at));
    const faults = earlier.flatMap((name) => {
      const before = find(name);
      if (before === undefined) return [];
      if (before.length === 0) return [`${name}: never happened`];
      const ends = Math.max(...before.map(({ until }) => until));
      return ends <= begins ? [] : [`${later}: expected after ${name}, was ${ends - begins} ms too early (${why})`];
    });
    return after.length === 0 ? [`${later}: never happened`] : faults;
  });
}

/** How many rows' orders were looked at. */
export function applicable(milestones: Milestones, rows: readonly OrderRow[]): number {
  return rows
    .filter(({ later }) => milestones[later] !== undefined)
    .reduce((sum, { earlier }) => sum + earlier.filter((name) => milestones[name] !== undefined).length, 0);
}
