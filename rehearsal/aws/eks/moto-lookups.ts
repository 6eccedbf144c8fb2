import { authorizationFor } from "../credential";
import type { AwsRequest } from "../correction";
import type { Ask } from "../service";
import type { AwsLookups } from "./aws-lookups";

/** Answers EKS's questions by asking IAM, EC2 and STS as the caller, in the caller's region. */
export function motoLookups({ accessKey = "", region = "us-east-1" }: AwsRequest, ask: Ask): AwsLookups {
  /** @returns the answer's XML, or undefined where the service refuses the question */
  const query = async (service: keyof typeof API_VERSIONS, action: string, parameters: Parameters = {}) => {
    const body = new URLSearchParams({ Action: action, Version: API_VERSIONS[service], ...parameters });
    const headers = {
      authorization: authorizationFor(accessKey, region, service),
      "content-type": "application/x-www-form-urlencoded",
    };
    const url = new URL("http://127.0.0.1/");
    const request = { method: "POST", url, headers, body: Buffer.from(body.toString()), service, region, accessKey };
    const { status, body: answer } = await ask(request);
    return status === 200 ? answer.toString() : undefined;
  };

  return {
    async trustedServices(roleArn) {
      const xml = await query("iam", "GetRole", { RoleName: lastOf(roleArn) });
      if (xml === undefined || textOf(xml, "Arn") !== roleArn) return undefined;
      return servicesIn(decodeURIComponent(textOf(xml, "AssumeRolePolicyDocument") ?? "{}"));
    },

    async subnets(ids) {
      const xml = await query("ec2", "DescribeSubnets", filter("subnet-id", ids));
      return sectionsOf(xml, "subnetId").map((section) => ({
        id: textOf(section, "subnetId") ?? "",
        zone: textOf(section, "availabilityZone") ?? "",
        vpcId: textOf(section, "vpcId") ?? "",
      }));
    },

    async securityGroups(ids) {
      if (ids.length === 0) return [];
      const xml = await query("ec2", "DescribeSecurityGroups", filter("group-id", ids));
      return ids.filter((id) => xml?.includes(`<groupId>${id}</groupId>`) === true);
    },

    async launchTemplate({ id, name, version = "$Default" }) {
      const xml = await query("ec2", "DescribeLaunchTemplateVersions", {
        ...(id === undefined ? { LaunchTemplateName: name ?? "" } : { LaunchTemplateId: id }),
        "LaunchTemplateVersion.1": version,
      });
      const [found] = [textOf(xml ?? "", "launchTemplateId")];
      if (xml === undefined || found === undefined) return undefined;
      const number = textOf(xml, "versionNumber") ?? version;
      return { id: found, name: textOf(xml, "launchTemplateName") ?? "", version: number };
    },

    async callerArn() {
      const arn = textOf((await query("sts", "GetCallerIdentity")) ?? "", "Arn") ?? "";
      const [, role] = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(arn) ?? [];
      if (role === undefined) return arn;
      // The session does not tell the role's path.
      return textOf((await query("iam", "GetRole", { RoleName: role })) ?? "", "Arn") ?? arn;
    },

    async createClusterSecurityGroup(clusterName, vpcId) {
      const groupName = `eks-cluster-sg-${clusterName}-${Date.now() % 1_000_000_000}`;
      const tags = { Name: groupName, [`kubernetes.io/cluster/${clusterName}`]: "owned" };
      const xml = await query("ec2", "CreateSecurityGroup", {
        GroupName: groupName,
        GroupDescription: `EKS created security group applied to the control plane and managed nodes of ${clusterName}`,
        VpcId: vpcId,
        "TagSpecification.1.ResourceType": "security-group",
        ...Object.fromEntries(
          Object.entries(tags).flatMap(([key, value], i) => [
            [`TagSpecification.1.Tag.${i + 1}.Key`, key],
            [`TagSpecification.1.Tag.${i + 1}.Value`, value],
          ]),
        ),
      });
      const groupId = textOf(xml ?? "", "groupId");
      if (groupId === undefined) throw new Error(`EC2 made no security group in ${vpcId}`);
      return groupId;
    },

    async deleteSecurityGroup(id) {
      await query("ec2", "DeleteSecurityGroup", { GroupId: id });
    },
  };
}

type Parameters = Readonly<Record<string, string>>;

const API_VERSIONS = { iam: "2010-05-08", ec2: "2016-11-15", sts: "2011-06-15" } as const;

/** A filter leaves out what does not exist, where naming it would be an error. */
function filter(name: string, values: readonly string[]): Parameters {
  return {
    "Filter.1.Name": name,
    ...Object.fromEntries(values.map((value, i) => [`Filter.1.Value.${i + 1}`, value])),
  };
}

function textOf(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}

/** The parts of a list, each with one element of this name. */
function sectionsOf(xml: string | undefined, element: string): readonly string[] {
  return (xml ?? "").split(new RegExp(`(?=<${element}>)`)).filter((section) => section.startsWith(`<${element}>`));
}

function lastOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

/** Services that a trust policy lets assume the role. */
function servicesIn(policy: string): readonly string[] {
  const { Statement = [] } = JSON.parse(policy) as {
    readonly Statement?: readonly {
      readonly Effect: string;
      readonly Principal?: { readonly Service?: string | readonly string[] };
    }[];
  };
  return Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Principal }) => Principal?.Service ?? []);
}
