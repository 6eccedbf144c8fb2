import { z } from "zod";
import { expected, group } from "./faults";
import { flag, oneOf, text } from "./fields";
import { goDuration, minuteOrLonger } from "./chart-fields";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const memoryOverhead = () => {
  // Each part says the whole: zod tells only of the part that comes closest.
  const message = expected('a share above 0 and below 1, such as 0.075, or "0"', "the chart drops a 0 without quotes");
  return z.union([z.number(message).gt(0, message).lt(1, message), z.literal("0", message)], message);
};

const featureGatesSchema = z
  .strictObject(
    {
      /**
       * Replace nodes that report themselves unhealthy (alpha).
       * @default false
       */
      nodeRepair: flag().optional(),
      /**
       * Let NodeOverlay objects correct prices and capacities that scheduling reckons with (alpha).
       * @default false
       */
      nodeOverlay: flag().optional(),
      /**
       * Launch into capacity reservations of the account's own (beta).
       * @default true
       */
      reservedCapacity: flag().optional(),
      /**
       * Consolidate spot nodes onto cheaper spot nodes, where at least 15 cheaper types fit (alpha).
       * @default false
       */
      spotToSpotConsolidation: flag().optional(),
      /**
       * Take NodePools with `replicas`, which keep that many nodes whatever the pods ask for (alpha).
       * @default false
       */
      staticCapacity: flag().optional(),
      /**
       * Keep spare nodes ready for CapacityBuffer objects; Karpenter 1.14 or later (alpha).
       * @default false
       */
      capacityBuffer: flag().optional(),
    },
    group,
  )
  .optional();

/** What the controller itself is told, as the chart's `settings`. */
export const chartSettingsSchema = z
  .strictObject(
    {
      /**
       * Longest that a batch of pending pods is collected for, before nodes are launched for it.
       * @default "10s"
       */
      batchMaxDuration: goDuration().optional(),
      /**
       * Silence after which a batch ends early: so long no further pod became pending.
       * @default "1s"
       */
      batchIdleDuration: goDuration().optional(),
      /**
       * Whether preferences of pods, such as preferred affinities, count when nodes are chosen.
       * @default "Respect"
       */
      preferencePolicy: oneOf(["Respect", "Ignore"]).optional(),
      /**
       * Whether a NodePool's `minValues` must be met, or are relaxed where they cannot be.
       * @default "Strict"
       */
      minValuesPolicy: oneOf(["Strict", "BestEffort"]).optional(),
      /**
       * Certificate authority of the API server, base64-encoded, that nodes trust.
       * @default that by which the controller itself trusts the API server
       */
      clusterCABundle: text("a certificate authority, base64-encoded", (value) => BASE64.test(value)).optional(),
      /**
       * Name of the cluster that Karpenter launches nodes for.
       * @default the cluster's name
       */
      clusterName: text("a cluster's name of 1 to 100 letters, digits, - and _", (value) =>
        /^[A-Za-z0-9][\w-]{0,99}$/.test(value),
      ).optional(),
      /**
       * Address of the API server that nodes join by; "" lets Karpenter ask EKS for it.
       * @default the cluster's endpoint
       */
      clusterEndpoint: text('an address such as "https://api.example.com", or "" to ask EKS', (value) =>
        /^(https:\/\/[^\s/]+)?$/.test(value),
      ).optional(),
      /**
       * Whether the VPC reaches only those AWS services that have endpoints in it; prices are then those built in.
       * @default false
       */
      isolatedVPC: flag().optional(),
      /**
       * Whether Karpenter asks EKS about the cluster it serves.
       * @default false
       */
      eksControlPlane: flag().optional(),
      /**
       * Share of an instance's memory taken to be the hypervisor's, above 0 and below 1; none is "0" in quotes.
       * @default 0.075
       */
      vmMemoryOverheadPercent: memoryOverhead().optional(),
      /**
       * Name of the SQS queue that announces interruptions; "" ignores them.
       * @default the queue's name
       */
      interruptionQueue: text(
        'the name of an SQS queue, or "" for none',
        (value) => /^([\w-]{1,80})?$/.test(value),
        "its name, neither its ARN nor its URL",
      ).optional(),
      /**
       * Launch nothing in a zone that ARC shifts traffic away from; Karpenter 1.12 or later.
       * @default false
       */
      enableZonalShift: flag().optional(),
      /**
       * Network interfaces of each instance that pods cannot use, as with the VPC CNI's custom networking.
       * @default "0"
       */
      reservedENIs: text('a count of network interfaces such as "1", in quotes', (value) =>
        /^\d{1,2}$/.test(value),
      ).optional(),
      /**
       * Whether dynamic resource claims of pods are left out of account; to count them write "false" in quotes.
       * @default true
       */
      ignoreDRARequests: z
        .union(
          [z.literal(true), z.literal("false")],
          expected('true or "false"', "the chart drops a false without quotes"),
        )
        .optional(),
      /**
       * Leave out metrics and events about the state of the cluster.
       * @default false
       */
      disableClusterStateObservability: flag().optional(),
      /**
       * Take an EC2NodeClass without trying its launch against EC2 first.
       * @default false
       */
      disableDryRun: flag().optional(),
      /**
       * How old knowledge of AMIs may be, "1m" or longer; Karpenter 1.13 or later.
       * @default "1m"
       */
      amiRefreshInterval: minuteOrLonger().optional(),
      /**
       * How old knowledge of subnets may be, "1m" or longer; Karpenter 1.13 or later.
       * @default "1m"
       */
      subnetRefreshInterval: minuteOrLonger().optional(),
      /** Features that Karpenter has on trial. */
      featureGates: featureGatesSchema,
    },
    group,
  )
  .optional();
