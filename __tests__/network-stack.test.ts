import type { Blueprint } from "../config/blueprint";
import { planSubnets } from "../constructs/network/subnet-plan";
import {
  addressOf,
  type Block,
  cluster,
  inventoryOf,
  MINIMAL,
  named,
  resourcesOf,
  type StackJson,
  statementsOf,
  synthesise,
  synthesiseStack,
  theOnly,
  withoutHash,
} from "./helpers/synth";

type Cluster = Blueprint["clusters"][number];
const ZONES = ["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"];

function networkStack(network: Cluster["network"] = {}, overrides: Partial<Cluster> = {}): StackJson {
  const clusters = [cluster("Carpenter", { ...overrides, network: { zones: ZONES, ...network } })];
  return synthesiseStack("carpenter-network", { ...MINIMAL, clusters });
}

const id = (stack: StackJson, type: string, name: string) => `\${${addressOf(stack, type, name)}.id}`;
const slots = (stack: StackJson, type: string): string[] => Object.keys(stack.resource[type] ?? {}).map(withoutHash);

describe("the network stack", () => {
  const stack = networkStack();

  test("has what it needs and no more", () => {
    expect(inventoryOf(stack)).toEqual({
      aws_vpc: 1,
      aws_default_security_group: 1, // emptied
      aws_internet_gateway: 1,
      aws_subnet: 9, // three kinds in three zones
      aws_route_table: 5, // public, intra, and one private for each zone
      aws_route_table_association: 9,
      aws_route: 4, // public to the Internet gateway, private to NAT
      aws_eip: 1,
      aws_nat_gateway: 1,
      aws_vpc_endpoint: 1, // S3 gateway
    });
    expect(Object.keys(stack.data ?? {})).toEqual(["aws_availability_zones"]);
  });

  test("gives the VPC its network and DNS", () => {
    expect(theOnly(stack, "aws_vpc")).toMatchObject({
      cidr_block: "10.0.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
      tags: { Name: "Carpenter" },
    });
  });

  test("adopts the default security group without a rule", () => {
    const group = theOnly(stack, "aws_default_security_group");
    expect(group).not.toHaveProperty("ingress");
    expect(group).not.toHaveProperty("egress");
    expect(group.vpc_id).toBe(id(stack, "aws_vpc", "vpc"));
  });

  test.each([
    ["public", { "kubernetes.io/role/elb": "1" }],
    ["private", { "kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": "Carpenter" }],
    ["intra", {}],
  ] as const)("places %s subnets by slot, with their tags alone", (kind, tags) => {
    ZONES.forEach((zone, slot) => {
      const subnet = named(stack, "aws_subnet", `vpc_${kind}_subnet-${slot}`);
      expect(subnet).toMatchObject({
        availability_zone: zone,
        cidr_block: planSubnets("10.0.0.0/16")[slot]?.[kind],
        lifecycle: { ignore_changes: ["availability_zone"] },
      });
      expect(subnet.tags).toEqual({ Name: `Carpenter-${kind}-${slot}`, ...tags });
      expect(subnet).not.toHaveProperty("map_public_ip_on_launch");
    });
  });

  test("routes public subnets to the Internet gateway and private ones to NAT; intra ones nowhere", () => {
    expect(named(stack, "aws_route", "vpc_public-default-route")).toMatchObject({
      route_table_id: id(stack, "aws_route_table", "vpc_public_routes"),
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: id(stack, "aws_internet_gateway", "vpc_internet-gateway"),
    });
    ZONES.forEach((_, slot) => {
      expect(named(stack, "aws_route", `nat_private-default-route-${slot}`)).toMatchObject({
        route_table_id: id(stack, "aws_route_table", `vpc_private_routes-${slot}`),
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: id(stack, "aws_nat_gateway", "nat_gateway-0"),
      });
      for (const [kind, table] of [
        ["public", "routes"],
        ["private", `routes-${slot}`],
        ["intra", "routes"],
      ] as const) {
        expect(named(stack, "aws_route_table_association", `vpc_${kind}_association-${slot}`)).toMatchObject({
          subnet_id: id(stack, "aws_subnet", `vpc_${kind}_subnet-${slot}`),
          route_table_id: id(stack, "aws_route_table", `vpc_${kind}_${table}`),
        });
      }
    });
    expect(slots(stack, "aws_route").filter((name) => name.includes("intra"))).toEqual([]);
  });

  test("puts NAT into the first public subnet, and keeps the Internet gateway for as long as it", () => {
    const gateway = addressOf(stack, "aws_internet_gateway", "vpc_internet-gateway");
    expect(theOnly(stack, "aws_eip")).toMatchObject({ domain: "vpc", depends_on: [gateway] });
    expect(theOnly(stack, "aws_nat_gateway")).toMatchObject({
      subnet_id: id(stack, "aws_subnet", "vpc_public_subnet-0"),
      allocation_id: id(stack, "aws_eip", "nat_address-0"),
    });
  });

  test("gives every zone a NAT gateway by choice, and keeps the first where it was", () => {
    const perZone = networkStack({ natGateway: "per-zone" });
    expect(slots(perZone, "aws_nat_gateway")).toEqual(["nat_gateway-0", "nat_gateway-1", "nat_gateway-2"]);
    ZONES.forEach((_, slot) => {
      expect(named(perZone, "aws_nat_gateway", `nat_gateway-${slot}`).subnet_id).toBe(
        id(perZone, "aws_subnet", `vpc_public_subnet-${slot}`),
      );
      expect(named(perZone, "aws_route", `nat_private-default-route-${slot}`).nat_gateway_id).toBe(
        id(perZone, "aws_nat_gateway", `nat_gateway-${slot}`),
      );
    });
    for (const [type, name] of [
      ["aws_eip", "nat_address-0"],
      ["aws_nat_gateway", "nat_gateway-0"],
    ] as const) {
      expect(addressOf(perZone, type, name)).toBe(addressOf(stack, type, name));
    }
  });

  test("has no NAT gateway and no way out of private subnets with NAT none", () => {
    const interfaceEndpoints = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sqs", "ssm", "sts"];
    const karpenter = { version: "1.14.1", imageRepository: "registry.example.com/karpenter" };
    const isolated = networkStack({ natGateway: "none", interfaceEndpoints }, { karpenter });
    expect(slots(isolated, "aws_route")).toEqual(["vpc_public-default-route"]);
    expect(inventoryOf(isolated)).not.toHaveProperty("aws_nat_gateway");
    expect(isolated.output).not.toHaveProperty("nat_public_ips");
    expect(resourcesOf(isolated, "aws_vpc_endpoint")).toHaveLength(interfaceEndpoints.length + 1);
  });

  test("always has the S3 gateway endpoint, on private and intra routes", () => {
    expect(theOnly(stack, "aws_vpc_endpoint")).toMatchObject({
      service_name: "com.amazonaws.ap-southeast-2.s3",
      vpc_endpoint_type: "Gateway",
      route_table_ids: ["private_routes-0", "private_routes-1", "private_routes-2", "intra_routes"].map((name) =>
        id(stack, "aws_route_table", `vpc_${name}`),
      ),
    });
  });

  test("gives interface endpoints private DNS and a security group of their own, open to the VPC by HTTPS", () => {
    const full = "com.amazonaws.ap-southeast-2.ecr.api";
    const endpoints = networkStack({ interfaceEndpoints: ["ecr.dkr", full, "s3", "security-group"] });
    const group = id(endpoints, "aws_security_group", "endpoints_security-group");
    expect(named(endpoints, "aws_vpc_endpoint", "endpoints_interface_ecr_dkr")).toMatchObject({
      service_name: "com.amazonaws.ap-southeast-2.ecr.dkr",
      vpc_endpoint_type: "Interface",
      private_dns_enabled: true,
      security_group_ids: [group],
      subnet_ids: [0, 1, 2].map((slot) => id(endpoints, "aws_subnet", `vpc_private_subnet-${slot}`)),
    });
    expect(resourcesOf(endpoints, "aws_vpc_endpoint").map(({ service_name: name }) => name)).toContain(full);
    expect(theOnly(endpoints, "aws_vpc_security_group_ingress_rule")).toMatchObject({
      security_group_id: group,
      cidr_ipv4: `\${${addressOf(endpoints, "aws_vpc", "vpc")}.cidr_block}`,
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
    });
  });

  test("looks zones up without those that EKS does not accept, and says so when one is not there", () => {
    const lookUp = (json: StackJson): Block => Object.values(json.data?.aws_availability_zones ?? {})[0] ?? {};
    expect(lookUp(stack)).toMatchObject({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      exclude_zone_ids: ["cac1-az3", "use1-az3", "usw1-az2"],
      lifecycle: {
        postcondition: [
          {
            condition:
              '${length(setsubtract(["ap-southeast-2a","ap-southeast-2b","ap-southeast-2c"], self.names)) == 0}',
          },
        ],
      },
    });
    const counted = networkStack({ zones: 2 });
    expect(lookUp(counted)).toMatchObject({
      lifecycle: { postcondition: [{ condition: "${length(self.names) >= 2}" }] },
    });
    expect(resourcesOf(counted, "aws_subnet")).toHaveLength(6);
    expect(named(counted, "aws_subnet", "vpc_private_subnet-1").availability_zone).toMatch(
      /^\$\{data\.aws_availability_zones\.\w+\.names\[1\]\}$/,
    );
  });

  test("moves nothing when a zone is added: every address and CIDR stays", () => {
    const [two, four] = [ZONES.slice(0, 2), [...ZONES, "ap-southeast-2d"]].map((zones) => networkStack({ zones }));
    Object.entries(two?.resource ?? {}).forEach(([type, resources]) => {
      Object.entries(resources).forEach(([name, before]) => {
        const { "//": _before, ...was } = before;
        const { "//": _after, ...is } = four?.resource[type]?.[name] ?? {};
        // The S3 endpoint reaches one more route table for each zone, and that alone.
        if (type === "aws_vpc_endpoint")
          expect(is.route_table_ids).toEqual(expect.arrayContaining(was.route_table_ids as string[]));
        else expect(is).toEqual(was);
      });
    });
    expect(resourcesOf(four ?? stack, "aws_subnet")).toHaveLength(12);
  });

  test("records traffic by choice, with a role that can write there only", () => {
    const logged = networkStack({ flowLogs: { retentionInDays: 14, trafficType: "REJECT" } });
    expect(theOnly(logged, "aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/vpc/Carpenter/flow-logs",
      retention_in_days: 14,
    });
    expect(theOnly(logged, "aws_flow_log")).toMatchObject({
      vpc_id: id(logged, "aws_vpc", "vpc"),
      traffic_type: "REJECT",
      depends_on: [addressOf(logged, "aws_iam_role_policy", "flow-logs_delivery-policy")],
    });
    const role = theOnly(logged, "aws_iam_role");
    expect(role.name).toBe("VpcFlowLogsRole-Carpenter");
    expect(statementsOf(role.assume_role_policy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:ec2:ap-southeast-2:111122223333:vpc-flow-log/*" },
        },
      },
    ]);
    const [write] = statementsOf(theOnly(logged, "aws_iam_role_policy").policy);
    expect(write?.Resource).toEqual([expect.stringMatching(/\.arn\}$/), expect.stringMatching(/\.arn\}:\*$/)]);
  });

  test("has a public zone by choice, and tells its name servers", () => {
    const zoned = networkStack({}, { dns: { zoneName: "eks.example.com" } });
    expect(theOnly(zoned, "aws_route53_zone")).toMatchObject({ name: "eks.example.com", force_destroy: false });
    expect(zoned.output?.dns_name_servers?.value).toMatch(/\.name_servers\}$/);
    expect(stack.output).not.toHaveProperty("dns_name_servers");
  });

  test("tells people what they need under plain names", () => {
    const names = Object.keys(stack.output ?? {})
      .filter((name) => !name.startsWith("cross-stack-output-"))
      .sort();
    expect(names).toEqual([
      "intra_subnet_ids",
      "nat_public_ips",
      "private_subnet_ids",
      "public_subnet_ids",
      "vpc_cidr",
      "vpc_id",
    ]);
    for (const name of names) expect(stack.output?.[name]?.description).toMatch(/^.{5,}/);
  });

  test("matches the reviewed snapshot", () => {
    expect(stack).toMatchSnapshot();
  });
});

describe("the network stack of an existing VPC", () => {
  const existing = {
    vpcId: "vpc-0aaaaaaa",
    publicSubnetIds: ["subnet-0ddddddd"],
    privateSubnetIds: ["subnet-0bbbbbb1", "subnet-0bbbbbb2"],
    intraSubnetIds: ["subnet-0bbbbbb1", "subnet-0cccccc2"],
  };
  const blueprint = (more: object = {}): Blueprint => ({
    ...MINIMAL,
    clusters: [cluster("Carpenter", { network: { existing: { ...existing, ...more } } })],
  });
  const stack = synthesiseStack("carpenter-network", blueprint());

  test("makes nothing but tags", () => {
    expect(inventoryOf(stack)).toEqual({ aws_ec2_tag: 5 });
    const tags = resourcesOf(stack, "aws_ec2_tag").map(({ resource_id: subnet, key, value }) => [subnet, key, value]);
    expect(tags.sort()).toEqual([
      ["subnet-0bbbbbb1", "karpenter.sh/discovery", "Carpenter"],
      ["subnet-0bbbbbb1", "kubernetes.io/role/internal-elb", "1"],
      ["subnet-0bbbbbb2", "karpenter.sh/discovery", "Carpenter"],
      ["subnet-0bbbbbb2", "kubernetes.io/role/internal-elb", "1"],
      ["subnet-0ddddddd", "kubernetes.io/role/elb", "1"],
    ]);
  });

  test("makes nothing at all where subnets may not be tagged", () => {
    expect(synthesiseStack("carpenter-network", blueprint({ tagSubnets: false }))).not.toHaveProperty("resource");
  });

  test("checks the VPC and every subnet once", () => {
    const subnets = Object.values(stack.data?.aws_subnet ?? {});
    expect(subnets.map(({ id: subnet }) => subnet).sort()).toEqual([
      "subnet-0bbbbbb1",
      "subnet-0bbbbbb2",
      "subnet-0cccccc2",
      "subnet-0ddddddd",
    ]);
    for (const subnet of subnets) {
      expect(subnet).toMatchObject({
        lifecycle: { postcondition: [{ condition: '${self.vpc_id == "vpc-0aaaaaaa"}' }] },
      });
    }
    expect(Object.values(stack.data?.aws_vpc ?? {})).toMatchObject([
      {
        id: "vpc-0aaaaaaa",
        lifecycle: {
          postcondition: [
            { condition: "${self.enable_dns_support && self.enable_dns_hostnames}" },
            {
              condition: expect.stringMatching(/^\$\{length\(distinct\(\[data\.aws_subnet\..*\]\)\) >= 2\}$/) as string,
            },
            { condition: expect.stringMatching(/subnet-0cccccc2_\w+\.availability_zone/) as string },
          ],
        },
      },
    ]);
  });

  test("hands its subnets to the cluster", () => {
    const stacks = synthesise(blueprint()).stacks["carpenter-cluster"];
    expect(JSON.stringify(stacks?.resource.aws_eks_cluster)).toContain("subnet-0cccccc2");
    expect(JSON.stringify(stacks?.resource.aws_eks_node_group)).toContain("subnet-0bbbbbb2");
  });
});
