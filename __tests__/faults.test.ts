import { faultsOf } from "./helpers/faults";
import { MINIMAL, settingsOf } from "./helpers/synth";

const KUBERNETES = { version: "1.35" };
const VERSIONS = { cluster: KUBERNETES, karpenter: { version: "1.14.1" } };
const cluster = (overrides: object) => ({
  ...MINIMAL,
  clusters: [{ name: "Carpenter", ...VERSIONS, ...overrides }],
});
const options = (overrides: object) => cluster({ cluster: { ...KUBERNETES, ...overrides } });
const network = (overrides: object) => cluster({ network: overrides });
const named = (...names: string[]) => ({ ...MINIMAL, clusters: names.map((name) => ({ name, ...VERSIONS })) });
const long = "x".repeat(101);

const NAME = "expected 1 to 100 letters, digits, - and _, starting with a letter or digit";
const CIDR = 'expected an IPv4 network of /16 to /23 by its first address, such as "10.0.0.0/16"';
const ZONES = "expected a count from 2 to 4, or a list of 2 to 4 different zone names";
const ENDPOINTS = "ec2, ecr.api, ecr.dkr, eks, eks-auth, logs, sqs, ssm, sts";
const TAG =
  "expected a tag key of 1 to 128 letters, digits, spaces and _.:/=+-@ that neither starts with aws:, eks:, kubernetes.io/, karpenter.sh/, karpenter.k8s.aws/, elbv2.k8s.aws/ nor is project, cluster, managed-by or Name";
const TAG_REMEDY = "AWS, a controller or this blueprint sets those itself";
const EXISTING = {
  vpcId: "vpc-0aaaaaaa",
  privateSubnetIds: ["subnet-0bbbbbb1", "subnet-0bbbbbb2"],
  intraSubnetIds: ["subnet-0cccccc1", "subnet-0cccccc2"],
};
const VERSION = "expected a Kubernetes version that EKS has (1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36)";
const ROLE_ARN = "arn:aws:iam::444455556666:role/x";
const ADMIN = "arn:aws:iam::111122223333:role/sso/admin";
const ROLE = 'expected the ARN of an IAM role such as "arn:aws:iam::111122223333:role/deployer"';
const RETENTION =
  "expected days that CloudWatch Logs offers (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)";

describe("a faulty configuration is refused with", () => {
  test.each<[string, unknown, string]>([
    [
      "an unknown key, and the nearest known one",
      cluster({ nework: {} }),
      'clusters[0].nework: expected one of the keys account, assumeRole, cluster, demo, dns, iam, karpenter, name, network, nodeClasses, nodePools, region, got an unknown one; did you mean "network"?',
    ],
    [
      "an unknown key like no other",
      { ...MINIMAL, quux: 1 },
      "quux: expected one of the keys account, clusters, project, providerVersions, region, state, tags, got an unknown one",
    ],
    [
      "an unknown key in a group that may be absent",
      network({ flowLogs: { retentionDays: 30 } }),
      'clusters[0].network.flowLogs.retentionDays: expected one of the keys retentionInDays, trafficType, got an unknown one; did you mean "retentionInDays"?',
    ],
    [
      "an account id that is not 12 digits",
      { ...MINIMAL, account: "1234" },
      'account: expected an AWS account id of 12 digits, got "1234"; write it in quotes, as "111122223333"',
    ],
    [
      "an account id that is a number",
      { ...MINIMAL, account: 111122223333 },
      'account: expected an AWS account id of 12 digits, got 111122223333; write it in quotes, as "111122223333"',
    ],
    ["no region", { clusters: MINIMAL.clusters }, 'region: expected a region such as "ap-southeast-2", got nothing'],
    [
      "a region that has no region's shape",
      cluster({ region: "Sydney" }),
      'clusters[0].region: expected a region such as "ap-southeast-2", got "Sydney"',
    ],
    ["a cluster name with a wrong beginning", named("-a"), `clusters[0].name: ${NAME}, got "-a"`],
    ["a cluster name with a wrong character", named("a.b"), `clusters[0].name: ${NAME}, got "a.b"`],
    ["a cluster name that is too long", named(long), `clusters[0].name: ${NAME}, got "${long}"`],
    [
      "cluster names that differ by case only",
      named("Carpenter", "other", "carpenter"),
      'clusters[2].name: expected one that differs from clusters[0].name by more than case, got "carpenter"',
    ],
    [
      "no cluster",
      { ...MINIMAL, clusters: [] },
      "clusters: expected at least one cluster, got []; to remove the last one, destroy it",
    ],
    [
      "a CIDR that is not a network's address",
      network({ cidr: "10.0.1.0/16" }),
      `clusters[0].network.cidr: ${CIDR}, got "10.0.1.0/16"`,
    ],
    [
      "a CIDR with an octal octet",
      network({ cidr: "010.0.0.0/16" }),
      `clusters[0].network.cidr: ${CIDR}, got "010.0.0.0/16"`,
    ],
    ["a CIDR without a prefix", network({ cidr: "10.0.0.0" }), `clusters[0].network.cidr: ${CIDR}, got "10.0.0.0"`],
    [
      "a CIDR that is too large",
      network({ cidr: "10.0.0.0/15" }),
      `clusters[0].network.cidr: ${CIDR}, got "10.0.0.0/15"`,
    ],
    [
      "a CIDR that is too small",
      network({ cidr: "10.0.0.0/24" }),
      `clusters[0].network.cidr: ${CIDR}, got "10.0.0.0/24"`,
    ],
    [
      "a CIDR outside the private ranges",
      network({ cidr: "11.0.0.0/16" }),
      'clusters[0].network.cidr: expected a network within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, got "11.0.0.0/16"; choose one, or set allowPublicCidr: true',
    ],
    ["one zone", network({ zones: 1 }), `clusters[0].network.zones: ${ZONES}, got 1`],
    ["five zones", network({ zones: 5 }), `clusters[0].network.zones: ${ZONES}, got 5`],
    [
      "a zone twice",
      network({ zones: ["ap-southeast-2a", "ap-southeast-2a"] }),
      `clusters[0].network.zones: ${ZONES}, got ["ap-southeast-2a","ap-southeast-2a"]`,
    ],
    [
      "a zone that has no zone's shape",
      network({ zones: ["ap-southeast-2a", "b"] }),
      'clusters[0].network.zones[1]: expected a zone such as "ap-southeast-2a", got "b"',
    ],
    [
      "zones of another region",
      network({ zones: ["ap-southeast-2a", "us-east-1b"] }),
      'clusters[0].network.zones: expected zones of ap-southeast-2 such as "ap-southeast-2a", got ["ap-southeast-2a","us-east-1b"]',
    ],
    [
      "an existing VPC whose id is none",
      network({ existing: { ...EXISTING, vpcId: "my-vpc" } }),
      'clusters[0].network.existing.vpcId: expected a VPC\'s id such as "vpc-0123456789abcdef0", got "my-vpc"',
    ],
    [
      "an existing VPC with one private subnet",
      network({ existing: { ...EXISTING, privateSubnetIds: ["subnet-0bbbbbb1"] } }),
      'clusters[0].network.existing.privateSubnetIds: expected a list of at least 2 different subnets, in two zones or more, got ["subnet-0bbbbbb1"]',
    ],
    [
      "an existing subnet whose id is none",
      network({ existing: { ...EXISTING, publicSubnetIds: ["public"] } }),
      'clusters[0].network.existing.publicSubnetIds[0]: expected a subnet\'s id such as "subnet-0123456789abcdef0", got "public"',
    ],
    [
      "an existing VPC and what only ours has",
      network({ existing: EXISTING, natGateway: "per-zone" }),
      'clusters[0].network.natGateway: expected nothing beside existing, got "per-zone"; the VPC is not ours to change',
    ],
    [
      "an unknown NAT mode",
      network({ natGateway: "double" }),
      'clusters[0].network.natGateway: expected one of "single", "per-zone", "none", got "double"',
    ],
    [
      "no NAT without the endpoints",
      cluster({
        network: { natGateway: "none", interfaceEndpoints: ["ec2", "ecr.api", "ecr.dkr", "eks", "logs", "sqs", "ssm"] },
        karpenter: { version: "1.14.1", imageRepository: "registry.example.com/karpenter" },
      }),
      `clusters[0].network.interfaceEndpoints: expected all of ${ENDPOINTS} because natGateway is "none", got ["ec2","ecr.api","ecr.dkr","eks","logs","sqs","ssm"]; add eks-auth, sts`,
    ],
    [
      "an endpoint twice",
      network({ interfaceEndpoints: ["ec2", "ec2"] }),
      'clusters[0].network.interfaceEndpoints: expected each service once, got ["ec2","ec2"]; remove what stands twice',
    ],
    [
      "an endpoint that is no service",
      network({ interfaceEndpoints: ["ECR API"] }),
      'clusters[0].network.interfaceEndpoints[0]: expected a service such as "ecr.api", or a full service name such as "com.amazonaws.us-east-1.ecr.api", got "ECR API"',
    ],
    [
      "a retention that CloudWatch does not offer",
      network({ flowLogs: { retentionInDays: 31 } }),
      `clusters[0].network.flowLogs.retentionInDays: ${RETENTION}, got 31`,
    ],
    ["a tag key of AWS", { ...MINIMAL, tags: { "aws:x": "1" } }, `tags.aws:x: ${TAG}, got "aws:x"; ${TAG_REMEDY}`],
    [
      "a tag key of a controller",
      { ...MINIMAL, tags: { "karpenter.sh/nodepool": "x" } },
      `tags.karpenter.sh/nodepool: ${TAG}, got "karpenter.sh/nodepool"; ${TAG_REMEDY}`,
    ],
    ["a tag key of ours", { ...MINIMAL, tags: { Project: "x" } }, `tags.Project: ${TAG}, got "Project"; ${TAG_REMEDY}`],
    [
      "tag keys that IAM calls equal",
      { ...MINIMAL, tags: { team: "a", Team: "b" } },
      'tags.Team: expected a key that differs from "team" by more than case, got "Team"; IAM ignores the case of tag keys',
    ],
    [
      "a tag value with a wrong character",
      { ...MINIMAL, tags: { team: "a*b" } },
      'tags.team: expected a tag value of up to 256 letters, digits, spaces and _.:/=+-@, got "a*b"',
    ],
    [
      "a project that makes an illegal bucket name",
      { ...MINIMAL, project: "my_project" },
      'project: expected 1 to 63 letters, digits and hyphens, starting and ending with a letter or digit, got "my_project"',
    ],
    [
      "a project that makes the bucket name too long",
      { ...MINIMAL, project: "a".repeat(28) },
      `project: expected at most 27 characters, so that the state bucket's name <project>-tfstate-<account>-ap-southeast-2 has no more than 63, got "${"a".repeat(28)}"`,
    ],
    [
      "a project that S3 reserves",
      { ...MINIMAL, project: "xn--a" },
      'project: expected a name that S3 does not reserve for bucket names, got "xn--a"; "xn--" is',
    ],
    [
      "a role ARN that is malformed",
      cluster({ assumeRole: "role/x" }),
      `clusters[0].assumeRole: ${ROLE}, got "role/x"`,
    ],
    [
      "the ARN of a session instead of its role",
      { ...MINIMAL, state: { assumeRole: "arn:aws:sts::111122223333:assumed-role/x/y" } },
      `state.assumeRole: ${ROLE}, got "arn:aws:sts::111122223333:assumed-role/x/y"`,
    ],
    [
      "a role in another account than the cluster's",
      { ...cluster({ assumeRole: "arn:aws:iam::444455556666:role/x" }), account: "111122223333" },
      'clusters[0].assumeRole: expected a role in account 111122223333, got "arn:aws:iam::444455556666:role/x"',
    ],
    [
      "a role in another account than the state's",
      { ...MINIMAL, state: { account: "777788889999", assumeRole: "arn:aws:iam::444455556666:role/x" } },
      'state.assumeRole: expected a role in account 777788889999, got "arn:aws:iam::444455556666:role/x"',
    ],
    [
      "two accounts and no role to reach the second with",
      { ...cluster({ account: "444455556666" }), account: "222222222222" },
      "clusters[0].assumeRole: expected a role, here or in state, because the cluster's account 444455556666 is not the state's 222222222222, got nothing",
    ],
    [
      "a role of another partition",
      { ...cluster({ assumeRole: "arn:aws-cn:iam::444455556666:role/x" }), account: "444455556666" },
      'clusters[0].assumeRole: expected a role in ap-southeast-2\'s partition aws, got "arn:aws-cn:iam::444455556666:role/x"',
    ],
    [
      "an endpoint twice, once by its full name",
      network({ interfaceEndpoints: ["ecr.api", "com.amazonaws.ap-southeast-2.ecr.api"] }),
      'clusters[0].network.interfaceEndpoints: expected each service once, got ["ecr.api","com.amazonaws.ap-southeast-2.ecr.api"]; remove what stands twice',
    ],
    [
      "an endpoint of another region",
      network({ interfaceEndpoints: ["com.amazonaws.us-east-1.sts"] }),
      'clusters[0].network.interfaceEndpoints[0]: expected a service of ap-southeast-2, got "com.amazonaws.us-east-1.sts"',
    ],
    [
      "a network that no VPC may be in",
      network({ cidr: "127.0.0.0/16", allowPublicCidr: true }),
      `clusters[0].network.cidr: ${CIDR}, got "127.0.0.0/16"`,
    ],
    [
      "more tags than AWS takes",
      { ...MINIMAL, tags: Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`tag-${index}`, "x"])) },
      "tags: expected at most 40 tags, got 41; AWS takes 50 for each resource, and ours are among them",
    ],
    [
      "an address for a domain name",
      cluster({ dns: { zoneName: "10.0.0.1" } }),
      'clusters[0].dns.zoneName: expected a domain name such as "eks.example.com", got "10.0.0.1"',
    ],
    [
      "a domain name twice",
      {
        ...MINIMAL,
        clusters: ["a", "b"].map((name) => ({ name, ...VERSIONS, dns: { zoneName: "x.example.com" } })),
      },
      'clusters[1].dns.zoneName: expected one that differs from clusters[0].dns.zoneName, got "x.example.com"',
    ],
    ["a text for a list", { ...MINIMAL, clusters: "" }, 'clusters: expected a list of clusters, got ""'],
    [
      "a BigInt",
      { ...MINIMAL, account: 111122223333n },
      'account: expected an AWS account id of 12 digits, got a bigint that is no JSON; write it in quotes, as "111122223333"',
    ],
    [
      "a group that was not awaited",
      cluster({ network: Promise.resolve({}) }),
      "clusters[0].network: expected a plain object or list, got a Promise",
    ],
    [
      "an unknown backend",
      { ...MINIMAL, state: { backend: "gcs" } },
      'state.backend: expected one of "s3", "local", got "gcs"',
    ],
    [
      "an unknown encryption",
      { ...MINIMAL, state: { encryption: "none" } },
      'state.encryption: expected one of "SSE-S3", "SSE-KMS", got "none"',
    ],
    [
      "an expiration out of bounds",
      { ...MINIMAL, state: { noncurrentVersionExpirationDays: 0 } },
      "state.noncurrentVersionExpirationDays: expected days from 1 to 3650, got 0",
    ],
    [
      "a flag that is a word",
      { ...MINIMAL, state: { forceDestroy: "yes" } },
      'state.forceDestroy: expected true or false, got "yes"',
    ],
    [
      "a version range",
      { ...MINIMAL, providerVersions: { aws: "~> 6.0" } },
      'providerVersions.aws: expected an exact version such as "6.25.0", got "~> 6.0"',
    ],
    [
      "a domain name with one label",
      cluster({ dns: { zoneName: "localhost" } }),
      'clusters[0].dns.zoneName: expected a domain name such as "eks.example.com", got "localhost"',
    ],
    [
      "a Kubernetes version that is not 1.N",
      options({ version: "v1" }),
      `clusters[0].cluster.version: ${VERSION}, got "v1"`,
    ],
    [
      "a Kubernetes version that EKS has not",
      options({ version: "1.99" }),
      `clusters[0].cluster.version: ${VERSION}, got "1.99"`,
    ],
    ["no Kubernetes version", cluster({ cluster: {} }), `clusters[0].cluster.version: ${VERSION}, got nothing`],
    [
      "a Kubernetes version past its extended support",
      options({ version: "1.30" }),
      'clusters[0].cluster.version: expected a version that EKS still supports (1.31, 1.32, 1.33, 1.34, 1.35, 1.36), got "1.30", whose extended support ended on 2026-07-23; upgrade, or set allowUnsupportedVersion: true for a cluster that exists',
    ],
    [
      "both endpoints off",
      options({ endpointPublicAccess: false, endpointPrivateAccess: false }),
      "clusters[0].cluster.endpointPrivateAccess: expected at least one of endpointPublicAccess and endpointPrivateAccess, got neither; no one could reach the API",
    ],
    [
      "a restricted public list without the private endpoint",
      options({ endpointPrivateAccess: false, publicAccessCidrs: ["203.0.113.0/24"] }),
      'clusters[0].cluster.publicAccessCidrs: expected endpointPrivateAccess: true with a restricted list, got ["203.0.113.0/24"] without it; nodes reach the API from none of these networks',
    ],
    [
      "a malformed public network",
      options({ publicAccessCidrs: ["203.0.113.7/24"] }),
      'clusters[0].cluster.publicAccessCidrs[0]: expected an IPv4 network by its first address, such as "203.0.113.0/24", got "203.0.113.7/24"',
    ],
    [
      "an access entry for a session",
      options({ access: [{ principalArn: "arn:aws:sts::111122223333:assumed-role/x/y", policy: "admin" }] }),
      'clusters[0].cluster.access[0].principalArn: expected the ARN of an IAM role or user such as "arn:aws:iam::111122223333:role/admin", got "arn:aws:sts::111122223333:assumed-role/x/y"; EKS knows roles, not the sessions that assume them (sts … assumed-role/…)',
    ],
    [
      "a principal twice",
      options({
        access: [
          { principalArn: ADMIN, policy: "admin" },
          { principalArn: ADMIN, policy: "view" },
        ],
      }),
      `clusters[0].cluster.access[1].principalArn: expected a principal that no other entry names, got "${ADMIN}", as access[0] does`,
    ],
    [
      "an unknown policy",
      options({ access: [{ principalArn: ADMIN, policy: "root" }] }),
      'clusters[0].cluster.access[0].policy: expected one of "admin", "admin-view", "edit", "view", got "root"',
    ],
    [
      "a log retention that CloudWatch does not offer",
      options({ logging: { retentionInDays: 2 } }),
      `clusters[0].cluster.logging.retentionInDays: ${RETENTION}, got 2`,
    ],
    [
      "sizes out of order",
      options({ systemNodes: { minSize: 2, desiredSize: 1, maxSize: 3 } }),
      "clusters[0].cluster.systemNodes.desiredSize: expected minSize <= desiredSize <= maxSize, got 2, 1, 3",
    ],
    [
      "an instance type that is not shaped like one",
      options({ systemNodes: { instanceTypes: ["large"] } }),
      'clusters[0].cluster.systemNodes.instanceTypes[0]: expected an instance type such as "c7i-flex.large", got "large"',
    ],
    [
      "instance types of mixed architectures",
      options({ systemNodes: { instanceTypes: ["c7i.large", "c7g.large"] } }),
      'clusters[0].cluster.systemNodes.instanceTypes: expected instance types of one architecture, got ["c7i.large","c7g.large"]; c7g.large is arm64, the rest amd64',
    ],
    [
      "an unknown taint effect",
      options({ systemNodes: { taints: [{ key: "a", effect: "NoSchedule" }] } }),
      'clusters[0].cluster.systemNodes.taints[0].effect: expected one of "NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE", got "NoSchedule"',
    ],
    [
      "an add-on that the blueprint does not know",
      options({ addons: { "ebs-csi": {} } }),
      "clusters[0].cluster.addons.ebs-csi: expected one of the keys aws-ebs-csi-driver, coredns, eks-pod-identity-agent, kube-proxy, metrics-server, vpc-cni, got an unknown one",
    ],
    [
      "an add-on version that is none",
      options({ addons: { coredns: { version: "latest" } } }),
      'clusters[0].cluster.addons.coredns.version: expected an add-on version such as "v1.20.4-eksbuild.2", got "latest"',
    ],
    [
      "a role path without slashes",
      cluster({ iam: { rolePath: "eks" } }),
      'clusters[0].iam.rolePath: expected a path such as "/eks/", got "eks"',
    ],
    [
      "a permissions boundary that is no policy",
      cluster({ iam: { permissionsBoundary: "boundary" } }),
      'clusters[0].iam.permissionsBoundary: expected the ARN of an IAM policy such as "arn:aws:iam::111122223333:policy/boundary", got "boundary"',
    ],
    [
      "a group that is no object",
      network([]),
      "clusters[0].network: expected an object with the group's options, got []",
    ],
    [
      "nothing exported",
      undefined,
      "expected a configuration object, got nothing; export default defineBlueprint({ … })",
    ],
  ])("%s", (_, blueprint, message) => {
    expect(faultsOf(blueprint)).toEqual([message]);
  });

  test("a key that JavaScript takes for something else", () => {
    const message = 'clusters[0].nodePools: expected no key "__proto__", got one; JavaScript reads it otherwise';
    const parsed: unknown = JSON.parse('{"__proto__": {}}');
    expect(faultsOf(cluster({ nodePools: parsed }))).toEqual([message]);
    expect(faultsOf(cluster({ nodePools: { __proto__: { a: 1 } } }))).toEqual([message]);
  });

  test("all faults at once, of fields and across them", () => {
    const blueprint = {
      account: "1",
      region: "ap-southeast-2",
      clusters: [
        {
          name: "a b",
          cluster: { version: "1.30" },
          network: { cidr: "10.0.0.0/8", zones: ["us-east-1a", "us-east-1b"], natGateway: "none", extra: 1 },
        },
        { name: "x", assumeRole: "nonsense", ...VERSIONS },
        { name: "X", account: "2", ...VERSIONS },
      ],
    };
    expect(faultsOf(blueprint, { AWS_ACCOUNT_ID: "12" }).map((fault) => fault.split(": ")[0])).toEqual([
      "AWS_ACCOUNT_ID",
      "account",
      "clusters[0].name",
      "clusters[0].network.cidr",
      "clusters[0].network.extra",
      "clusters[0].network.interfaceEndpoints",
      "clusters[0].karpenter",
      "clusters[1].assumeRole",
      "clusters[2].account",
      "clusters[0].network.zones",
      "clusters[0].cluster.version",
      "clusters[2].name",
    ]);
  });

  test("the file and the number of faults in its message", () => {
    expect(() => settingsOf(named("-a", "-b"))).toThrow(
      `blueprint.config.ts has 2 faults:\n  clusters[0].name: ${NAME}, got "-a"\n  clusters[1].name: ${NAME}, got "-b"`,
    );
  });

  test("values cut to one readable line", () => {
    expect(faultsOf(network({ zones: Array<string>(20).fill("ap-southeast-2a") }))).toEqual([
      `clusters[0].network.zones: ${ZONES}, got ${JSON.stringify(Array<string>(20).fill("ap-southeast-2a")).slice(0, 117)}...`,
    ]);
  });
});

describe("the environment is refused with", () => {
  test("an account id that is not 12 digits", () => {
    expect(faultsOf(MINIMAL, { AWS_ACCOUNT_ID: "12" })).toEqual([
      'AWS_ACCOUNT_ID: expected an AWS account id of 12 digits, got "12"; write it in quotes, as "111122223333"',
    ]);
  });

  test("a role in another account than the environment's", () => {
    expect(faultsOf(cluster({ assumeRole: ROLE_ARN }), { AWS_ACCOUNT_ID: "222222222222" })).toEqual([
      `clusters[0].assumeRole: expected a role in account 222222222222, got "${ROLE_ARN}"`,
    ]);
  });

  test("a cluster that is not configured, beside other faults", () => {
    expect(faultsOf({ ...named("a", "b"), tags: 1 }, { BLUEPRINT_CLUSTERS: "a,c" })).toEqual([
      "tags: expected an object of tag keys and values, got 1",
      'BLUEPRINT_CLUSTERS: expected names of configured clusters (a, b), separated by commas, got "a,c"',
    ]);
  });
});
