import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { corrections } from "../rehearsal/aws/corrections";
import { authorizationFor } from "../rehearsal/aws/credential";
import { Front } from "../rehearsal/aws/front";
import { testEveryRow } from "./helpers/rows";

/** What a test works with: the front, and behind it a server that answers as moto does, faults included. */
interface Bench {
  /** What reached moto: an operation, or a method and a path. */
  readonly reached: readonly string[];
  /** The same calls' forms. */
  readonly forms: readonly Readonly<Record<string, string>>[];
  /** Calls S3. */
  readonly s3: (method: string, path: string, body?: string) => Promise<Response>;
  /** Calls an operation of a service with a form for its body. */
  readonly query: (service: string, action: string, parameters?: Readonly<Record<string, string>>) => Promise<string>;
}

/** @param answers what moto answers, by operation */
async function withMoto(
  answers: Readonly<Record<string, string>>,
  body: (bench: Bench) => Promise<void>,
  caller?: string,
) {
  const reached: string[] = [];
  const forms: Record<string, string>[] = [];
  const moto = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const form = new URLSearchParams(text);
      forms.push(Object.fromEntries(form));
      const asked = form.get("Action") ?? `${request.method ?? ""} ${request.url ?? ""}`;
      reached.push([asked, form.get("NetworkInterfaceId") ?? ""].join(" ").trim());
      response.end(answers[asked] ?? "from moto");
    });
  });
  await new Promise<void>((resolve) => moto.listen(0, "127.0.0.1", resolve));
  const front = await Front.start({
    moto: `http://127.0.0.1:${(moto.address() as AddressInfo).port}`,
    callerOf: () => caller,
  });
  const call = (service: string, method: string, path: string, text?: string) => {
    const headers = { authorization: authorizationFor("key", "eu-west-1", service) };
    return fetch(front.url + path, { method, body: text, headers });
  };
  try {
    await body({
      reached,
      forms,
      s3: (method, path, text) => call("s3", method, path, text),
      query: async (service, action, parameters = {}) => {
        const form = new URLSearchParams({ Action: action, ...parameters });
        return (await call(service, "POST", "/", form.toString())).text();
      },
    });
  } finally {
    await front.stop();
    moto.closeAllConnections();
    await new Promise((resolve) => moto.close(resolve));
  }
}

const rule = (id: string, rest = "") =>
  `<item><securityGroupRuleId>${id}</securityGroupRuleId><isEgress>false</isEgress>${rest}<tagSet/></item>`;

const tests: Readonly<Record<string, () => Promise<void>>> = {
  "bucket-policy-conditions": () =>
    withMoto({}, async ({ s3, reached }) => {
      expect(await (await s3("GET", "/b?policy")).text()).toBe("from moto");
      expect((await s3("PUT", "/b?policy", '{"Statement":[]}')).status).toBe(204);
      expect(await (await s3("GET", "/b?policy")).text()).toBe('{"Statement":[]}');
      expect((await s3("DELETE", "/b?policy")).status).toBe(204);
      expect(reached).toEqual(["GET /b?policy"]);
    }),

  "bucket-versioning-suspended": () =>
    withMoto({}, async ({ s3, reached }) => {
      await s3("PUT", "/b?versioning", "<Status>Suspended</Status>");
      expect(await (await s3("GET", "/b?versioning")).text()).toContain("<Status>Suspended</Status>");
      await s3("PUT", "/b?versioning", "<Status>Enabled</Status>");
      expect(await (await s3("GET", "/b?versioning")).text()).toBe("from moto");
      expect(reached).toEqual(["PUT /b?versioning", "GET /b?versioning"]);
    }),

  "nat-gateway-interfaces": () =>
    withMoto({ DescribeNatGateways: "<networkInterfaceId>eni-1</networkInterfaceId>" }, async ({ query, reached }) => {
      expect(await query("ec2", "DeleteNatGateway", { NatGatewayId: "nat-1" })).toBe("from moto");
      expect(reached).toEqual(["DescribeNatGateways", "DeleteNatGateway", "DeleteNetworkInterface eni-1"]);
    }),

  "instance-interfaces": () =>
    withMoto({ DescribeInstances: "<networkInterfaceId>eni-1</networkInterfaceId>" }, async ({ query, reached }) => {
      expect(await query("ec2", "TerminateInstances", { "InstanceId.1": "i-1" })).toBe("from moto");
      expect(reached).toEqual(["DescribeInstances", "TerminateInstances", "DeleteNetworkInterface eni-1"]);
    }),

  "caller-identity-user": async () => {
    const moto = { GetCallerIdentity: "<Arn>arn:aws:sts::111122223333:user/moto</Arn>" };
    await withMoto(moto, async ({ query }) => {
      expect(await query("sts", "GetCallerIdentity")).toBe("<Arn>arn:aws:iam::111122223333:user/moto</Arn>");
    });
    const session = "arn:aws:sts::111122223333:assumed-role/platform/rehearsal";
    const known = async ({ query }: Bench) => {
      expect(await query("sts", "GetCallerIdentity")).toBe(`<Arn>${session}</Arn>`);
    };
    await withMoto(moto, known, session);
  },

  "launch-template-own-tags": () => {
    const item = (type: string) =>
      `<item><resourceType>${type}</resourceType><tagSet><item><key>a</key></item></tagSet></item>`;
    const answer = item("instance") + item("launch-template") + item("volume");
    return withMoto({ DescribeLaunchTemplateVersions: answer }, async ({ query }) => {
      expect(await query("ec2", "DescribeLaunchTemplateVersions")).toBe(item("instance") + item("volume"));
    });
  },

  "launch-template-tags-later": () => {
    const template = (id: string, tags: string) =>
      `<item><launchTemplateId>${id}</launchTemplateId><createdBy>me</createdBy>${tags}</item>`;
    const tags = "<tagSet><item><key>now</key></item></tagSet>";
    const earlier = "<tagSet><item><key>once</key></item></tagSet>";
    const answers = {
      DescribeLaunchTemplates: template("lt-1", earlier) + template("lt-2", "<tagSet/>"),
      DescribeTags: `<DescribeTagsResponse>${tags}</DescribeTagsResponse>`,
    };
    return withMoto(answers, async ({ query }) => {
      expect(await query("ec2", "DescribeLaunchTemplates")).toBe(template("lt-1", tags) + template("lt-2", tags));
    });
  },

  "endpoint-routes-later": () => {
    const route = (to: string, gateway: string) =>
      `<item><destinationPrefixListId>${to}</destinationPrefixListId><gatewayId>${gateway}</gatewayId></item>`;
    const answers = { DescribeRouteTables: route("pl-1", "vpce-other") + route("pl-2", "vpce-1") };
    return withMoto(answers, async ({ query, reached, forms }) => {
      expect(
        await query("ec2", "ModifyVpcEndpoint", {
          VpcEndpointId: "vpce-1",
          "AddRouteTableId.1": "rtb-1",
          "RemoveRouteTableId.1": "rtb-2",
        }),
      ).toBe("from moto");
      expect(reached).toEqual(["ModifyVpcEndpoint", "DescribeRouteTables", "CreateRoute", "DeleteRoute"]);
      expect(forms[2]).toMatchObject({
        RouteTableId: "rtb-1",
        DestinationPrefixListId: "pl-2",
        GatewayId: "vpce-1",
      });
      expect(forms[3]).toMatchObject({ RouteTableId: "rtb-2", DestinationPrefixListId: "pl-2" });
    });
  },

  "security-group-rule-descriptions": () => {
    const cidr = "<cidrIpv4>10.0.0.0/8</cidrIpv4><description>kept</description>";
    const answers = {
      AuthorizeSecurityGroupIngress: rule("sgr-1"),
      DescribeSecurityGroupRules: rule("sgr-1") + rule("sgr-2", cidr) + rule("sgr-3"),
    };
    return withMoto(answers, async ({ query }) => {
      await query("ec2", "AuthorizeSecurityGroupIngress", {
        "IpPermissions.1.Groups.1.GroupId": "sg-1",
        "IpPermissions.1.Groups.1.Description": "a & b",
      });
      expect(await query("ec2", "DescribeSecurityGroupRules")).toBe(
        rule("sgr-1", "<description>a &amp; b</description>") + rule("sgr-2", cidr) + rule("sgr-3"),
      );
    });
  },
};

testEveryRow(
  corrections(() => undefined).map(({ name }) => name),
  tests,
);

test("what needs no correction is passed on as it is", () =>
  withMoto({ DescribeVpcs: "<vpcSet/>" }, async ({ query, reached }) => {
    expect(await query("ec2", "DescribeVpcs")).toBe("<vpcSet/>");
    expect(reached).toEqual(["DescribeVpcs"]);
  }));

test("a call that cannot be signed is known by its action", async () => {
  const front = await Front.start({});
  const form = new URLSearchParams({ Action: "AssumeRoleWithWebIdentity" });
  await fetch(front.url, { method: "POST", body: form });
  await fetch(front.url, { method: "POST", body: new URLSearchParams({ Action: "Other" }) });
  expect(front.calls.map(({ service, action }) => [service, action])).toEqual([
    ["sts", "AssumeRoleWithWebIdentity"],
    [undefined, "Other"],
  ]);
  await front.stop();
});
