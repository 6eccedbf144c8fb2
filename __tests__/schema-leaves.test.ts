import { type Blueprint, blueprintSchema } from "../config/blueprint";
import { leafPaths } from "../config/schema-walk";
import { KARPENTER_ROWS, type Row } from "./helpers/karpenter-leaves";
import { cluster as named, MINIMAL, synthesise, valueAt } from "./helpers/synth";

const NETWORK = "carpenter-network";
const cluster = (overrides: Partial<Blueprint["clusters"][number]>): Partial<Blueprint> => ({
  clusters: [named("Carpenter", overrides)],
});
const state = (overrides: Blueprint["state"]): Partial<Blueprint> => ({ state: overrides });
const network = (overrides: Blueprint["clusters"][number]["network"]) => cluster({ network: overrides });

const existing = (
  overrides: Partial<NonNullable<NonNullable<Blueprint["clusters"][number]["network"]>["existing"]>> = {},
) =>
  network({
    existing: {
      vpcId: "vpc-0aaaaaaa",
      privateSubnetIds: ["subnet-0bbbbbb1", "subnet-0bbbbbb2"],
      intraSubnetIds: ["subnet-0cccccc1", "subnet-0cccccc2"],
      ...overrides,
    },
  });
const options = (overrides: Partial<Blueprint["clusters"][number]["cluster"]>) =>
  cluster({ cluster: { version: "1.35", ...overrides } });
const systemNodes = (overrides: Blueprint["clusters"][number]["cluster"]["systemNodes"]) =>
  options({ systemNodes: overrides });

/** A row of the cluster stack: what is set, and where it is seen. */
const row = (blueprint: Partial<Blueprint>, path: string, value: unknown): Row => ({
  blueprint,
  stack: "carpenter-cluster",
  path,
  value,
});

const EKS = "resource.aws_eks_cluster.control-plane_cluster";
const GROUP = "resource.aws_eks_node_group.system-nodes_node-group";
const TEMPLATE = "resource.aws_launch_template.system-nodes_launch-template";
const ADDON = "resource.aws_eks_addon.addons";
const PRINCIPAL = "arn:aws:iam::111122223333:role/admin";
const ADDON_NAMES = [
  ["vpc-cni", "before"],
  ["kube-proxy", "before"],
  ["eks-pod-identity-agent", "before"],
  ["coredns", "after"],
  ["aws-ebs-csi-driver", "after"],
  ["metrics-server", "after"],
] as const;

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
    value: "../../../.terraform-state/carpenter-111122223333-ap-southeast-2/carpenter-network.tfstate",
  },
  "state.account": {
    blueprint: state({ account: "444455556666", assumeRole: ROLE }),
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
  ...Object.fromEntries(
    ["helm", "kubernetes", "time"].map((provider) => [
      `providerVersions.${provider}`,
      {
        blueprint: { providerVersions: { [provider]: "9.9.9" } },
        stack: "carpenter-karpenter",
        path: `terraform.required_providers.${provider}.version`,
        value: "9.9.9",
      },
    ]),
  ),
  ...KARPENTER_ROWS,
  "clusters[].name": {
    blueprint: { clusters: [named("Other")] },
    stack: "other-network",
    path: `${PROVIDER}.default_tags.0.tags.cluster`,
    value: "Other",
  },
  "clusters[].account": {
    blueprint: cluster({ account: "444455556666", assumeRole: ROLE }),
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
  "clusters[].network.existing.vpcId": {
    blueprint: existing(),
    stack: NETWORK,
    path: "data.aws_vpc.existing-vpc.id",
    value: "vpc-0aaaaaaa",
  },
  "clusters[].network.existing.privateSubnetIds": {
    blueprint: existing(),
    stack: NETWORK,
    path: "data.aws_subnet.existing-vpc_subnet-0bbbbbb1.id",
    value: "subnet-0bbbbbb1",
  },
  "clusters[].network.existing.intraSubnetIds": {
    blueprint: existing(),
    stack: NETWORK,
    path: "data.aws_subnet.existing-vpc_subnet-0cccccc1.id",
    value: "subnet-0cccccc1",
  },
  "clusters[].network.existing.publicSubnetIds": {
    blueprint: existing({ publicSubnetIds: ["subnet-0ddddddd"] }),
    stack: NETWORK,
    path: "resource.aws_ec2_tag.existing-vpc_subnet-0ddddddd-elb.resource_id",
    value: "subnet-0ddddddd",
  },
  "clusters[].network.existing.tagSubnets": {
    blueprint: existing({ tagSubnets: false }),
    stack: NETWORK,
    path: "resource",
    value: undefined,
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
    path: "resource.aws_vpc_endpoint.endpoints_interface_sts.service_name",
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
  ...Object.fromEntries(
    ADDON_NAMES.flatMap(([name, phase]) => [
      [
        `clusters[].cluster.addons.${name}.version`,
        row(
          options({ addons: { [name]: { version: "v1.2.3-eksbuild.4" } } }),
          `${ADDON}-${phase}-nodes_${name}.addon_version`,
          "v1.2.3-eksbuild.4",
        ),
      ],
      [
        `clusters[].cluster.addons.${name}.configurationValues`,
        row(
          options({ addons: { [name]: { configurationValues: { our: "own" } } } }),
          `${ADDON}-${phase}-nodes_${name}.configuration_values`,
          expect.stringContaining('"our":"own"'),
        ),
      ],
    ]),
  ),
  "clusters[].cluster.version": row(options({ version: "1.34" }), `${EKS}.version`, "1.34"),
  "clusters[].cluster.allowUnsupportedVersion": row(
    options({ version: "1.30", allowUnsupportedVersion: true }),
    `${EKS}.version`,
    "1.30",
  ),
  "clusters[].cluster.endpointPublicAccess": row(
    options({ endpointPublicAccess: false }),
    `${EKS}.vpc_config.endpoint_public_access`,
    false,
  ),
  "clusters[].cluster.endpointPrivateAccess": row(
    options({ endpointPrivateAccess: false }),
    `${EKS}.vpc_config.endpoint_private_access`,
    false,
  ),
  "clusters[].cluster.publicAccessCidrs": row(
    options({ publicAccessCidrs: ["203.0.113.0/24"] }),
    `${EKS}.vpc_config.public_access_cidrs`,
    ["203.0.113.0/24"],
  ),
  "clusters[].cluster.access[].principalArn": row(
    options({ access: [{ principalArn: PRINCIPAL, policy: "view" }] }),
    "resource.aws_eks_access_entry.access_entry-076ded81.principal_arn",
    PRINCIPAL,
  ),
  "clusters[].cluster.access[].policy": row(
    options({ access: [{ principalArn: PRINCIPAL, policy: "view" }] }),
    "resource.aws_eks_access_policy_association.access_policy-076ded81.policy_arn",
    "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
  ),
  "clusters[].cluster.access[].namespaces": row(
    options({ access: [{ principalArn: PRINCIPAL, policy: "admin", namespaces: ["team-*"] }] }),
    "resource.aws_eks_access_policy_association.access_policy-076ded81.access_scope",
    { type: "namespace", namespaces: ["team-*"] },
  ),
  "clusters[].cluster.logging.types": row(
    options({ logging: { types: ["scheduler"] } }),
    `${EKS}.enabled_cluster_log_types`,
    ["scheduler"],
  ),
  "clusters[].cluster.logging.retentionInDays": row(
    options({ logging: { retentionInDays: 7 } }),
    "resource.aws_cloudwatch_log_group.control-plane_log-group.retention_in_days",
    7,
  ),
  "clusters[].cluster.encryptionKeyArn": row(
    options({ encryptionKeyArn: "arn:aws:kms:ap-southeast-2:111122223333:key/abc" }),
    `${EKS}.encryption_config.provider.key_arn`,
    "arn:aws:kms:ap-southeast-2:111122223333:key/abc",
  ),
  "clusters[].cluster.systemNodes.instanceTypes": row(
    systemNodes({ instanceTypes: ["m7g.large"] }),
    `${GROUP}.ami_type`,
    "AL2023_ARM_64_STANDARD",
  ),
  "clusters[].cluster.systemNodes.capacityType": row(
    systemNodes({ capacityType: "SPOT" }),
    `${GROUP}.capacity_type`,
    "SPOT",
  ),
  "clusters[].cluster.systemNodes.minSize": row(
    systemNodes({ minSize: 2, desiredSize: 2 }),
    `${GROUP}.scaling_config.min_size`,
    2,
  ),
  "clusters[].cluster.systemNodes.desiredSize": row(
    systemNodes({ desiredSize: 2 }),
    `${GROUP}.scaling_config.desired_size`,
    2,
  ),
  "clusters[].cluster.systemNodes.maxSize": row(systemNodes({ maxSize: 5 }), `${GROUP}.scaling_config.max_size`, 5),
  "clusters[].cluster.systemNodes.maxUnavailable": row(
    systemNodes({ maxUnavailable: 2 }),
    `${GROUP}.update_config.max_unavailable`,
    2,
  ),
  "clusters[].cluster.systemNodes.volumeSizeGiB": row(
    systemNodes({ volumeSizeGiB: 50 }),
    `${TEMPLATE}.block_device_mappings.0.ebs.volume_size`,
    50,
  ),
  "clusters[].cluster.systemNodes.releaseVersion": row(
    systemNodes({ releaseVersion: "1.35.0-20261101" }),
    `${GROUP}.release_version`,
    "1.35.0-20261101",
  ),
  "clusters[].cluster.systemNodes.labels": row(systemNodes({ labels: { role: "core" } }), `${GROUP}.labels`, {
    role: "core",
  }),
  "clusters[].cluster.systemNodes.taints[].key": row(
    systemNodes({ taints: [{ key: "core", effect: "NO_SCHEDULE" }] }),
    `${GROUP}.taint.0.key`,
    "core",
  ),
  "clusters[].cluster.systemNodes.taints[].value": row(
    systemNodes({ taints: [{ key: "core", value: "yes", effect: "NO_SCHEDULE" }] }),
    `${GROUP}.taint.0.value`,
    "yes",
  ),
  "clusters[].cluster.systemNodes.taints[].effect": row(
    systemNodes({ taints: [{ key: "core", effect: "NO_EXECUTE" }] }),
    `${GROUP}.taint.0.effect`,
    "NO_EXECUTE",
  ),
  "clusters[].cluster.identity": row(
    options({ identity: "irsa" }),
    "resource.aws_iam_openid_connect_provider.oidc_provider.client_id_list",
    ["sts.amazonaws.com"],
  ),
  "clusters[].cluster.deletionProtection": row(
    options({ deletionProtection: true }),
    `${EKS}.deletion_protection`,
    true,
  ),
  "clusters[].cluster.zonalShift": row(options({ zonalShift: true }), `${EKS}.zonal_shift_config.enabled`, true),
  "clusters[].cluster.supportType": row(
    options({ supportType: "EXTENDED" }),
    `${EKS}.upgrade_policy.support_type`,
    "EXTENDED",
  ),
  "clusters[].iam.permissionsBoundary": row(
    cluster({ iam: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" } }),
    "resource.aws_iam_role.control-plane_role.permissions_boundary",
    "arn:aws:iam::111122223333:policy/boundary",
  ),
  "clusters[].iam.rolePath": row(
    cluster({ iam: { rolePath: "/eks/" } }),
    "resource.aws_iam_role.control-plane_role.path",
    "/eks/",
  ),
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
