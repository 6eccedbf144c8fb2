import type { AwsRequest, AwsResponse, Correction } from "./front";

/** The corrections of one rehearsal; those that remember something remember it for that rehearsal. */
export function corrections(): readonly Correction[] {
  return [bucketPolicies()];
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

function bucketOf({ url }: AwsRequest): string {
  return url.pathname.split("/")[1] ?? "";
}

function answer(status: number, body: Buffer = Buffer.alloc(0), contentType = "application/xml"): AwsResponse {
  return { status, headers: { "content-type": contentType }, body };
}
