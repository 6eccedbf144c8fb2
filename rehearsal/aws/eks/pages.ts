import { refuse } from "./refusals";

/** What every operation that lists takes. */
export interface PageInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const PREFIX = "offset:";

/** One page of a list, and the token of the next, in the way of every EKS operation that lists. */
export function pageOf<T>(
  items: readonly T[],
  { maxResults = 100, nextToken }: PageInput,
): { readonly page: readonly T[]; readonly nextToken?: string } {
  const start = nextToken === undefined ? 0 : offsetOf(nextToken);
  const end = start + maxResults;
  return {
    page: items.slice(start, end),
    ...(end < items.length ? { nextToken: Buffer.from(PREFIX + String(end)).toString("base64") } : {}),
  };
}

function offsetOf(token: string): number {
  const [, offset] = /^offset:(\d+)$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (offset === undefined) throw refuse("page-token");
  return Number(offset);
}
