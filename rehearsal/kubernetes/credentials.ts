import type { AwsRequest, AwsResponse } from "../aws/correction";
import { textOf } from "./xml";

/** An IAM user, or a role that someone has assumed. */
export interface Principal {
  /** `arn:…:iam::ACCOUNT:user/…` or `…:role/…`, path included: what an access entry names. */
  readonly arn: string;
  /** The session's name, where it is an assumed role. */
  readonly session?: string;
}

/** A principal as STS names it when it calls: a role by its session, without the role's path. */
export function callerArn({ arn, session }: Principal): string {
  const [, partition = "aws", , , account = "", resource = ""] = arn.split(":");
  if (session === undefined) return arn;
  return `arn:${partition}:sts::${account}:assumed-role/${resource.split("/").at(-1) ?? ""}/${session}`;
}

/** An access key that is in use, and whose it is. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** Comes with a temporary key, and must be sent with it. */
  readonly token?: string;
  readonly principal: Principal;
}

/** STS's actions that hand out keys of a role. */
const ASSUMING = ["AssumeRole", "AssumeRoleWithWebIdentity"];

/** The access keys that are in use: those given at the start, and those that STS has handed out since. */
export class Credentials {
  private readonly keys = new Map<string, AccessKey>();

  constructor(keys: readonly AccessKey[]) {
    for (const key of keys) this.add(key);
  }

  add(key: AccessKey): void {
    this.keys.set(key.id, key);
  }

  find(id: string): AccessKey | undefined {
    return this.keys.get(id);
  }

  /** Learns what an answer of STS hands out; other answers teach nothing. */
  remember(request: AwsRequest, response: AwsResponse): void {
    if (response.status !== 200) return;
    const parameters = new URLSearchParams([
      ...request.url.searchParams,
      ...new URLSearchParams(request.body.toString()),
    ]);
    if (!ASSUMING.includes(parameters.get("Action") ?? "")) return;
    const answer = response.body.toString();
    const [id, secret, token] = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map((name) => textOf(answer, name));
    // The answer names the session, without the role's path; the request names the role whole.
    const arn = parameters.get("RoleArn");
    const session = parameters.get("RoleSessionName");
    if (id === undefined || secret === undefined || token === undefined || arn === null || session === null) return;
    this.add({ id, secret, token, principal: { arn, session } });
  }
}
