import type { AwsRequest, AwsResponse } from "../rehearsal/aws/correction";
import { callerArn, Credentials } from "../rehearsal/kubernetes/credentials";

const ROLE = "arn:aws:iam::123456789012:role/team/deploy";

const SIGNED = { service: "sts", region: "ap-southeast-2", accessKey: "rehearsal" };

function request(body: string, url = "http://127.0.0.1/"): AwsRequest {
  return { method: "POST", url: new URL(url), headers: {}, body: Buffer.from(body), ...SIGNED };
}

function answer(action: string, status = 200): AwsResponse {
  const credentials =
    "<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s+/1</SecretAccessKey><SessionToken>t&amp;+/=</SessionToken><Expiration>2026-11-21T09:26:00Z</Expiration></Credentials>";
  const user = "<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/deploy/me</Arn></AssumedRoleUser>";
  const body = `<${action}Response><${action}Result>${credentials}${user}</${action}Result></${action}Response>`;
  return { status, headers: {}, body: Buffer.from(body) };
}

const OWN = { id: "rehearsal", secret: "rehearsal", principal: { arn: "arn:aws:iam::123456789012:user/someone" } };

describe("the access keys in use", () => {
  test("hold those given at the start", () => {
    const credentials = new Credentials([OWN]);
    expect(credentials.find("rehearsal")).toEqual(OWN);
    expect(credentials.find("other")).toBeUndefined();
  });

  test.each(["AssumeRole", "AssumeRoleWithWebIdentity"])("learn what %s hands out, with the role's path", (action) => {
    const credentials = new Credentials([]);
    const parameters = `RoleArn=${encodeURIComponent(ROLE)}&RoleSessionName=me`;
    credentials.remember(request(`Action=${action}&${parameters}`), answer(action));
    const learnt = { id: "ASIA1", secret: "s+/1", token: "t&+/=", principal: { arn: ROLE, session: "me" } };
    expect(credentials.find("ASIA1")).toEqual(learnt);
    const byQuery = new Credentials([]);
    byQuery.remember(request("", `http://127.0.0.1/?Action=${action}&${parameters}`), answer(action));
    expect(byQuery.find("ASIA1")).toEqual(learnt);
  });

  test("learn nothing from a refusal or another action", () => {
    const credentials = new Credentials([]);
    const parameters = `RoleArn=${encodeURIComponent(ROLE)}&RoleSessionName=me`;
    credentials.remember(request(`Action=AssumeRole&${parameters}`), answer("AssumeRole", 403));
    credentials.remember(request(`Action=GetCallerIdentity&${parameters}`), answer("GetCallerIdentity"));
    expect(credentials.find("ASIA1")).toBeUndefined();
  });
});

test("a caller is named as STS names it: a role by its session, without its path", () => {
  expect(callerArn({ arn: ROLE, session: "me" })).toBe("arn:aws:sts::123456789012:assumed-role/deploy/me");
  expect(callerArn(OWN.principal)).toBe("arn:aws:iam::123456789012:user/someone");
});
