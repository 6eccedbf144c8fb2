import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Credentials, Principal } from "./credentials";

/** A token that says nothing that can be believed. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}

export interface TokenCheck {
  readonly credentials: Credentials;
  /** The cluster that is asked for. */
  readonly clusterName: string;
  /** Clusters that the token may be meant for instead, to say so. */
  readonly otherNames: readonly string[];
  readonly now: Date;
}

const PREFIX = "k8s-aws-v1.";
const MAXIMUM_LENGTH = 4096;
/** From the signature on, whatever X-Amz-Expires says: STS ignores it. */
const LIFETIME_MINUTES = 15;
/** How far AWS lets a caller's clock be ahead. */
const SKEW_MINUTES = 5;

/** What may stand in the URL; anything else could make it another request. */
const PARAMETERS = [
  "Action",
  "Version",
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-Security-Token",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "x-amz-user-agent",
];

const STS_HOST = /^(sts(-fips)?\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?|127\.0\.0\.1|localhost)$/;

/**
 * Verifies the token of `aws eks get-token`, a presigned GetCallerIdentity URL, as EKS's authenticator and STS do
 * together. The cluster's name is nowhere in it but in the signature.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go
 *
 * @throws TokenRefused saying what is wrong with it
 */
export function verifyToken(token: string, { credentials, clusterName, otherNames, now }: TokenCheck): Principal {
  const url = urlOf(token);
  const parameter = (name: string) => url.searchParams.get(name) ?? "";
  const [id = "", date = "", region = "", service = "", end = ""] = parameter("X-Amz-Credential").split("/");
  if (service !== "sts" || end !== "aws4_request") {
    throw new TokenRefused(`token: expected a credential scope of sts, got ${parameter("X-Amz-Credential")}`);
  }
  checkAge(parameter("X-Amz-Date"), parameter("X-Amz-Expires"), now);
  if (!parameter("X-Amz-Date").startsWith(date)) throw new TokenRefused("token: signed for another day than it says");
  const key = credentials.find(id);
  if (key === undefined) throw new TokenRefused(`token: unknown access key ${id}`);
  if (parameter("X-Amz-Security-Token") !== (key.token ?? "")) {
    throw new TokenRefused(`token: another session token than the one that came with ${id}`);
  }
  const signedFor = (name: string) => {
    const expected = Buffer.from(signature(url, name, key.secret, [date, region, service, end]));
    const given = Buffer.from(parameter("X-Amz-Signature"));
    return expected.length === given.length && timingSafeEqual(expected, given);
  };
  if (signedFor(clusterName)) return key.principal;
  const meant = otherNames.find(signedFor);
  throw new TokenRefused(
    meant === undefined
      ? `token: wrong signature: another secret key, or another cluster's name than ${clusterName}`
      : `token: wrong cluster: signed for ${meant}, sent to ${clusterName}`,
  );
}

function urlOf(token: string): URL {
  if (!token.startsWith(PREFIX)) throw new TokenRefused(`token: expected the prefix ${PREFIX}`);
  if (token.length > MAXIMUM_LENGTH) throw new TokenRefused(`token: longer than ${MAXIMUM_LENGTH} bytes`);
  const text = Buffer.from(token.slice(PREFIX.length), "base64url").toString();
  if (!URL.canParse(text)) throw new TokenRefused("token: expected a URL in base64url");
  const url = new URL(text);
  if (!STS_HOST.test(url.hostname) || url.pathname !== "/") {
    throw new TokenRefused(`token: expected the address of STS, got ${url.host}${url.pathname}`);
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw new TokenRefused(`token: unexpected parameter ${unknown}`);
  if (url.searchParams.get("Action") !== "GetCallerIdentity") {
    throw new TokenRefused(`token: expected GetCallerIdentity, got ${String(url.searchParams.get("Action"))}`);
  }
  const signedHeaders = url.searchParams.get("X-Amz-SignedHeaders");
  if (signedHeaders !== "host;x-k8s-aws-id") {
    throw new TokenRefused(`token: expected the signed headers host;x-k8s-aws-id, got ${String(signedHeaders)}`);
  }
  return url;
}

function checkAge(date: string, expires: string, now: Date): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.slice(1).map(Number);
  const [year = NaN, month = 1, day, hour, minute, second] = parts ?? [];
  const signed = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(signed)) throw new TokenRefused(`token: expected X-Amz-Date as 20260131T235959Z, got ${date}`);
  if (!/^\d{1,3}$/.test(expires) || Number(expires) > 900) {
    throw new TokenRefused(`token: expected X-Amz-Expires from 0 to 900 seconds, got ${expires}`);
  }
  const minutes = (now.getTime() - signed) / 60_000;
  if (minutes > LIFETIME_MINUTES) {
    throw new TokenRefused(`token: expired: signed at ${date}, more than ${LIFETIME_MINUTES} minutes ago`);
  }
  if (minutes < -SKEW_MINUTES) throw new TokenRefused(`token: signed at ${date}, which is in the future`);
}

/**
 * What X-Amz-Signature must be. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param scope date, region, service and `aws4_request`
 */
export function signature(url: URL, clusterName: string, secret: string, scope: readonly string[]): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map((pair) => pair.map(encode).join("="))
    .sort()
    .join("&");
  const headers = `host:${url.host}\nx-k8s-aws-id:${clusterName}\n`;
  const request = ["GET", "/", query, headers, "host;x-k8s-aws-id", sha256("")].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", url.searchParams.get("X-Amz-Date"), scope.join("/"), sha256(request)].join("\n");
  const key = scope.reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secret}`);
  return hmac(key, toSign).toString("hex");
}

/** Percent-encoding as SigV4 has it: four characters more than encodeURIComponent's. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
