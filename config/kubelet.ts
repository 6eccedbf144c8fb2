import { isIP } from "node:net";
import { z } from "zod";
import { expected, group } from "./faults";
import { flag, text, wholeNumber } from "./fields";
import { atLeast, duration, quantity, quantityOrPercentage, recordOf } from "./kubernetes-fields";

const oneOfKeys = (keys: readonly string[]) => text(`one of ${keys.join(", ")}`, (key) => keys.includes(key));

const signal = () =>
  oneOfKeys([
    "memory.available",
    "nodefs.available",
    "nodefs.inodesFree",
    "imagefs.available",
    "imagefs.inodesFree",
    "pid.available",
  ]);

const thresholds = () => recordOf("eviction signals and thresholds", signal(), quantityOrPercentage());

const reserved = () =>
  recordOf("resources and quantities", oneOfKeys(["cpu", "memory", "ephemeral-storage", "pid"]), quantity());

/**
 * What Karpenter tells the kubelet, and reckons with when it packs pods.
 * https://karpenter.sh/docs/concepts/nodeclasses/#speckubelet
 */
export const kubeletSchema = z.strictObject(
  {
    /**
     * Addresses of the cluster's DNS servers.
     * @default the cluster's own, which Karpenter finds out
     */
    clusterDNS: z
      .array(
        text('an IP address such as "172.20.0.10"', (value) => isIP(value) !== 0),
        expected("a list of IP addresses"),
      )
      .optional(),
    /**
     * Most pods on a node.
     * @default as many as the instance type's network interfaces have addresses for
     */
    maxPods: atLeast("pods", 0).optional(),
    /**
     * Most pods for each vCPU; `maxPods` still holds.
     * @default no such limit
     */
    podsPerCore: atLeast("pods", 0).optional(),
    /**
     * Resources kept for the operating system, by `cpu`, `memory`, `ephemeral-storage` and `pid`.
     * @default {}
     */
    systemReserved: reserved().optional(),
    /**
     * Resources kept for the kubelet and the container runtime, by `cpu`, `memory`, `ephemeral-storage` and `pid`.
     * @default cpu by the number of cores, memory by the number of pods (255Mi and 11Mi for each), 1Gi of ephemeral-storage
     */
    kubeReserved: reserved().optional(),
    /**
     * Below which thresholds pods are evicted at once, by signal such as `memory.available`.
     * @default { "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%" }
     */
    evictionHard: thresholds().optional(),
    /**
     * Below which thresholds pods are evicted after a grace period; each signal needs one in `evictionSoftGracePeriod`.
     * @default {}
     */
    evictionSoft: thresholds().optional(),
    /**
     * How long a soft threshold must be passed before pods are evicted, by signal.
     * @default {}
     */
    evictionSoftGracePeriod: recordOf("eviction signals and durations", signal(), duration()).optional(),
    /**
     * Most seconds that a pod gets to end when a soft threshold evicts it; -1 leaves it to the pod.
     * @default 0
     */
    evictionMaxPodGracePeriod: atLeast("seconds", -1).optional(),
    /**
     * Disk usage in percent above which unused images are removed; it is higher than the low threshold.
     * @default 85
     */
    imageGCHighThresholdPercent: wholeNumber("percent", 0, 100).optional(),
    /**
     * Disk usage in percent below which no more images are removed.
     * @default 80
     */
    imageGCLowThresholdPercent: wholeNumber("percent", 0, 100).optional(),
    /**
     * Whether containers are throttled at their CPU limits.
     * @default true
     */
    cpuCFSQuota: flag().optional(),
  },
  group,
);
