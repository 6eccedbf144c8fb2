import { faultsOf } from "./helpers/faults";
import { MINIMAL, POOLS } from "./helpers/synth";

const ENDPOINTS = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sqs", "ssm", "sts"];
const OWN_REGISTRY = "111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/ecr-public";
const KARPENTER = { version: "1.14.1" };

const cluster = (overrides: object) => ({
  ...MINIMAL,
  clusters: [{ name: "Carpenter", cluster: { version: "1.35" }, karpenter: KARPENTER, ...overrides }],
});
const karpenter = (overrides: object) => cluster({ karpenter: { ...KARPENTER, ...overrides } });
const versions = (kubernetes: string, version: string) =>
  cluster({ cluster: { version: kubernetes, allowUnsupportedVersion: true }, karpenter: { version } });
const nodeClass = (overrides: object, more: object = {}) =>
  cluster({ ...more, nodeClasses: { default: { ...POOLS.nodeClasses.default, ...overrides } } });
const pool = (overrides: object, more: object = {}) =>
  cluster({ ...POOLS, nodePools: { general: { ...POOLS.nodePools.general, ...overrides } }, ...more });
/** Without NAT, and right but for what is overridden. */
const isolated = (overrides: object) => ({
  network: { natGateway: "none", interfaceEndpoints: ENDPOINTS },
  karpenter: { ...KARPENTER, nodeInstanceProfile: true, imageRepository: `${OWN_REGISTRY}/karpenter/controller` },
  ...overrides,
});

const VERSION = 'expected a Karpenter version from 1.6.0 to 1.14.x such as "1.14.1"';
const NAME =
  "expected a name of 1 to 63 lower-case letters, digits, - and ., each part starting and ending with a letter or digit";
const REACHES =
  'expected an image of a registry that the VPC reaches because network.natGateway is "none", got the default, of public.ecr.aws; copy it to ECR, or use a pull-through cache';
const PROFILE = 'expected an instance profile because network.natGateway is "none" and IAM cannot be reached';
const PROFILE_REMEDY = "set karpenter.nodeInstanceProfile: true and no role, or name an instanceProfile";

describe("a faulty karpenter group is refused with", () => {
  test.each<[string, unknown]>([
    ["karpenter: expected an object with the group's options, got nothing", cluster({ karpenter: undefined })],
    [`karpenter.version: ${VERSION}, got nothing`, cluster({ karpenter: {} })],
    [`karpenter.version: ${VERSION}, got "1.14"`, karpenter({ version: "1.14" })],
    [`karpenter.version: ${VERSION}, got "1.5.9"`, karpenter({ version: "1.5.9" })],
    [`karpenter.version: ${VERSION}, got "1.15.0"`, karpenter({ version: "1.15.0" })],
    [`karpenter.version: ${VERSION}, got "v1.14.1"`, karpenter({ version: "v1.14.1" })],
    [
      'karpenter.version: expected a version that runs on Kubernetes 1.35, got "1.8.1", which runs on 1.26 to 1.34; raise Karpenter before Kubernetes',
      versions("1.35", "1.8.1"),
    ],
    [
      'karpenter.version: expected a version that runs on Kubernetes 1.36, got "1.12.9", which runs on 1.26 to 1.35; raise Karpenter before Kubernetes',
      versions("1.36", "1.12.9"),
    ],
    [
      'karpenter.namespace: expected a name of up to 63 lower-case letters, digits and hyphens, such as "karpenter", got "Karpenter"',
      karpenter({ namespace: "Karpenter" }),
    ],
    [
      'karpenter.chartRepository: expected an OCI address such as "oci://public.ecr.aws/karpenter", or a folder such as "/srv/charts", got "https://charts.example.com"',
      karpenter({ chartRepository: "https://charts.example.com" }),
    ],
    [
      'karpenter.imageRepository: expected a repository without a tag, such as "public.ecr.aws/karpenter/controller", got "a b"',
      karpenter({ imageRepository: "a b" }),
    ],
    ["karpenter.replicas: expected replicas from 1 to 10, got 0", karpenter({ replicas: 0 })],
    [
      "karpenter.replicas: expected at most one for each system node (cluster.systemNodes.desiredSize is 1), got 2; the rest would stay pending for ever",
      karpenter({ replicas: 2 }),
    ],
    [
      'karpenter.resources.limits.cpu: expected a quantity such as "1000", "500m" or "1000Gi", got 1; write it in quotes, as "1"',
      karpenter({ resources: { limits: { cpu: 1 } } }),
    ],
    [
      'karpenter.resources.requests.memory: expected at most the limit "1Gi", got "4Gi"; raise limits.memory too',
      karpenter({ resources: { requests: { memory: "4Gi" } } }),
    ],
    [
      'karpenter.resources.requests.cpu: expected at most the limit "500m", got "1"; raise limits.cpu too',
      karpenter({ resources: { requests: { cpu: "1" }, limits: { cpu: "500m" } } }),
    ],
    ['karpenter.logLevel: expected one of "debug", "info", "error", got "warn"', karpenter({ logLevel: "warn" })],
    [
      'karpenter.batchIdleDuration: expected a duration such as "10s" or "1m30s", got "1"',
      karpenter({ batchIdleDuration: "1" }),
    ],
    ["karpenter.metricsPort: expected a port from 1024 to 65535, got 80", karpenter({ metricsPort: 80 })],
    [
      "karpenter.metricsPort: expected a port other than the health probe's 8081, got 8081",
      karpenter({ metricsPort: 8081 }),
    ],
    [
      'karpenter.identityWait: expected a pause such as "30s" or "2m", got "1m30s"',
      karpenter({ identityWait: "1m30s" }),
    ],
    ['karpenter.crdWait: expected a pause such as "30s" or "2m", got "500us"', karpenter({ crdWait: "500us" })],
    [
      'karpenter.serviceAccount: expected an account of the controller\'s own, got "default"; every namespace has that one',
      karpenter({ serviceAccount: "default" }),
    ],
    [
      'karpenter.chartRepository: expected an OCI address such as "oci://public.ecr.aws/karpenter", or a folder such as "/srv/charts", got "oci://r/${y}"',
      karpenter({ chartRepository: "oci://r/${y}" }),
    ],
    [`karpenter.version: ${VERSION}, got "1.08.4"`, karpenter({ version: "1.08.4" })],
    [
      "karpenter.featureGates.staticCapacity: expected nothing with Karpenter 1.7.0, which does not know it, got true; it came with 1.8",
      cluster({
        cluster: { version: "1.34" },
        karpenter: { version: "1.7.0", featureGates: { staticCapacity: true } },
      }),
    ],
    [
      'karpenter.values.settings.amiRefreshInterval: expected nothing with Karpenter 1.12.0, which does not know it, got "5m"; it came with 1.13',
      karpenter({ version: "1.12.0", values: { settings: { amiRefreshInterval: "5m" } } }),
    ],
    [
      "karpenter.values.replicas: expected at most one for each system node (cluster.systemNodes.desiredSize is 1), got 3; the rest would stay pending for ever",
      karpenter({ values: { replicas: 3 } }),
    ],
    [
      "karpenter.featureGates.drift: expected one of the keys capacityBuffer, nodeOverlay, nodeRepair, reservedCapacity, spotToSpotConsolidation, staticCapacity, got an unknown one",
      karpenter({ featureGates: { drift: true } }),
    ],
    [
      'karpenter.env.CLUSTER_NAME: expected a variable that neither the chart nor the blueprint sets, got "CLUSTER_NAME"; the options of karpenter and karpenter.values set those',
      karpenter({ env: { CLUSTER_NAME: "x" } }),
    ],
    [
      'karpenter.env.AWS_REGION: expected a variable that neither the chart nor the blueprint sets, got "AWS_REGION"; the options of karpenter and karpenter.values set those',
      karpenter({ env: { AWS_REGION: "x" } }),
    ],
    ['karpenter.env.A-B: expected a name of letters, digits and _, got "A-B"', karpenter({ env: { "A-B": "x" } })],
    [
      "karpenter.values.settings.clusterNam: expected one of the keys",
      karpenter({ values: { settings: { clusterNam: "x" } } }),
    ],
  ])("%s", (message, blueprint) => {
    expect(faultsOf(blueprint)).toHaveLength(1);
    expect(faultsOf(blueprint)[0]).toMatch(
      new RegExp(`^clusters\\[0\\]\\.${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`),
    );
  });

  test.each(["1.6.0", "1.8.1", "1.14.99"])("nothing for Karpenter %s on a Kubernetes that it runs on", (version) => {
    expect(faultsOf(versions("1.34", version))).toEqual([]);
  });

  test.each([
    ["1.34", "1.6.0"],
    ["1.35", "1.9.0"],
    ["1.36", "1.13.0"],
    ["1.30", "1.8.1"],
  ])("nothing for Kubernetes %s with the first Karpenter that runs on it, %s", (kubernetes, version) => {
    expect(faultsOf(versions(kubernetes, version))).toEqual([]);
  });
});

describe("faulty node classes and pools are refused with", () => {
  test.each<[string, unknown]>([
    [
      `nodePools["Bad name"]: ${NAME}, got "Bad name"`,
      cluster({ ...POOLS, nodePools: { "Bad name": POOLS.nodePools.general } }),
    ],
    [`nodeClasses._: ${NAME}, got "_"`, cluster({ nodeClasses: { _: POOLS.nodeClasses.default } })],
    [
      'nodePools.general.template.spec.nodeClassRef.name: expected one of the node classes other, got "default"',
      pool({}, { nodeClasses: { other: POOLS.nodeClasses.default } }),
    ],
    [
      'nodePools.general.template.spec.nodeClassRef.name: expected one of the node classes (there are none), got "default"',
      pool({}, { nodeClasses: undefined }),
    ],
    [
      "nodePools.general.replicas: expected karpenter.featureGates.staticCapacity: true with it, got 3; Karpenter ignores such a pool otherwise",
      pool({ replicas: 3 }),
    ],
    [
      'nodeClasses.default.instanceProfileRole: expected the name of the role in "mine", got nothing; nodes join the cluster, and Karpenter passes it, by that role',
      nodeClass({ instanceProfile: "mine" }),
    ],
    [
      'nodeClasses.default.instanceProfileRole: expected nothing without instanceProfile, got "mine"; a role goes into role',
      nodeClass({ instanceProfileRole: "mine" }),
    ],
    [
      "nodeClasses: expected at most 20 different roles, got 21; more do not fit into the policy by which Karpenter passes them",
      cluster({
        nodeClasses: Object.fromEntries(
          Array.from({ length: 21 }, (_, index) => [
            `class-${index}`,
            { ...POOLS.nodeClasses.default, role: `r${index}` },
          ]),
        ),
      }),
    ],
    [
      'nodeClasses.default.role: expected a role of these nodes alone, got "EksSystemNodeRole-Carpenter"; the cluster has another access entry for that one, and there can be no second',
      nodeClass({ role: "EksSystemNodeRole-Carpenter" }),
    ],
    [
      'nodeClasses.default.instanceProfileRole: expected a role of these nodes alone, got "EksSystemNodeRole-Carpenter"; the cluster has another access entry for that one, and there can be no second',
      nodeClass({ instanceProfile: "p", instanceProfileRole: "EksSystemNodeRole-Carpenter" }),
    ],
    [
      'nodeClasses.default.role: expected a role of these nodes alone, got "Team"; the cluster has another access entry for that one, and there can be no second',
      nodeClass(
        { role: "Team" },
        {
          cluster: {
            version: "1.35",
            access: [{ principalArn: "arn:aws:iam::111122223333:role/x/team", policy: "admin" }],
          },
        },
      ),
    ],
    [
      "cluster.access: expected no entry for KarpenterNodeRole-Carpenter, got one; the blueprint makes it, for nodes",
      cluster({
        cluster: {
          version: "1.35",
          access: [{ principalArn: "arn:aws:iam::111122223333:role/KarpenterNodeRole-Carpenter", policy: "view" }],
        },
      }),
    ],
    [
      "nodeClasses.default.tags: expected at most 40 tags together with the configuration's, got 41",
      {
        ...nodeClass({ tags: { last: "1" } }),
        tags: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`t${index}`, "1"])),
      },
    ],
    [
      'nodeClasses.default.tags.team: expected a key that differs from the configuration\'s "Team" by more than case, or "Team" itself, got "team"; IAM ignores the case of tag keys',
      { ...nodeClass({ tags: { team: "1" } }), tags: { Team: "2" } },
    ],
    ["nodeClasses: expected an object of node classes, got null", pool({}, { nodeClasses: null })],
    [
      'demo.image: expected an image such as "public.ecr.aws/eks-distro/kubernetes/pause:3.2", got "a:b:c@d"',
      cluster({ demo: { image: "a:b:c@d" } }),
    ],
    ["demo: expected an object with the group's options, got null", cluster(isolated({ demo: null }))],
    [
      'nodePools.general.template.spec.nodeClassRef.name: expected a name of 1 to 253 lower-case letters, digits, - and ., each part starting and ending with a letter or digit, got ""',
      pool({ template: { spec: { nodeClassRef: { name: "" }, requirements: [] } } }),
    ],
    [
      "nodeClasses.default.instanceProfile: expected the name of an instance profile, 1 to 128 letters, digits and _+=,.@-, got null",
      nodeClass({ instanceProfile: null }),
    ],
    [`nodeClasses.default.role: ${PROFILE}, got "mine"; ${PROFILE_REMEDY}`, nodeClass({ role: "mine" }, isolated({}))],
    [
      `nodeClasses.default.role: ${PROFILE}, got the blueprint's role; ${PROFILE_REMEDY}`,
      nodeClass({}, isolated({ karpenter: { ...KARPENTER, imageRepository: OWN_REGISTRY } })),
    ],
    [`karpenter.imageRepository: ${REACHES}`, cluster(isolated({ karpenter: KARPENTER }))],
    [
      'karpenter.imageRepository: expected an image of a registry that the VPC reaches because network.natGateway is "none", got "public.ecr.aws/x"; copy it to ECR, or use a pull-through cache',
      cluster(isolated({ karpenter: { ...KARPENTER, imageRepository: "public.ecr.aws/x" } })),
    ],
    [`demo.image: ${REACHES}`, cluster(isolated({ demo: {} }))],
  ])("%s", (message, blueprint) => {
    expect(faultsOf(blueprint)).toEqual([`clusters[0].${message}`]);
  });

  test.each<[string, unknown]>([
    [
      "a static pool with its feature gate",
      pool({ replicas: 3 }, { karpenter: { ...KARPENTER, featureGates: { staticCapacity: true } } }),
    ],
    [
      "an instance profile with its role's name",
      nodeClass({ instanceProfile: "mine", instanceProfileRole: "mine-too" }),
    ],
    [
      "a static pool whose gate is among the chart's values",
      pool(
        { replicas: 3 },
        { karpenter: { ...KARPENTER, values: { settings: { featureGates: { staticCapacity: true } } } } },
      ),
    ],
    [
      "a pool of another kind of node class",
      pool({ template: { spec: { nodeClassRef: { group: "x.io", kind: "Other", name: "other" }, requirements: [] } } }),
    ],
    ["more controllers with an affinity of their own", karpenter({ values: { replicas: 3, affinity: {} } })],
    ["no NAT, a profile and own images", nodeClass({}, isolated({ demo: { image: `${OWN_REGISTRY}/pause:3.2` } }))],
    [
      "no NAT, and the image among the chart's values",
      cluster(
        isolated({ karpenter: { ...KARPENTER, values: { controller: { image: { repository: OWN_REGISTRY } } } } }),
      ),
    ],
    [
      "someone else's VPC, which may have NAT",
      nodeClass(
        {},
        {
          network: {
            existing: {
              vpcId: "vpc-0aaaaaaa",
              privateSubnetIds: ["subnet-0bbbbbb1", "subnet-0bbbbbb2"],
              intraSubnetIds: ["subnet-0cccccc1", "subnet-0cccccc2"],
            },
          },
        },
      ),
    ],
    [
      "20 different roles",
      cluster({
        nodeClasses: Object.fromEntries(
          Array.from({ length: 20 }, (_, index) => [`c-${index}`, { ...POOLS.nodeClasses.default, role: `r${index}` }]),
        ),
      }),
    ],
  ])("nothing for %s", (_, blueprint) => {
    expect(faultsOf(blueprint)).toEqual([]);
  });
});
