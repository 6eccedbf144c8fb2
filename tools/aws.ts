import { Failure } from "./failure";
import { capture } from "./run";

/** Where calls are made, and as whom. */
export interface Home {
  readonly account: string;
  readonly region: string;
  readonly assumeRole?: string | undefined;
}

/** A call that AWS refused: `code` is its own error code, such as `NoSuchBucket` or `404`. */
export class AwsError extends Failure {
  override readonly name = "AwsError";
  constructor(
    readonly code: string,
    call: string,
    /** What the CLI said. */
    readonly answer: string,
  ) {
    super(`aws ${call}: ${answer}`);
  }
}

/** Calls AWS through its CLI, with the user's own credentials or those of an assumed role. */
export class Aws {
  private constructor(
    private readonly region: string,
    private readonly credentials: Readonly<Record<string, string>>,
  ) {}

  /** With a role's credentials where the home names one, else the user's own. */
  static async at(home: Home): Promise<Aws> {
    const caller = new Aws(home.region, {});
    if (home.assumeRole === undefined) return caller;
    const answer = await caller.call<{ Credentials: Record<string, string> }>("sts", "assume-role", {
      "role-arn": home.assumeRole,
      "role-session-name": "carpenter",
    });
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials;
    return new Aws(home.region, {
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    });
  }

  /**
   * Makes one call; the CLI pages by itself.
   *
   * @throws AwsError where AWS refuses, with its code
   * @throws Failure where the CLI is missing
   */
  async call<T>(service: string, operation: string, parameters: Record<string, string | readonly string[]> = {}) {
    const words = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value].flat());
    const result = await capture("aws", [service, operation, ...words, "--region", this.region, "--output", "json"], {
      env: { ...this.credentials, AWS_PAGER: "" },
    });
    if (result.code !== 0) {
      const message = result.stderr.trim();
      throw new AwsError(
        /\(([\w.]+)\) when calling/.exec(message)?.[1] ?? "Unknown",
        `${service} ${operation}`,
        message,
      );
    }
    return (result.stdout.trim() === "" ? {} : JSON.parse(result.stdout)) as T;
  }

  /** The text of an object in S3. */
  async readObject(bucket: string, key: string): Promise<string> {
    const args = ["s3", "cp", `s3://${bucket}/${key}`, "-", "--region", this.region];
    const result = await capture("aws", args, { env: this.credentials });
    if (result.code !== 0) throw new Failure(`s3://${bucket}/${key}: ${result.stderr.trim()}`);
    return result.stdout;
  }
}
