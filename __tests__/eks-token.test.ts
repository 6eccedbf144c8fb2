import { Credentials } from "../rehearsal/kubernetes/credentials";
import { TokenRefused, verifyToken } from "../rehearsal/kubernetes/token";

const USER = { arn: "arn:aws:iam::123456789012:user/someone" };
const DEPLOY = { arn: "arn:aws:iam::123456789012:role/team/deploy", session: "me" };

// The example key of AWS's documentation.
const ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const SESSION_TOKEN = "FQoGZXIvYXdzE+/BdaDQ==";

/** What `aws eks get-token --cluster-name Carpenter` (1.45.11) signed with that key. */
const BY_USER =
  "https://sts.ap-southeast-2.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261121%2Fap-southeast-2%2Fsts%2Faws4_request&X-Amz-Date=20261121T082559Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=6c96ecc3099eaedecf39ef70959817840581093fd6eae38645e27cc95ed90df6";

/** The same with a session token, and AWS_ENDPOINT_URL at the stand-in. */
const BY_SESSION =
  "http://127.0.0.1:15999/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261121%2Fap-southeast-2%2Fsts%2Faws4_request&X-Amz-Date=20261121T082600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Security-Token=FQoGZXIvYXdzE%2B%2FBdaDQ%3D%3D&X-Amz-Signature=6f64df95e7bce4eb371a528da2ab8635f5a46065cbe910afecdf2ef09cbd5312";

const tokenOf = (url: string) => `k8s-aws-v1.${Buffer.from(url).toString("base64url")}`;

function verify(
  token: string,
  overrides: { secret?: string; session?: string; clusterName?: string; now?: string } = {},
) {
  const { secret = SECRET, session, clusterName = "Carpenter", now = "2026-11-21T08:30:00Z" } = overrides;
  const key = {
    id: ID,
    secret,
    ...(session === undefined ? { principal: USER } : { token: session, principal: DEPLOY }),
  };
  return verifyToken(token, {
    credentials: new Credentials([key]),
    clusterName,
    otherNames: ["Carpenter", "other"],
    now: new Date(now),
  });
}

describe("the token of aws eks get-token", () => {
  test("names the user whose key signed it", () => {
    expect(verify(tokenOf(BY_USER))).toEqual(USER);
  });

  test("names the role and session whose temporary key signed it", () => {
    expect(verify(tokenOf(BY_SESSION), { session: SESSION_TOKEN })).toEqual(DEPLOY);
  });

  test("holds for fifteen minutes, whatever its X-Amz-Expires says", () => {
    expect(verify(tokenOf(BY_USER), { now: "2026-11-21T08:40:59Z" })).toEqual(USER);
    expect(() => verify(tokenOf(BY_USER), { now: "2026-11-21T08:41:00Z" })).toThrow(
      new TokenRefused("token: expired: signed at 20261121T082559Z, more than 15 minutes ago"),
    );
  });

  test("may be ahead of the clock by five minutes", () => {
    expect(verify(tokenOf(BY_USER), { now: "2026-11-21T08:20:59Z" })).toEqual(USER);
    expect(() => verify(tokenOf(BY_USER), { now: "2026-11-21T08:20:58Z" })).toThrow(
      new TokenRefused("token: signed at 20261121T082559Z, which is in the future"),
    );
  });

  test("is refused by a cluster whose name differs in case only, and says for which it was", () => {
    expect(() => verify(tokenOf(BY_USER), { clusterName: "carpenter" })).toThrow(
      new TokenRefused("token: wrong cluster: signed for Carpenter, sent to carpenter"),
    );
  });

  const cases: readonly { fault: string; token: string; secret?: string; session?: string; message: string }[] = [
    {
      fault: "another secret",
      token: tokenOf(BY_USER),
      secret: "another",
      message: "token: wrong signature: another secret key, or another cluster's name than Carpenter",
    },
    {
      fault: "a key that nobody was given",
      token: tokenOf(BY_USER.replace(ID, "AKIAUNKNOWN")),
      message: "token: unknown access key AKIAUNKNOWN",
    },
    {
      fault: "a temporary key without its session token",
      token: tokenOf(BY_USER),
      session: SESSION_TOKEN,
      message: `token: another session token than the one that came with ${ID}`,
    },
    {
      fault: "a longer life written in afterwards",
      token: tokenOf(BY_USER.replace("Expires=60", "Expires=900")),
      message: "token: wrong signature: another secret key, or another cluster's name than Carpenter",
    },
    {
      fault: "a life past fifteen minutes",
      token: tokenOf(BY_USER.replace("Expires=60", "Expires=901")),
      message: "token: expected X-Amz-Expires from 0 to 900 seconds, got 901",
    },
    { fault: "another kind of token", token: "eyJhbGciOi", message: "token: expected the prefix k8s-aws-v1." },
    {
      fault: "more than a URL takes",
      token: tokenOf(BY_USER + "x".repeat(4096)),
      message: "token: longer than 4096 bytes",
    },
    { fault: "no URL", token: tokenOf("none"), message: "token: expected a URL in base64url" },
    {
      fault: "another host",
      token: tokenOf(BY_USER.replace("amazonaws.com", "amazonaws.com.example.org")),
      message: "token: expected the address of STS, got sts.ap-southeast-2.amazonaws.com.example.org/",
    },
    {
      fault: "another service",
      token: tokenOf(BY_USER.replace("%2Fsts%2F", "%2Fs3%2F")),
      message: `token: expected a credential scope of sts, got ${ID}/20261121/ap-southeast-2/s3/aws4_request`,
    },
    {
      fault: "another action",
      token: tokenOf(BY_USER.replace("GetCallerIdentity", "AssumeRole")),
      message: "token: expected GetCallerIdentity, got AssumeRole",
    },
    {
      fault: "a parameter of its own",
      token: tokenOf(`${BY_USER}&RoleArn=arn`),
      message: "token: unexpected parameter RoleArn",
    },
    {
      fault: "a signature without the cluster's name",
      token: tokenOf(BY_USER.replace("host%3Bx-k8s-aws-id", "host")),
      message: "token: expected the signed headers host;x-k8s-aws-id, got host",
    },
    {
      fault: "a date of another form",
      token: tokenOf(BY_USER.replace("20261121T082559Z", "2026-11-21")),
      message: "token: expected X-Amz-Date as 20260131T235959Z, got 2026-11-21",
    },
    {
      fault: "a date that its scope does not have",
      token: tokenOf(BY_USER.replace("%2F20261121%2F", "%2F20261120%2F")),
      message: "token: signed for another day than it says",
    },
  ];
  test.each(cases)("is refused with $fault", ({ token, message, secret, session }) => {
    expect(() => verify(token, { secret, session })).toThrow(new TokenRefused(message));
  });
});
