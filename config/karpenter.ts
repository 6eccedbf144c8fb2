import { z } from "zod";
import { expected, group } from "./faults";
import { flag, oneOf, text, wholeNumber } from "./fields";
import { goDuration, imageRepository, objectName, shortName } from "./chart-fields";
import { CHART_ENVIRONMENT, chartValuesSchema } from "./chart-values";
import { amountOf, quantity } from "./kubernetes-fields";
import { isKarpenterVersion, KARPENTER_VERSION } from "./karpenter-versions";

/** Where AWS publishes the chart, for everyone. */
const PUBLIC_CHARTS = "oci://public.ecr.aws/karpenter";

/** Where AWS publishes images, which a VPC without NAT does not reach. */
export const PUBLIC_REGISTRY = "public.ecr.aws";

/** A length of time as Terraform's `time_sleep` takes it: one number, one unit. */
const pause = () => text('a pause such as "30s" or "2m"', (value) => /^\d+(\.\d+)?(ms|s|m|h)$/.test(value));

/** The port that the chart has for health probes. */
const HEALTH_PROBE_PORT = 8081;

const FROM_BLUEPRINT = ["AWS_REGION"];

const environmentSchema = z
  .record(z.string(), z.string(expected("text")), expected("an object of environment variables"))
  .superRefine((variables, context) => {
    for (const name of Object.keys(variables)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        const { error } = expected("a name of letters, digits and _");
        context.addIssue({ code: "custom", path: [name], message: error({ input: name }) });
      }
      if (![...CHART_ENVIRONMENT, ...FROM_BLUEPRINT].includes(name)) continue;
      context.addIssue({
        code: "custom",
        path: [name],
        message: `expected a variable that neither the chart nor the blueprint sets, got "${name}"; the options of karpenter and karpenter.values set those`,
      });
    }
  });

/** Karpenter itself: its controller, chart and permissions. */
export const karpenterSchema = z.strictObject(
  {
    /**
     * Karpenter's version, 1.6.0 to 1.14.x, of chart, CRDs and permissions alike. Raise it before the Kubernetes version.
     */
    version: text(KARPENTER_VERSION, isKarpenterVersion),
    /**
     * The namespace of the controller.
     * @default "karpenter"
     */
    namespace: shortName().default("karpenter"),
    /**
     * The service account of the controller, the only one that may use its role.
     * @default "karpenter-sa"
     */
    serviceAccount: shortName()
      .refine(
        (name) => name !== "default",
        expected("an account of the controller's own", "every namespace has that one"),
      )
      .default("karpenter-sa"),
    /**
     * Where the charts `karpenter` and `karpenter-crd` come from, read by whoever deploys: an OCI address, or a folder of
     * packaged charts (`karpenter-1.14.1.tgz`), absolute or relative to the project.
     * @default "oci://public.ecr.aws/karpenter", pulled without signing in
     */
    chartRepository: text(
      'an OCI address such as "oci://public.ecr.aws/karpenter", or a folder such as "/srv/charts"',
      (value) =>
        value.includes("://") ? /^oci:\/\/[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(value) : value.trim() !== "",
    ).default(PUBLIC_CHARTS),
    /**
     * Where the controller's image comes from, without its tag.
     * @default "public.ecr.aws/karpenter/controller"
     */
    imageRepository: imageRepository().default(`${PUBLIC_REGISTRY}/karpenter/controller`),
    /**
     * Controllers, of which one leads: 1 to 10, and at most `cluster.systemNodes.desiredSize`, as each needs a system node
     * of its own.
     * @default 2, or 1 where `cluster.systemNodes.minSize` is 1
     */
    replicas: wholeNumber("replicas", 1, 10).optional(),
    /** What a controller asks of its node. */
    resources: z
      .strictObject(
        {
          /** What is set aside for it. */
          requests: z
            .strictObject(
              {
                /**
                 * CPUs set aside.
                 * @default "500m"
                 */
                cpu: quantity().default("500m"),
                /**
                 * Memory set aside.
                 * @default "1Gi"
                 */
                memory: quantity().default("1Gi"),
              },
              group,
            )
            .prefault({}),
          /** What it may use. */
          limits: z
            .strictObject(
              {
                /**
                 * CPUs it may use.
                 * @default "1"
                 */
                cpu: quantity().default("1"),
                /**
                 * Memory it may use.
                 * @default "1Gi"
                 */
                memory: quantity().default("1Gi"),
              },
              group,
            )
            .prefault({}),
        },
        group,
      )
      .superRefine(({ requests, limits }, context) => {
        for (const resource of ["cpu", "memory"] as const) {
          const [least, most] = [amountOf(requests[resource]), amountOf(limits[resource])];
          if (least === undefined || most === undefined || least <= most) continue;
          context.addIssue({
            code: "custom",
            path: ["requests", resource],
            message: `expected at most the limit "${limits[resource]}", got "${requests[resource]}"; raise limits.${resource} too`,
          });
        }
      })
      .prefault({}),
    /**
     * How much the controller logs.
     * @default "info"
     */
    logLevel: oneOf(["debug", "info", "error"]).default("info"),
    /**
     * The priority class of the controller's pods.
     * @default "system-cluster-critical"
     */
    priorityClassName: objectName().default("system-cluster-critical"),
    /**
     * Longest time pending pods are gathered before nodes are planned for them.
     * @default "10s"
     */
    batchMaxDuration: goDuration().default("10s"),
    /**
     * Time without a new pending pod after which they are planned for at once.
     * @default "1s"
     */
    batchIdleDuration: goDuration().default("1s"),
    /**
     * Port of the controller's Prometheus metrics, 1024 to 65535.
     * @default 8080
     */
    metricsPort: wholeNumber("a port", 1024, 65535)
      .refine(
        (port) => port !== HEALTH_PROBE_PORT,
        expected(`a port other than the health probe's ${HEALTH_PROBE_PORT}`),
      )
      .default(8080),
    /**
     * Whether a ServiceMonitor asks Prometheus to gather them; needs the Prometheus operator's CRDs.
     * @default false
     */
    serviceMonitor: flag().default(false),
    /** What is not on for everyone yet, in Karpenter's own words. */
    featureGates: z
      .strictObject(
        {
          /**
           * Replace nodes that report to be unhealthy (alpha).
           * @default false
           */
          nodeRepair: flag().default(false),
          /**
           * Let NodeOverlays change what instance types offer and cost (alpha).
           * @default false
           */
          nodeOverlay: flag().default(false),
          /**
           * Use capacity reservations that node classes select (beta).
           * @default true
           */
          reservedCapacity: flag().default(true),
          /**
           * Replace spot nodes by cheaper spot nodes (alpha).
           * @default false
           */
          spotToSpotConsolidation: flag().default(false),
          /**
           * Node pools with a fixed number of nodes, `replicas` (alpha, from 1.8).
           * @default false
           */
          staticCapacity: flag().default(false),
          /**
           * Keep spare capacity that CapacityBuffers ask for (alpha, from 1.14).
           * @default false
           */
          capacityBuffer: flag().default(false),
        },
        group,
      )
      .prefault({}),
    /**
     * Further environment variables of the controller.
     * @default {}
     */
    env: environmentSchema.default({}),
    /**
     * Whether the controller does without AWS services that have no endpoint in a VPC (IAM, pricing).
     * @default true where `network.natGateway` is "none"
     */
    isolatedVPC: flag().optional(),
    /**
     * Whether Terraform makes the nodes' instance profile, and node classes name that instead of a role. Needed where the
     * controller does not reach IAM.
     * @default false: the controller makes instance profiles
     */
    nodeInstanceProfile: flag().default(false),
    /**
     * Pause between the controller's pod identity, and its nodes' access, and its first pod.
     * @default "30s"
     */
    identityWait: pause().default("30s"),
    /**
     * Pause after each change of the charts' version, before node pools are applied.
     * @default "120s"
     */
    crdWait: pause().default("120s"),
    /** Further values of the chart, in its own words, merged over all of the above. */
    values: chartValuesSchema.prefault({}),
  },
  group,
);
