import type { AwsRequest } from "./correction";

/** One call that came through the front. */
export interface LoggedCall {
  /** When it came, as milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  /** The caller's access key; undefined where the call is not signed. */
  readonly accessKey: string | undefined;
  readonly service: string | undefined;
  readonly region: string | undefined;
  /** The operation where the call names it (`Action`, `X-Amz-Target`), else method and path. */
  readonly action: string;
  readonly status: number;
}

/** What a call is about, by what it says of itself. */
export function actionOf({ method, url, headers, body }: AwsRequest): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? target;
  const form = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const action = url.searchParams.get("Action") ?? (form ? new URLSearchParams(body.toString()).get("Action") : null);
  return action ?? `${method} ${url.pathname}`;
}
