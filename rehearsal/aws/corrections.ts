import type { AwsRequest, AwsResponse, Correction } from "./correction";

/** The corrections of one rehearsal; those that remember something remember it for that rehearsal. */
export function corrections(): readonly Correction[] {
  return [bucketPolicies(), suspendedVersioning(), natGatewayInterfaces];
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

const natGatewayInterfaces: Correction = {
  name: "nat-gateway-interfaces",
  reason: "moto keeps the network interface of a deleted NAT gateway for ever; AWS removes it with the gateway",
  applies: ({ service, body }) => service === "ec2" && actionOf(body) === "DeleteNatGateway",
  answer: async (request, forward) => {
    const gateway = new URLSearchParams(request.body.toString()).get("NatGatewayId") ?? "";
    const described = await forward(ec2Call("DescribeNatGateways", { "NatGatewayId.1": gateway }));
    const interfaces = described.body.toString().matchAll(/<networkInterfaceId>(eni-\w+)</g);
    const response = await forward();
    for (const [, id = ""] of interfaces) await forward(ec2Call("DeleteNetworkInterface", { NetworkInterfaceId: id }));
    return response;
  },
};

function actionOf(body: Buffer): string | null {
  return new URLSearchParams(body.toString()).get("Action");
}

function ec2Call(action: string, parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams({ Action: action, Version: "2016-11-15", ...parameters }).toString();
}

function bucketOf({ url }: AwsRequest): string {
  return url.pathname.split("/")[1] ?? "";
}

function answer(status: number, body: Buffer = Buffer.alloc(0), contentType = "application/xml"): AwsResponse {
  return { status, headers: { "content-type": contentType }, body };
}
