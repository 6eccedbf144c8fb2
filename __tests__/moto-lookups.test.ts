import type { AwsRequest } from "../rehearsal/aws/correction";
import { motoLookups } from "../rehearsal/aws/eks/moto-lookups";

const CALL: AwsRequest = {
  method: "POST",
  url: new URL("http://127.0.0.1/clusters"),
  headers: {},
  body: Buffer.alloc(0),
  service: "eks",
  region: "eu-west-1",
  accessKey: "AKIAME",
};

/** Lookups in a world in which each operation has one answer, and what they asked. */
function lookupsIn(answers: Readonly<Record<string, string>>) {
  const asked: AwsRequest[] = [];
  const aws = motoLookups(CALL, (request) => {
    asked.push(request);
    const answer = answers[new URLSearchParams(request.body.toString()).get("Action") ?? ""];
    return Promise.resolve({ status: answer === undefined ? 404 : 200, headers: {}, body: Buffer.from(answer ?? "") });
  });
  const form = (index = 0) => Object.fromEntries(new URLSearchParams(asked[index]?.body.toString()));
  return { aws, asked, form };
}

const ROLE = "arn:aws:iam::111122223333:role/path/one";
const getRole = (policy: object) =>
  `<Arn>${ROLE}</Arn><AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(policy))}</AssumeRolePolicyDocument>`;

test("asks as the caller, in the caller's region", async () => {
  const { aws, asked } = lookupsIn({ GetRole: getRole({ Statement: [] }) });
  await aws.trustedServices(ROLE);
  expect(asked[0]).toMatchObject({
    service: "iam",
    headers: { authorization: expect.stringContaining("AKIAME/20260101/eu-west-1/iam/") as string },
  });
});

test("reads whom a role trusts", async () => {
  const Statement = [
    { Effect: "Allow", Principal: { Service: ["eks.amazonaws.com", "ec2.amazonaws.com"] } },
    { Effect: "Deny", Principal: { Service: "lambda.amazonaws.com" } },
    { Effect: "Allow", Principal: { AWS: "*" } },
  ];
  const { aws, form } = lookupsIn({ GetRole: getRole({ Statement }) });
  expect(await aws.trustedServices(ROLE)).toEqual(["eks.amazonaws.com", "ec2.amazonaws.com"]);
  expect(form()).toMatchObject({ RoleName: "one" });
  // Of the same name, and another path.
  expect(await aws.trustedServices("arn:aws:iam::111122223333:role/one")).toBeUndefined();
  expect(await lookupsIn({}).aws.trustedServices(ROLE)).toBeUndefined();
});

test("finds the subnets and groups that exist", async () => {
  const subnet = (id: string, zone: string) =>
    `<item><subnetId>${id}</subnetId><vpcId>vpc-1</vpcId><availabilityZone>${zone}</availabilityZone></item>`;
  const { aws, form } = lookupsIn({
    DescribeSubnets: subnet("subnet-a", "a") + subnet("subnet-b", "b"),
    DescribeSecurityGroups: "<groupId>sg-1</groupId>",
  });
  expect(await aws.subnets(["subnet-a", "subnet-x", "subnet-b"])).toEqual([
    { id: "subnet-a", zone: "a", vpcId: "vpc-1" },
    { id: "subnet-b", zone: "b", vpcId: "vpc-1" },
  ]);
  expect(form()).toMatchObject({ "Filter.1.Name": "subnet-id", "Filter.1.Value.2": "subnet-x" });
  expect(await aws.securityGroups(["sg-1", "sg-2"])).toEqual(["sg-1"]);
  expect(await aws.securityGroups([])).toEqual([]);
});

test("finds a launch template at a version, by its number", async () => {
  const xml =
    "<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>t</launchTemplateName><versionNumber>4</versionNumber>";
  const { aws, form } = lookupsIn({ DescribeLaunchTemplateVersions: xml });
  expect(await aws.launchTemplate({ name: "t", version: "$Latest" })).toEqual({ id: "lt-1", name: "t", version: "4" });
  expect(form()).toMatchObject({ LaunchTemplateName: "t", "LaunchTemplateVersion.1": "$Latest" });
  expect(await lookupsIn({}).aws.launchTemplate({ id: "lt-2" })).toBeUndefined();
});

test("knows the caller by role, not by session", async () => {
  const identity = (arn: string) => ({ GetCallerIdentity: `<Arn>${arn}</Arn>`, GetRole: getRole({}) });
  const session = "arn:aws:sts::111122223333:assumed-role/one/me";
  expect(await lookupsIn(identity(session)).aws.callerArn()).toBe(ROLE);
  const user = "arn:aws:iam::111122223333:user/me";
  expect(await lookupsIn(identity(user)).aws.callerArn()).toBe(user);
});

test("makes the group that EKS gives each cluster, with EKS's tag", async () => {
  const { aws, form } = lookupsIn({ CreateSecurityGroup: "<groupId>sg-9</groupId>" });
  expect(await aws.createClusterSecurityGroup("one", "vpc-1")).toBe("sg-9");
  expect(form()).toMatchObject({ VpcId: "vpc-1", "TagSpecification.1.Tag.2.Key": "kubernetes.io/cluster/one" });
  await expect(lookupsIn({}).aws.createClusterSecurityGroup("one", "vpc-1")).rejects.toThrow("no security group");
});
