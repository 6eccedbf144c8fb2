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
  /** The name that the call gives in its body of what it is about, where it gives one: `vpc-cni`. */
  readonly about?: string | undefined;
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

/** Where bodies say what they are about; where there are several, the first says it best. */
const NAMES = [
  ...["addonName", "nodegroupName", "principalArn", "serviceAccount", "logGroupName", "QueueName", "QueueUrl"],
  ...["PolicyArn", "PolicyName", "RoleName", "name", "Name"],
];

/** The name in a call's body, which is JSON or a form. */
export function aboutOf({ service, body, headers }: AwsRequest): string | undefined {
  // Bodies are objects, as large as they like, and the path names them.
  if (service === "s3") return undefined;
  const text = body.toString();
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const fields = isForm ? Object.fromEntries(new URLSearchParams(text)) : text.startsWith("{") ? parse(text) : {};
  const name = NAMES.map((key) => fields[key]).find((value) => typeof value === "string");
  return typeof name === "string" ? name : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
