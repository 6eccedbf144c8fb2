import type { IncomingHttpHeaders } from "node:http";

/** A call on its way to AWS. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The service in the signature's credential scope; undefined where the call is not signed. */
  readonly service: string | undefined;
  /** The region beside it. */
  readonly region: string | undefined;
  /** The access key that it is signed with. */
  readonly accessKey: string | undefined;
}

/** An answer on its way back. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One thing in which moto differs from AWS, put right on the way through. */
export interface Correction {
  readonly name: string;
  /** What moto does, and what AWS does instead. */
  readonly reason: string;
  applies(request: AwsRequest): boolean;
  /**
   * @param forward passes the request on, or another one with the same signature, which moto does not verify
   */
  answer(request: AwsRequest, forward: (body?: string) => Promise<AwsResponse>): Promise<AwsResponse>;
}
