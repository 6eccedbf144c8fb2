import { type Blueprint, blueprintSchema } from "../config/blueprint";
import { leafPaths } from "../config/schema-walk";
import { MINIMAL, synthesise, valueAt } from "./helpers/synth";

/** What an option does: a value other than its default, and where in the synthesised JSON it is seen. */
interface Row {
  readonly blueprint: Partial<Blueprint>;
  readonly stack: string;
  readonly path: string;
  readonly value: unknown;
}

const NETWORK = "carpenter-network";
const cluster = (overrides: Partial<Blueprint["clusters"][number]>): Partial<Blueprint> => ({
  clusters: [{ name: "Carpenter", ...overrides }],
});
const state = (overrides: Blueprint["state"]): Partial<Blueprint> => ({ state: overrides });
const network = (overrides: Blueprint["clusters"][number]["network"]) => cluster({ network: overrides });

const ROLE = "arn:aws:iam::444455556666:role/deployer";
const PROVIDER = "provider.aws.0";
const BACKEND = "terraform.backend.s3";

const rows: Record<string, Row> = {
  project: {
    blueprint: { project: "Acme" },
    stack: "state",
    path: "resource.aws_s3_bucket.state_bucket.bucket",
    value: "acme-tfstate-111122223333-ap-southeast-2",
  },
  account: {
    blueprint: { account: "444455556666" },
    stack: NETWORK,
    path: `${PROVIDER}.allowed_account_ids`,
    value: ["444455556666"],
  },
  region: { blueprint: { region: "eu-west-1" }, stack: "state", path: `${PROVIDER}.region`, value: "eu-west-1" },
  tags: {
    blueprint: { tags: { team: "platform" } },
    stack: NETWORK,
    path: `${PROVIDER}.default_tags.0.tags.team`,
    value: "platform",
  },
  "state.backend": {
    blueprint: state({ backend: "local" }),
    stack: NETWORK,
    path: "terraform.backend.local.path",
    value: "../../../.terraform-state/carpenter-network.tfstate",
  },
  "state.account": {
    blueprint: state({ account: "444455556666" }),
    stack: NETWORK,
    path: `${BACKEND}.allowed_account_ids`,
    value: ["444455556666"],
  },
  "state.assumeRole": {
    blueprint: state({ account: "444455556666", assumeRole: ROLE }),
    stack: NETWORK,
    path: `${BACKEND}.assume_role.role_arn`,
    value: ROLE,
  },
  "state.encryption": {
    blueprint: state({ encryption: "SSE-KMS" }),
    stack: NETWORK,
    path: `${BACKEND}.kms_key_id`,
    value: "arn:aws:kms:ap-southeast-2:111122223333:alias/carpenter-tfstate-111122223333-ap-southeast-2",
  },
  "state.noncurrentVersionExpirationDays": {
    blueprint: state({ noncurrentVersionExpirationDays: 7 }),
    stack: "state",
    path: "resource.aws_s3_bucket_lifecycle_configuration.state_lifecycle.rule.0.noncurrent_version_expiration.0.noncurrent_days",
    value: 7,
  },
  "state.forceDestroy": {
    blueprint: state({ forceDestroy: true }),
    stack: "state",
    path: "resource.aws_s3_bucket.state_bucket.force_destroy",
    value: true,
  },
  "providerVersions.aws": {
    blueprint: { providerVersions: { aws: "5.100.0" } },
    stack: NETWORK,
    path: "terraform.required_providers.aws.version",
    value: "5.100.0",
  },
  "clusters[].name": {
    blueprint: { clusters: [{ name: "Other" }] },
    stack: "other-network",
    path: `${PROVIDER}.default_tags.0.tags.cluster`,
    value: "Other",
  },
  "clusters[].account": {
    blueprint: cluster({ account: "444455556666" }),
    stack: NETWORK,
    path: `${PROVIDER}.allowed_account_ids`,
    value: ["444455556666"],
  },
  "clusters[].region": {
    blueprint: cluster({ region: "eu-west-1" }),
    stack: NETWORK,
    path: `${PROVIDER}.region`,
    value: "eu-west-1",
  },
  "clusters[].assumeRole": {
    blueprint: cluster({ account: "444455556666", assumeRole: ROLE }),
    stack: NETWORK,
    path: `${PROVIDER}.assume_role.0.role_arn`,
    value: ROLE,
  },
  "clusters[].network.cidr": {
    blueprint: network({ cidr: "10.8.0.0/20" }),
    stack: NETWORK,
    path: "resource.aws_vpc.vpc.cidr_block",
    value: "10.8.0.0/20",
  },
  "clusters[].network.allowPublicCidr": {
    blueprint: network({ cidr: "11.0.0.0/16", allowPublicCidr: true }),
    stack: NETWORK,
    path: "resource.aws_vpc.vpc.cidr_block",
    value: "11.0.0.0/16",
  },
  "clusters[].network.zones": {
    blueprint: network({ zones: ["ap-southeast-2c", "ap-southeast-2a"] }),
    stack: NETWORK,
    path: "resource.aws_subnet.vpc_private_subnet-0.availability_zone",
    value: "ap-southeast-2c",
  },
  "clusters[].network.natGateway": {
    blueprint: network({ natGateway: "per-zone" }),
    stack: NETWORK,
    path: "resource.aws_nat_gateway.nat_gateway-2.subnet_id",
    value: expect.stringMatching(/^\$\{aws_subnet\.vpc_public_subnet-2_\w{8}\.id\}$/),
  },
  "clusters[].network.interfaceEndpoints": {
    blueprint: network({ interfaceEndpoints: ["sts"] }),
    stack: NETWORK,
    path: "resource.aws_vpc_endpoint.endpoints_sts.service_name",
    value: "com.amazonaws.ap-southeast-2.sts",
  },
  "clusters[].network.flowLogs.retentionInDays": {
    blueprint: network({ flowLogs: { retentionInDays: 7 } }),
    stack: NETWORK,
    path: "resource.aws_cloudwatch_log_group.flow-logs_log-group.retention_in_days",
    value: 7,
  },
  "clusters[].network.flowLogs.trafficType": {
    blueprint: network({ flowLogs: { trafficType: "REJECT" } }),
    stack: NETWORK,
    path: "resource.aws_flow_log.flow-logs_flow-log.traffic_type",
    value: "REJECT",
  },
  "clusters[].dns.zoneName": {
    blueprint: cluster({ dns: { zoneName: "eks.example.com" } }),
    stack: NETWORK,
    path: "resource.aws_route53_zone.dns_zone.name",
    value: "eks.example.com",
  },
  "clusters[].dns.forceDestroy": {
    blueprint: cluster({ dns: { zoneName: "eks.example.com", forceDestroy: true } }),
    stack: NETWORK,
    path: "resource.aws_route53_zone.dns_zone.force_destroy",
    value: true,
  },
};

describe("every option of the configuration", () => {
  test("has a row here", () => {
    expect(Object.keys(rows).sort()).toEqual(leafPaths(blueprintSchema).sort());
  });

  test.each(Object.entries(rows))("%s reaches the synthesised JSON", (_, { blueprint, stack, path, value }) => {
    const changed = valueAt(synthesise({ ...MINIMAL, ...blueprint }).stacks[stack], path);
    expect(changed).toEqual(value);
    expect(valueAt(synthesise(MINIMAL).stacks[stack], path)).not.toEqual(value);
  });
});
