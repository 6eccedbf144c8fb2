import { chartValuesSchema } from "../config/chart-values";
import { faultsOf } from "../config/faults";

const faultsIn = (values: unknown): string[] => {
  const { error } = chartValuesSchema.safeParse(values);
  return error === undefined ? [] : faultsOf(chartValuesSchema, error);
};

const TOP_LEVEL = Object.keys(chartValuesSchema.shape).sort().join(", ");
const SETTINGS =
  "amiRefreshInterval, batchIdleDuration, batchMaxDuration, clusterCABundle, clusterEndpoint, clusterName, disableClusterStateObservability, disableDryRun, eksControlPlane, enableZonalShift, featureGates, ignoreDRARequests, interruptionQueue, isolatedVPC, minValuesPolicy, preferencePolicy, reservedENIs, subnetRefreshInterval, vmMemoryOverheadPercent";
const CONTROLLER =
  "containerName, env, envFrom, extraVolumeMounts, healthProbe, image, metrics, resources, securityContext, sidecarContainer, sidecarVolumeMounts";
const GATES = "capacityBuffer, nodeOverlay, nodeRepair, reservedCapacity, spotToSpotConsolidation, staticCapacity";
const OVERHEAD =
  'expected a share above 0 and below 1, such as 0.075, or "0", got 0; the chart drops a 0 without quotes';

describe("faulty values of the chart are refused with", () => {
  test.each<[string, unknown, string]>([
    [
      "an unknown key, and the nearest known one",
      { settings: { interruptionQueueName: "q" } },
      `settings.interruptionQueueName: expected one of the keys ${SETTINGS}, got an unknown one; did you mean "interruptionQueue"?`,
    ],
    [
      "an unknown key like no other",
      { webhook: { enabled: false } },
      `webhook: expected one of the keys ${TOP_LEVEL}, got an unknown one`,
    ],
    [
      "a key that is of the top level",
      { controller: { tolerations: [] } },
      `controller.tolerations: expected one of the keys ${CONTROLLER}, got an unknown one`,
    ],
    [
      "a feature gate that is gone",
      { settings: { featureGates: { drift: true } } },
      `settings.featureGates.drift: expected one of the keys ${GATES}, got an unknown one`,
    ],
    ["a group that is none", { settings: 1 }, "settings: expected an object with the group's options, got 1"],
    ["a flag in quotes", { hostNetwork: "true" }, 'hostNetwork: expected true or false, got "true"'],
    [
      "a gate in quotes",
      { settings: { featureGates: { nodeRepair: "true" } } },
      'settings.featureGates.nodeRepair: expected true or false, got "true"',
    ],
    [
      "a false that the chart would drop",
      { settings: { ignoreDRARequests: false } },
      'settings.ignoreDRARequests: expected true or "false", got false; the chart drops a false without quotes',
    ],
    [
      "a zero that the chart would drop",
      { settings: { vmMemoryOverheadPercent: 0 } },
      `settings.vmMemoryOverheadPercent: ${OVERHEAD}`,
    ],
    [
      "a share that is a percentage",
      { settings: { vmMemoryOverheadPercent: "7.5%" } },
      `settings.vmMemoryOverheadPercent: ${OVERHEAD.replace("got 0", 'got "7.5%"')}`,
    ],
    [
      "a log level of another logger",
      { logLevel: "warn" },
      'logLevel: expected one of "debug", "info", "error", got "warn"',
    ],
    [
      "a policy in another case",
      { settings: { preferencePolicy: "ignore" } },
      'settings.preferencePolicy: expected one of "Respect", "Ignore", got "ignore"',
    ],
    [
      "a policy of another kind",
      { settings: { minValuesPolicy: "Relaxed" } },
      'settings.minValuesPolicy: expected one of "Strict", "BestEffort", got "Relaxed"',
    ],
    [
      "a DNS policy that there is none",
      { dnsPolicy: "Host" },
      'dnsPolicy: expected one of "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None", got "Host"',
    ],
    [
      "a pull policy that there is none",
      { imagePullPolicy: "Sometimes" },
      'imagePullPolicy: expected one of "IfNotPresent", "Always", "Never", got "Sometimes"',
    ],
    [
      "a duration without a unit",
      { settings: { batchMaxDuration: "10" } },
      'settings.batchMaxDuration: expected a duration such as "10s" or "1m30s", got "10"',
    ],
    [
      "a duration that is a number",
      { settings: { batchIdleDuration: 1 } },
      'settings.batchIdleDuration: expected a duration such as "10s" or "1m30s", got 1',
    ],
    [
      "an interval that is too short",
      { settings: { amiRefreshInterval: "59s999ms" } },
      'settings.amiRefreshInterval: expected a duration of at least "1m", such as "5m" or "1h30m", got "59s999ms"',
    ],
    [
      "a quantity that is none",
      { controller: { resources: { limits: { cpu: "lots" } } } },
      'controller.resources.limits.cpu: expected a quantity such as "1000", "500m" or "1000Gi", got "lots"',
    ],
    [
      "a quantity that is a number",
      { controller: { resources: { requests: { cpu: 1 } } } },
      'controller.resources.requests.cpu: expected a quantity such as "1000", "500m" or "1000Gi", got 1; write it in quotes, as "1"',
    ],
    ["a count below zero", { replicas: -1 }, "replicas: expected replicas from 1 to 10, got -1"],
    [
      "a count in parts",
      { serviceMonitor: { sampleLimit: 0.5 } },
      "serviceMonitor.sampleLimit: expected samples from 0 to 10000000, got 0.5",
    ],
    [
      "a grace that the chart would drop",
      { terminationGracePeriodSeconds: 0 },
      "terminationGracePeriodSeconds: expected seconds from 1 to 3600, got 0",
    ],
    [
      "a port that there is none",
      { controller: { metrics: { port: 65536 } } },
      "controller.metrics.port: expected a port from 1 to 65535, got 65536",
    ],
    [
      "a budget in words",
      { podDisruptionBudget: { maxUnavailable: "half" } },
      'podDisruptionBudget.maxUnavailable: expected a count such as 1, or a percentage such as "50%", got "half"',
    ],
    [
      "a budget below zero",
      { podDisruptionBudget: { maxUnavailable: -1 } },
      'podDisruptionBudget.maxUnavailable: expected a count such as 1, or a percentage such as "50%", got -1',
    ],
    ["an object that is a list", { affinity: [] }, "affinity: expected an object, got []"],
    ["a list that is an object", { tolerations: {} }, "tolerations: expected a list of objects, got {}"],
    ["a list of something else", { extraVolumes: ["trust"] }, 'extraVolumes[0]: expected an object, got "trust"'],
    [
      "a label's value with a space",
      { podLabels: { team: "the platform" } },
      'podLabels.team: expected up to 63 letters, digits, -, _ and ., starting and ending with a letter or digit, got "the platform"',
    ],
    [
      "an annotation without quotes",
      { podAnnotations: { scrape: true } },
      'podAnnotations.scrape: expected a text, got true; write it in quotes, as "true"',
    ],
    [
      "a name in capitals",
      { fullnameOverride: "Karpenter" },
      'fullnameOverride: expected a name of up to 63 lower-case letters, digits and hyphens, such as "karpenter", got "Karpenter"',
    ],
    [
      "a name of no object",
      { podDisruptionBudget: { name: "" } },
      'podDisruptionBudget.name: expected a name of up to 253 lower-case letters, digits, - and ., such as "karpenter", got ""',
    ],
    [
      "a name that could be left out",
      { serviceAccount: { name: "sa/karpenter" } },
      'serviceAccount.name: expected a name of up to 253 lower-case letters, digits, - and ., or "" for none, got "sa/karpenter"',
    ],
    [
      "paths in one string",
      { logOutputPaths: ["stdout,stderr"] },
      'logOutputPaths[0]: expected a path such as "stdout", without commas, got "stdout,stderr"',
    ],
    [
      "a path that is no list",
      { logErrorOutputPaths: "stderr" },
      'logErrorOutputPaths: expected a list of paths, got "stderr"',
    ],
    [
      "a queue by its URL",
      { settings: { interruptionQueue: "https://sqs.ap-southeast-2.amazonaws.com/111122223333/q" } },
      'settings.interruptionQueue: expected the name of an SQS queue, or "" for none, got "https://sqs.ap-southeast-2.amazonaws.com/111122223333/q"; its name, neither its ARN nor its URL',
    ],
    [
      "an endpoint without a scheme",
      { settings: { clusterEndpoint: "api.example.com" } },
      'settings.clusterEndpoint: expected an address such as "https://api.example.com", or "" to ask EKS, got "api.example.com"',
    ],
    [
      "a cluster's name that is none",
      { settings: { clusterName: "a.b" } },
      'settings.clusterName: expected a cluster\'s name of 1 to 100 letters, digits, - and _, got "a.b"',
    ],
    [
      "a certificate in PEM",
      { settings: { clusterCABundle: "-----BEGIN CERTIFICATE-----" } },
      'settings.clusterCABundle: expected a certificate authority, base64-encoded, got "-----BEGIN CERTIFICATE-----"',
    ],
    [
      "interfaces without quotes",
      { settings: { reservedENIs: 1 } },
      'settings.reservedENIs: expected a count of network interfaces such as "1", in quotes, got 1',
    ],
    [
      "a repository with a tag",
      { controller: { image: { repository: "example.com/karpenter:latest" } } },
      'controller.image.repository: expected a repository without a tag, such as "public.ecr.aws/karpenter/controller", got "example.com/karpenter:latest"',
    ],
    [
      "a tag with a slash",
      { controller: { image: { tag: "a/b" } } },
      'controller.image.tag: expected an image\'s tag of letters, digits, _, - and ., got "a/b"',
    ],
    [
      "a digest that is cut short",
      { controller: { image: { digest: "sha256:0123" } } },
      'controller.image.digest: expected a digest of sha256: and 64 hexadecimal digits, or "" to go by the tag, got "sha256:0123"',
    ],
    [
      "a variable's name with a hyphen",
      { controller: { env: [{ name: "a-b" }] } },
      'controller.env[0].name: expected a variable\'s name of letters, digits and _, got "a-b"',
    ],
    [
      "a variable's value that is a number",
      { controller: { env: [{ name: "A", value: 1 }] } },
      "controller.env[0].value: expected a string, got 1; write it in quotes",
    ],
    [
      "a variable with two values",
      { controller: { env: [{ name: "A", value: "1", valueFrom: {} }] } },
      'controller.env[0].valueFrom: expected either value or valueFrom, got both; value is "1"',
    ],
    [
      "a variable that the chart sets itself",
      { controller: { env: [{ name: "A" }, { name: "LOG_LEVEL", value: "debug" }] } },
      'controller.env[1].name: expected a variable that the chart does not set itself, got "LOG_LEVEL"; most of those have a value of their own, such as logLevel',
    ],
    [
      "variables that are no list",
      { controller: { env: {} } },
      "controller.env: expected a list of environment variables, got {}",
    ],
  ])("%s", (_, values, message) => {
    expect(faultsIn(values)).toEqual([message]);
  });
});
