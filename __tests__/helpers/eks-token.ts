import { signature } from "../../rehearsal/kubernetes/token";

/** A token as `aws eks get-token` makes it; that it makes it so is what the test of tokens shows. */
export function eksToken(
  key: { id: string; secret: string; token?: string },
  clusterName: string,
  now = new Date(),
): string {
  const date = now.toISOString().replace(/\.\d+|[-:]/g, "");
  const scope = [date.slice(0, 8), "ap-southeast-2", "sts", "aws4_request"];
  const url = new URL("https://sts.ap-southeast-2.amazonaws.com/");
  const parameters = {
    Action: "GetCallerIdentity",
    Version: "2011-06-15",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": [key.id, ...scope].join("/"),
    "X-Amz-Date": date,
    "X-Amz-Expires": "60",
    "X-Amz-SignedHeaders": "host;x-k8s-aws-id",
    ...(key.token === undefined ? {} : { "X-Amz-Security-Token": key.token }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  url.searchParams.set("X-Amz-Signature", signature(url, clusterName, key.secret, scope));
  return `k8s-aws-v1.${Buffer.from(url.href).toString("base64url")}`;
}
