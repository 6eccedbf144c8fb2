/** The cluster that a token is for. */
export interface TokenScope {
  readonly name: string;
  readonly region: string;
  /**
   * ARN of a role that the caller assumes first.
   * @default the caller's own credentials
   */
  readonly assumeRole?: string | undefined;
}

/** What follows `aws` on the command line that gives Kubernetes clients a token of the cluster. */
export function getTokenArgs({ name, region, assumeRole }: TokenScope): string[] {
  return [
    "eks",
    "get-token",
    "--cluster-name",
    name,
    "--region",
    region,
    "--output",
    "json",
    ...(assumeRole === undefined ? [] : ["--role-arn", assumeRole]),
  ];
}
