import type { AwsRequest, AwsResponse, Correction } from "./correction";

/**
 * The corrections of one rehearsal; those that remember something remember it for that rehearsal.
 *
 * @param callerOf whose an access key is, as STS says it; undefined where that is moto's to say
 */
export function corrections(callerOf: (accessKey: string) => string | undefined): readonly Correction[] {
  return [
    bucketPolicies(),
    suspendedVersioning(),
    natGatewayInterfaces,
    instanceInterfaces,
    callerIdentity(callerOf),
    launchTemplateTags,
    launchTemplateTagsLater,
    endpointRoutesLater,
    securityGroupRuleDescriptions(),
  ];
}

function bucketPolicies(): Correction {
  const policies = new Map<string, Buffer>();
  return {
    name: "bucket-policy-conditions",
    reason:
      "moto applies a bucket policy's Deny without its Condition, so that a TLS-only policy locks everyone out; AWS denies only what the Condition names. The policy is kept here, unapplied",
    applies: ({ service, url }) => service === "s3" && url.searchParams.has("policy"),
    answer: async (request, forward) => {
      const bucket = bucketOf(request);
      if (request.method === "PUT") {
        policies.set(bucket, request.body);
        return answer(204);
      }
      if (request.method === "DELETE") {
        policies.delete(bucket);
        return answer(204);
      }
      const policy = policies.get(bucket);
      // Without a policy, moto's own answer is right: NoSuchBucketPolicy, or NoSuchBucket.
      return policy === undefined ? forward() : answer(200, policy, "application/json");
    },
  };
}

function suspendedVersioning(): Correction {
  const suspended = new Set<string>();
  return {
    name: "bucket-versioning-suspended",
    reason:
      "moto forgets the versions of a bucket whose versioning is suspended and answers 500 to their deletion, so that a bucket can never be emptied; AWS keeps them and lets them be deleted. Moto is left to believe that versioning goes on",
    applies: ({ service, url, method }) =>
      service === "s3" && url.searchParams.has("versioning") && ["GET", "PUT"].includes(method),
    answer: async (request, forward) => {
      const bucket = bucketOf(request);
      if (request.method === "GET") {
        if (!suspended.has(bucket)) return forward();
        const status =
          '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Suspended</Status></VersioningConfiguration>';
        return answer(200, Buffer.from(status));
      }
      if (request.body.includes("<Status>Suspended</Status>")) {
        suspended.add(bucket);
        return answer(200);
      }
      suspended.delete(bucket);
      return forward();
    },
  };
}

const natGatewayInterfaces = interfacesThatGo({
  name: "nat-gateway-interfaces",
  reason: "moto keeps the network interface of a deleted NAT gateway for ever; AWS removes it with the gateway",
  action: "DeleteNatGateway",
  describe: ({ NatGatewayId = "" }) => ["DescribeNatGateways", { "NatGatewayId.1": NatGatewayId }],
});

const instanceInterfaces = interfacesThatGo({
  name: "instance-interfaces",
  reason: "moto keeps the network interface of a terminated instance for ever; AWS removes it with the instance",
  action: "TerminateInstances",
  describe: (parameters) => [
    "DescribeInstances",
    Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith("InstanceId."))),
  ],
});

type Parameters = Readonly<Record<string, string>>;

/** Removes, after an action, the network interfaces of what it was done to. */
function interfacesThatGo(row: {
  readonly name: string;
  readonly reason: string;
  readonly action: string;
  /** The call whose answer names them, while they are there. */
  describe(parameters: Parameters): [action: string, parameters: Parameters];
}): Correction {
  return {
    name: row.name,
    reason: row.reason,
    applies: ({ service, body }) => service === "ec2" && actionOf(body) === row.action,
    answer: async (request, forward) => {
      const parameters = Object.fromEntries(new URLSearchParams(request.body.toString()));
      const described = await forward(ec2Call(...row.describe(parameters)));
      const interfaces = described.body.toString().matchAll(/<networkInterfaceId>(eni-\w+)</g);
      const response = await forward();
      for (const [, id = ""] of interfaces) {
        await forward(ec2Call("DeleteNetworkInterface", { NetworkInterfaceId: id }));
      }
      return response;
    },
  };
}

function callerIdentity(callerOf: (accessKey: string) => string | undefined): Correction {
  return {
    name: "caller-identity-user",
    reason:
      "moto names a caller whose key it does not know as arn:aws:sts::ACCOUNT:user/moto; AWS names whose key it is, and users by IAM, and EKS takes no other name for an access entry",
    applies: ({ service, body }) => service === "sts" && actionOf(body) === "GetCallerIdentity",
    answer: async ({ accessKey = "" }, forward) =>
      rewrite(await forward(), (xml) => {
        const caller = callerOf(accessKey);
        if (caller !== undefined) return xml.replace(/<Arn>[^<]*<\/Arn>/, `<Arn>${caller}</Arn>`);
        return xml.replace(/(arn:aws[\w-]*):sts:(:\d+:user\/)/, "$1:iam:$2");
      }),
  };
}

const launchTemplateTags: Correction = {
  name: "launch-template-own-tags",
  reason:
    "moto returns a launch template's own tags as a tag specification of what it launches, which Terraform would take out again at every apply; AWS keeps them apart",
  applies: ({ service, body }) => service === "ec2" && actionOf(body) === "DescribeLaunchTemplateVersions",
  answer: async (_, forward) =>
    rewrite(await forward(), (xml) =>
      xml.replace(/<item>\s*<resourceType>launch-template<\/resourceType>\s*<tagSet>.*?<\/tagSet>\s*<\/item>/gs, ""),
    ),
};

const launchTemplateTagsLater: Correction = {
  name: "launch-template-tags-later",
  reason:
    "moto shows a launch template with the tags that it was made with for ever, so that Terraform would set changed ones at every apply; AWS shows those that it has",
  applies: ({ service, body }) => service === "ec2" && actionOf(body) === "DescribeLaunchTemplates",
  answer: async (_, forward) => {
    const response = await forward();
    let xml = response.body.toString();
    for (const [, id = ""] of xml.matchAll(/<launchTemplateId>(lt-\w+)</g)) {
      const ofTemplate = { "Filter.1.Name": "resource-id", "Filter.1.Value.1": id };
      const described = await forward(ec2Call("DescribeTags", ofTemplate));
      const [tags = "<tagSet/>"] = /<tagSet>.*<\/tagSet>/s.exec(described.body.toString()) ?? [];
      const shown = new RegExp(
        `(<launchTemplateId>${id}<(?:(?!<tagSet|<launchTemplateId>).)*)<tagSet(/>|>.*?</tagSet>)`,
        "s",
      );
      xml = xml.replace(shown, (_all, before: string) => before + tags);
    }
    return { ...response, body: Buffer.from(xml) };
  },
};

const endpointRoutesLater: Correction = {
  name: "endpoint-routes-later",
  reason:
    "moto gives a route to the tables that a gateway endpoint is made with and to none that it gets later, and then cannot delete the endpoint, because it misses those; AWS routes in every table that the endpoint has",
  applies: ({ service, body }) => service === "ec2" && actionOf(body) === "ModifyVpcEndpoint",
  answer: async (request, forward) => {
    const parameters = new URLSearchParams(request.body.toString());
    const endpoint = parameters.get("VpcEndpointId") ?? "";
    const tables = (verb: "Add" | "Remove") =>
      [...parameters].flatMap(([key, value]) => (key.startsWith(`${verb}RouteTableId.`) ? [value] : []));
    const response = await forward();
    if (response.status !== 200) return response;
    const routes = (await forward(ec2Call("DescribeRouteTables", {}))).body.toString().split("<item>");
    const route = routes.find((item) => item.includes(`<gatewayId>${endpoint}<`)) ?? "";
    const [, list] = /<destinationPrefixListId>(pl-\w+)</.exec(route) ?? [];
    if (list === undefined) return response;
    for (const RouteTableId of tables("Add")) {
      const to = { RouteTableId, DestinationPrefixListId: list, GatewayId: endpoint };
      await forward(ec2Call("CreateRoute", to));
    }
    for (const RouteTableId of tables("Remove")) {
      await forward(ec2Call("DeleteRoute", { RouteTableId, DestinationPrefixListId: list }));
    }
    return response;
  },
};

function securityGroupRuleDescriptions(): Correction {
  const descriptions = new Map<string, string>();
  return {
    name: "security-group-rule-descriptions",
    reason:
      "moto forgets the description of a rule between two security groups, which Terraform would set again at every apply; AWS keeps it",
    applies: ({ service, body }) =>
      service === "ec2" && /^(AuthorizeSecurityGroup|DescribeSecurityGroupRules$)/.test(actionOf(body) ?? ""),
    answer: async (request, forward) => {
      const response = await forward();
      if (actionOf(request.body) !== "DescribeSecurityGroupRules") {
        const ids = [...response.body.toString().matchAll(/<securityGroupRuleId>(sgr-\w+)</g)].map(([, id = ""]) => id);
        const parameters = new URLSearchParams(request.body.toString());
        const pairs = [...parameters.keys()].filter((key) => /^IpPermissions\.\d+\.Groups\.\d+\.GroupId$/.test(key));
        // Rules come in the order in which they were asked for; where there are others too, whose is whose is not told.
        if (ids.length !== pairs.length) return response;
        ids.forEach((id, i) => {
          descriptions.set(id, parameters.get(pairs[i]?.replace(/GroupId$/, "Description") ?? "") ?? "");
        });
        return response;
      }
      return rewrite(response, (xml) =>
        xml.replace(
          /<securityGroupRuleId>(sgr-\w+)<(?:(?!<tagSet|<description>).)*(?=<tagSet)/gs,
          (rule, id: string) => {
            const description = descriptions.get(id) ?? "";
            return description === "" ? rule : `${rule}<description>${escapeXml(description)}</description>`;
          },
        ),
      );
    },
  };
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function rewrite(response: AwsResponse, change: (text: string) => string): AwsResponse {
  return { ...response, body: Buffer.from(change(response.body.toString())) };
}

function actionOf(body: Buffer): string | null {
  return new URLSearchParams(body.toString()).get("Action");
}

function ec2Call(action: string, parameters: Parameters): string {
  return new URLSearchParams({ Action: action, Version: "2016-11-15", ...parameters }).toString();
}

function bucketOf({ url }: AwsRequest): string {
  return url.pathname.split("/")[1] ?? "";
}

function answer(status: number, body: Buffer = Buffer.alloc(0), contentType = "application/xml"): AwsResponse {
  return { status, headers: { "content-type": contentType }, body };
}
