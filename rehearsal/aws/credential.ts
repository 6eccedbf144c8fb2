import type { IncomingHttpHeaders } from "node:http";

/** What a signature tells of its call; nothing where there is none. */
export interface Credential {
  readonly accessKey: string | undefined;
  readonly region: string | undefined;
  readonly service: string | undefined;
}

/** Reads `KEY/DATE/REGION/SERVICE/aws4_request`, from the header or, where a URL is signed, from its query. */
export function credentialOf(headers: IncomingHttpHeaders, url: URL): Credential {
  const text = headers.authorization ?? `Credential=${url.searchParams.get("X-Amz-Credential") ?? ""}`;
  const [, accessKey, region, service] = /Credential=([^/]+)\/\d{8}\/([^/]*)\/([^/]+)\/aws4_request/.exec(text) ?? [];
  return { accessKey, region, service };
}

/** A header that says who calls what; whoever reads it here does not look at the signature. */
export function authorizationFor(accessKey: string, region: string, service: string): string {
  const scope = `${accessKey}/20260101/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}
