import { nodeClassSchema } from "../config/node-class";
import { nodePoolSchema } from "../config/node-pool";
import { refusals } from "./helpers/refusals";

const spec = (overrides: object) => ({
  template: { spec: { nodeClassRef: { name: "default" }, requirements: [], ...overrides } },
});
const pool = (overrides: object) => ({ ...spec({}), ...overrides });
const requirement = (overrides: object) =>
  spec({ requirements: [{ key: "kubernetes.io/arch", operator: "In", ...overrides }] });
const budget = (overrides: object) =>
  pool({ disruption: { consolidateAfter: "1m", budgets: [{ nodes: "1", ...overrides }] } });
const nodeClass = (overrides: object) => ({ amiSelectorTerms: [{ alias: "al2023@latest" }], ...overrides });
const ami = (term: object) => nodeClass({ amiSelectorTerms: [term] });
const ebs = (overrides: object) => nodeClass({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: overrides }] });
const many = (count: number, value: unknown = {}) => Array<unknown>(count).fill(value);

const BUDGETS = "disruption.budgets[0]";
const REQUIREMENT = "template.spec.requirements[0]";
const EBS = "blockDeviceMappings[0].ebs";
const DURATION_OR_NEVER = 'expected a duration such as "1h30m" or "90s", or "Never"';
const QUANTITY = 'expected a quantity such as "1000", "500m" or "1000Gi"';
const KEY = 'expected a key such as "team" or "example.com/team"';
const LABEL = "expected up to 63 letters, digits, -, _ and ., starting and ending with a letter or digit";

describe("a node pool is refused with", () => {
  test.each<[string, unknown]>([
    ["template: expected an object with the group's options, got nothing", {}],
    [`limits.cpu: ${QUANTITY}, got "lots"`, pool({ limits: { cpu: "lots" } })],
    [`limits.cpu: ${QUANTITY}, got 1000; write it in quotes, as "1000"`, pool({ limits: { cpu: 1000 } })],
    [`limits["a b"]: ${KEY}, got "a b"`, pool({ limits: { "a b": "1" } })],
    ['limits: expected an object of resources and quantities, got "1000"', pool({ limits: "1000" })],
    ["weight: expected a weight from 1 to 100, got 0", pool({ weight: 0 })],
    ["replicas: expected a number of nodes, 0 or more, got -1", pool({ replicas: -1 })],
    ["replicas: expected a number of nodes, 0 or more, got 1.5", pool({ replicas: 1.5 })],
    [`disruption.consolidateAfter: ${DURATION_OR_NEVER}, got nothing`, pool({ disruption: {} })],
    [
      'disruption.consolidationPolicy: expected one of "WhenEmpty", "WhenEmptyOrUnderutilized", "Balanced", got "WhenUnderutilized"',
      pool({ disruption: { consolidateAfter: "1m", consolidationPolicy: "WhenUnderutilized" } }),
    ],
    [
      `${BUDGETS}.nodes: expected a number or a percentage of nodes, such as "3" or "10%", got "101%"`,
      budget({ nodes: "101%" }),
    ],
    [
      `${BUDGETS}.nodes: expected a number or a percentage of nodes, such as "3" or "10%", got 3; write it in quotes, as "3"`,
      budget({ nodes: 3 }),
    ],
    [
      `${BUDGETS}.reasons[0]: expected one of "Underutilized", "Empty", "Drifted", got "Expired"`,
      budget({ reasons: ["Expired"] }),
    ],
    [`${BUDGETS}.reasons: expected at most 50 reasons, got 51`, budget({ reasons: many(51, "Empty") })],
    [
      `${BUDGETS}.schedule: expected a cron schedule such as "0 9 * * 1-5" or "@daily", got "9 to 5"`,
      budget({ schedule: "9 to 5" }),
    ],
    [`${BUDGETS}.duration: expected hours and minutes such as "8h" or "1h30m", got "90s"`, budget({ duration: "90s" })],
    [`template.spec.expireAfter: ${DURATION_OR_NEVER}, got "30d"`, spec({ expireAfter: "30d" })],
    [
      'template.spec.terminationGracePeriod: expected a duration such as "1h30m" or "90s", got "Never"',
      spec({ terminationGracePeriod: "Never" }),
    ],
    [
      'template.spec.nodeClassRef.name: expected a name of 1 to 253 lower-case letters, digits, - and ., each part starting and ending with a letter or digit, got "Default"',
      spec({ nodeClassRef: { name: "Default" } }),
    ],
    [
      'template.spec.nodeClassRef.group: expected an API group such as "karpenter.k8s.aws", got "karpenter.k8s.aws/v1"',
      spec({ nodeClassRef: { name: "default", group: "karpenter.k8s.aws/v1" } }),
    ],
    [
      'template.spec.nodeClassRef.kind: expected a kind such as "EC2NodeClass", got ""',
      spec({ nodeClassRef: { name: "default", kind: "" } }),
    ],
    [
      "template.spec.requirements: expected at most 100 requirements, got 101",
      spec({ requirements: many(101, { key: "a", operator: "Exists" }) }),
    ],
    [`${REQUIREMENT}.key: ${KEY}, got "a/b/c"`, requirement({ key: "a/b/c" })],
    [
      `${REQUIREMENT}.operator: expected one of "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte", got "Equals"`,
      requirement({ operator: "Equals" }),
    ],
    [`${REQUIREMENT}.values[0]: ${LABEL}, got 4; write it in quotes, as "4"`, requirement({ values: [4] })],
    [`${REQUIREMENT}.minValues: expected values from 1 to 50, got 51`, requirement({ minValues: 51 })],
    [
      'template.spec.taints[0].effect: expected one of "NoSchedule", "PreferNoSchedule", "NoExecute", got "NO_SCHEDULE"',
      spec({ taints: [{ key: "a", effect: "NO_SCHEDULE" }] }),
    ],
    [
      'template.spec.startupTaints[0].value: expected 1 to 63 letters, digits, -, _ and ., starting and ending with a letter or digit, got ""',
      spec({ startupTaints: [{ key: "a", effect: "NoSchedule", value: "" }] }),
    ],
    [
      'template.spec.taints[0].timeAdded: expected a time such as "2026-01-31T08:00:00Z", got "yesterday"',
      spec({ taints: [{ key: "a", effect: "NoSchedule", timeAdded: "yesterday" }] }),
    ],
    [`labels.gpu: ${LABEL}, got true; write it in quotes, as "true"`, pool({ labels: { gpu: true } })],
    [`annotations["-a"]: ${KEY}, got "-a"`, pool({ annotations: { "-a": "" } })],
    [
      "template.metadata.labels: expected at most 100 labels, got 101",
      {
        template: {
          metadata: { labels: Object.fromEntries(many(101).map((_, index) => [`l${index}`, ""])) },
          spec: spec({}).template.spec,
        },
      },
    ],
    [
      'disruption.budget: expected one of the keys budgets, consolidateAfter, consolidationPolicy, got an unknown one; did you mean "budgets"?',
      pool({ disruption: { consolidateAfter: "1m", budget: [] } }),
    ],
  ])("%s", (message, value) => {
    expect(refusals(nodePoolSchema, value)).toEqual([message]);
  });
});

describe("a node class is refused with", () => {
  test.each<[string, unknown]>([
    ["amiSelectorTerms: expected a list of selector terms, got nothing", {}],
    ["amiSelectorTerms: expected at least one selector term, got []", nodeClass({ amiSelectorTerms: [] })],
    ["amiSelectorTerms: expected at most 30 selector terms, got 31", nodeClass({ amiSelectorTerms: many(31) })],
    ...["al2023", "ubuntu@latest", "windows2022@2026-01-01", `al2023@${"v".repeat(30)}`].map(
      (alias): [string, unknown] => [
        `amiSelectorTerms[0].alias: expected an alias such as "al2023@v20260101", of al2, al2023 or bottlerocket, or "windows2022@latest", of windows2019, windows2022 or windows2025, got "${alias}"`,
        ami({ alias }),
      ],
    ),
    [
      'amiSelectorTerms[0].id: expected the id of an AMI such as "ami-0123456789abcdef0", got "i-0123"',
      ami({ id: "i-0123" }),
    ],
    ['amiSelectorTerms[0].name: expected the name of an AMI, got ""', ami({ name: "" })],
    [
      'amiSelectorTerms[0].owner: expected an account id of 12 digits, "self", "amazon" or "aws-marketplace", got 111122223333; write it in quotes, as "111122223333"',
      ami({ name: "x", owner: 111122223333 }),
    ],
    [
      'amiSelectorTerms[0].ssmParameter: expected the name or ARN of an SSM parameter such as "/golden/ami", got "golden ami"',
      ami({ ssmParameter: "golden ami" }),
    ],
    [
      'amiSelectorTerms[0].tags.team: expected a tag value of 1 to 256 characters, or "*" for any, got ""',
      ami({ tags: { team: "" } }),
    ],
    ['amiSelectorTerms[0].tags[""]: expected a tag key of 1 to 128 characters, got ""', ami({ tags: { "": "x" } })],
    [
      "amiSelectorTerms[0].tags: expected at most 20 tags, got 21",
      ami({ tags: Object.fromEntries(many(21).map((_, index) => [`t${index}`, "*"])) }),
    ],
    [
      'amiFamily: expected one of "AL2", "AL2023", "Bottlerocket", "Custom", "Windows2019", "Windows2022", "Windows2025", got "Ubuntu"',
      nodeClass({ amiFamily: "Ubuntu" }),
    ],
    ...["role", "instanceProfileRole"].map((field): [string, unknown] => [
      `${field}: expected the name of an IAM role that has no path, 1 to 64 letters, digits and _+=,.@-, got "/eks/nodes"; a role with a path is not found by its name, and Karpenter leaks instance profiles for one`,
      nodeClass({ [field]: "/eks/nodes" }),
    ]),
    [
      'instanceProfile: expected the name of an instance profile, 1 to 128 letters, digits and _+=,.@-, got ""',
      nodeClass({ instanceProfile: "" }),
    ],
    ["subnetSelectorTerms: expected at least one selector term, got []", nodeClass({ subnetSelectorTerms: [] })],
    [
      'securityGroupSelectorTerms[0].name: expected the name of a security group, got ""',
      nodeClass({ securityGroupSelectorTerms: [{ name: "" }] }),
    ],
    [
      'capacityReservationSelectorTerms[0].ownerID: expected an AWS account id of 12 digits, got "self"; write it in quotes, as "111122223333"',
      nodeClass({ capacityReservationSelectorTerms: [{ ownerID: "self" }] }),
    ],
    [
      'placementGroupSelector.id: expected the id of a placement group such as "pg-0123456789abcdef0", got "batch"',
      nodeClass({ placementGroupSelector: { id: "batch" } }),
    ],
    [
      'tags.karpenter.sh/nodepool: expected a tag key of 1 to 128 letters, digits, spaces and _.:/=+-@ that neither starts with aws:, eks:, kubernetes.io/, karpenter.sh/, karpenter.k8s.aws/, elbv2.k8s.aws/ nor is project, cluster or managed-by, got "karpenter.sh/nodepool"; AWS, a controller or this blueprint sets those itself',
      nodeClass({ tags: { "karpenter.sh/nodepool": "x" } }),
    ],
    ['instanceStorePolicy: expected one of "RAID0", got "RAID1"', nodeClass({ instanceStorePolicy: "RAID1" })],
    ['userData: expected user data as one text, got ""', nodeClass({ userData: "" })],
    ["context: expected EC2's context as a text, got 1", nodeClass({ context: 1 })],
    ['detailedMonitoring: expected true or false, got "yes"', nodeClass({ detailedMonitoring: "yes" })],
    ["ipPrefixCount: expected prefixes, 0 or more, got -1", nodeClass({ ipPrefixCount: -1 })],
    [
      "metadataOptions.httpPutResponseHopLimit: expected hops from 1 to 64, got 65",
      nodeClass({ metadataOptions: { httpPutResponseHopLimit: 65 } }),
    ],
    [
      "connectionTracking.udpTimeout: expected seconds from 30 to 60, got 61",
      nodeClass({ connectionTracking: { udpTimeout: 61 } }),
    ],
    [
      "networkInterfaces: expected at most 150 network interfaces, got 151",
      nodeClass({ networkInterfaces: many(151, { networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" }) }),
    ],
    [
      'blockDeviceMappings[0].deviceName: expected a device such as "/dev/xvda", got ""',
      nodeClass({ blockDeviceMappings: [{ deviceName: "" }] }),
    ],
    ...["100", "0Gi", "59001Gi", "64001G", "59Ti", "18Ti", "65T"].map((volumeSize): [string, unknown] => [
      `${EBS}.volumeSize: expected a volume size such as "100Gi", of at most 59000Gi, 64000G, 58Ti (of which the CRD forgets 18Ti, 19Ti, 28Ti and so on) or 64T, got "${volumeSize}"`,
      ebs({ volumeSize }),
    ]),
    [`${EBS}.iops: expected operations a second, 1 or more, got 0`, ebs({ iops: 0 })],
    [
      `${EBS}.volumeInitializationRate: expected MiB a second from 100 to 300, got 99`,
      ebs({ volumeInitializationRate: 99 }),
    ],
    [`${EBS}.kmsKeyID: expected a KMS key such as "alias/nodes" or its ARN, got "my key"`, ebs({ kmsKeyID: "my key" })],
    [
      'kubelet.clusterDNS[0]: expected an IP address such as "172.20.0.10", got "coredns"',
      nodeClass({ kubelet: { clusterDNS: ["coredns"] } }),
    ],
    [
      'kubelet.evictionHard.memory.available: expected a quantity such as "500Mi", or a percentage such as "5%", got "5 percent"',
      nodeClass({ kubelet: { evictionHard: { "memory.available": "5 percent" } } }),
    ],
    [
      'kubelet.evictionSoftGracePeriod.disk.available: expected one of memory.available, nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree, pid.available, got "disk.available"',
      nodeClass({ kubelet: { evictionSoftGracePeriod: { "disk.available": "1m" } } }),
    ],
    [
      'kubelet.kubeReserved.gpu: expected one of cpu, memory, ephemeral-storage, pid, got "gpu"',
      nodeClass({ kubelet: { kubeReserved: { gpu: "1" } } }),
    ],
    [`kubelet.systemReserved.cpu: ${QUANTITY}, got "-1"`, nodeClass({ kubelet: { systemReserved: { cpu: "-1" } } })],
    [
      "kubelet.imageGCHighThresholdPercent: expected percent from 0 to 100, got 101",
      nodeClass({ kubelet: { imageGCHighThresholdPercent: 101 } }),
    ],
    [
      "kubelet.evictionMaxPodGracePeriod: expected seconds, -1 or more, got -2",
      nodeClass({ kubelet: { evictionMaxPodGracePeriod: -2 } }),
    ],
  ])("%s", (message, value) => {
    expect(refusals(nodeClassSchema, value)).toEqual([message]);
  });
});
