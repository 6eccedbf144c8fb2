import { type Deployment, missesIn, type Values } from "../rehearsal/steps/rendered-chart";

const tolerations = [{ key: "workload-type", operator: "Equal", value: "system", effect: "NoSchedule" }];

const values: Values = {
  replicas: 1,
  nodeSelector: { "workload-type": "system" },
  tolerations,
  dnsPolicy: "Default",
  priorityClassName: "system-cluster-critical",
  logLevel: "info",
  serviceAccount: { name: "karpenter-sa" },
  settings: {
    clusterName: "Carpenter",
    interruptionQueue: "Carpenter",
    batchMaxDuration: "10s",
    batchIdleDuration: "1s",
    featureGates: { nodeRepair: true },
  },
  controller: {
    image: { repository: "public.ecr.aws/karpenter/controller" },
    resources: { requests: { cpu: "500m" } },
    env: [{ name: "AWS_REGION", value: "ap-southeast-2" }],
    metrics: { port: 8080 },
  },
};

const env = (entries: Record<string, string>) => Object.entries(entries).map(([name, value]) => ({ name, value }));

function deployment(pod: object = {}, variables: Record<string, string> = {}): Deployment {
  const container = {
    image: "public.ecr.aws/karpenter/controller:1.14.1@sha256:0",
    resources: { requests: { cpu: "500m" } },
    env: env({
      CLUSTER_NAME: "Carpenter",
      CLUSTER_ENDPOINT: "https://cluster.example.com",
      INTERRUPTION_QUEUE: "Carpenter",
      BATCH_MAX_DURATION: "10s",
      BATCH_IDLE_DURATION: "1s",
      LOG_LEVEL: "info",
      METRICS_PORT: "8080",
      FEATURE_GATES: "ReservedCapacity=true,NodeRepair=true",
      AWS_REGION: "ap-southeast-2",
      ...variables,
    }),
  };
  const spec = {
    nodeSelector: { "kubernetes.io/os": "linux", "workload-type": "system" },
    tolerations,
    dnsPolicy: "Default",
    priorityClassName: "system-cluster-critical",
    serviceAccountName: "karpenter-sa",
    containers: [container],
    ...pod,
  };
  return { spec: { replicas: 1, template: { spec } } };
}

describe("a rendered Deployment", () => {
  test("has all that the values say", () => {
    expect(missesIn(deployment(), values)).toEqual([]);
  });

  test.each<[string, Deployment]>([
    ["nodeSelector", deployment({ nodeSelector: { "kubernetes.io/os": "linux" } })],
    ["tolerations", deployment({ tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }] })],
    ["dnsPolicy", deployment({ dnsPolicy: "ClusterFirst" })],
    ["serviceAccountName", deployment({ serviceAccountName: "karpenter" })],
    ["image", deployment({ containers: [{ ...deployment().spec.template.spec.containers[0], image: "other:1" }] })],
    ["INTERRUPTION_QUEUE", deployment({}, { INTERRUPTION_QUEUE: "" })],
    ["FEATURE_GATES NodeRepair=true", deployment({}, { FEATURE_GATES: "NodeRepair=false" })],
    ["AWS_REGION", deployment({}, { AWS_REGION: "eu-west-1" })],
  ])("that ignores a value is told by it: %s", (what, ignoring) => {
    const misses = missesIn(ignoring, values);
    expect(misses).toHaveLength(1);
    expect(misses[0]).toMatch(new RegExp(`^${what}: expected `));
  });
});
