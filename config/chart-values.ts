import { z } from "zod";
import { chartControllerSchema } from "./chart-controller";
import {
  chartPodDisruptionBudgetSchema,
  chartServiceAccountSchema,
  chartServiceMonitorSchema,
  chartServiceSchema,
} from "./chart-objects";
import { chartSettingsSchema } from "./chart-settings";
import { despiteFaults, expected, group, show } from "./faults";
import { flag, oneOf, text, wholeNumber } from "./fields";
import { openObject, openObjects, optionalName, shortName } from "./chart-fields";
import { annotations, labels } from "./kubernetes-fields";

/** Keys of the chart that Karpenter 1.8 did not have yet, and the version that brought each. */
export const CHART_KEYS_SINCE: Readonly<Record<string, string>> = {
  // aws/karpenter-provider-aws#8557, taken in after 1.8 was cut.
  "serviceMonitor.sampleLimit": "1.9",
  "settings.enableZonalShift": "1.12",
  // #9149 and #9150, taken in between 1.12 and 1.13; later patches of older versions may have the second.
  "settings.amiRefreshInterval": "1.13",
  "settings.subnetRefreshInterval": "1.13",
  "settings.featureGates.capacityBuffer": "1.14",
};

/** Environment variables that the chart sets by itself: given once more, the controller would see them twice. */
export const CHART_ENVIRONMENT: readonly string[] = [
  "AMI_REFRESH_INTERVAL",
  "BATCH_IDLE_DURATION",
  "BATCH_MAX_DURATION",
  "CLUSTER_CA_BUNDLE",
  "CLUSTER_ENDPOINT",
  "CLUSTER_NAME",
  "CPU_REQUESTS",
  "DISABLE_CLUSTER_STATE_OBSERVABILITY",
  "DISABLE_DRY_RUN",
  "EKS_CONTROL_PLANE",
  "ENABLE_ZONAL_SHIFT",
  "FEATURE_GATES",
  "HEALTH_PROBE_PORT",
  "IGNORE_DRA_REQUESTS",
  "INTERRUPTION_QUEUE",
  "ISOLATED_VPC",
  "KARPENTER_SERVICE",
  "KUBERNETES_MIN_VERSION",
  "LOG_ERROR_OUTPUT_PATHS",
  "LOG_LEVEL",
  "LOG_OUTPUT_PATHS",
  "MEMORY_LIMIT",
  "METRICS_PORT",
  "MIN_VALUES_POLICY",
  "PREFERENCE_POLICY",
  "RESERVED_ENIS",
  "SUBNET_REFRESH_INTERVAL",
  "SYSTEM_NAMESPACE",
  "VM_MEMORY_OVERHEAD_PERCENT",
];

const logPaths = () =>
  z.array(
    text('a path such as "stdout", without commas', (value) => /^[^\s,]+$/.test(value)),
    expected("a list of paths"),
  );

/** Values of the Karpenter chart in its own words, merged over those of this blueprint: lists whole, objects key by key. */
export const chartValuesSchema = z
  .strictObject(
    {
      /**
       * The chart's name in labels and in names made from it.
       * @default "karpenter"
       */
      nameOverride: shortName().optional(),
      /**
       * Name of the Deployment, the Service and the rest.
       * @default the release's name
       */
      fullnameOverride: shortName().optional(),
      /**
       * Labels on everything that the chart installs.
       * @default {}
       */
      additionalLabels: labels().optional(),
      /**
       * Annotations on everything that the chart installs.
       * @default {}
       */
      additionalAnnotations: annotations().optional(),
      /**
       * When the kubelet pulls the image.
       * @default "IfNotPresent"
       */
      imagePullPolicy: oneOf(["IfNotPresent", "Always", "Never"]).optional(),
      /**
       * Secrets with credentials of a private registry, each as `{ name }`.
       * @default []
       */
      imagePullSecrets: openObjects().optional(),
      /** The Service that offers the metrics. */
      service: chartServiceSchema,
      /** The service account that the controller runs as. */
      serviceAccount: chartServiceAccountSchema,
      /**
       * Further rules of the controller's ClusterRole.
       * @default []
       */
      additionalClusterRoleRules: openObjects().optional(),
      /** The Prometheus operator's ServiceMonitor. */
      serviceMonitor: chartServiceMonitorSchema,
      /**
       * Pods of the controller, of which one leads and the others stand by, 1 to 10.
       * @default 2, or 1 where the system nodes may be one
       */
      replicas: wholeNumber("replicas", 1, 10).optional(),
      /**
       * Former ReplicaSets that are kept for a rollback, 0 to 100.
       * @default 10
       */
      revisionHistoryLimit: wholeNumber("ReplicaSets", 0, 100).optional(),
      /**
       * How pods are exchanged for new ones.
       * @default { rollingUpdate: { maxUnavailable: 1 } }
       */
      strategy: openObject().optional(),
      /**
       * Labels on the controller's pods.
       * @default {}
       */
      podLabels: labels().optional(),
      /**
       * Annotations on the controller's pods.
       * @default {}
       */
      podAnnotations: annotations().optional(),
      /** How many of the controller's pods may be away at once. */
      podDisruptionBudget: chartPodDisruptionBudgetSchema,
      /**
       * Security context of the pods.
       * @default { fsGroup: 65532, seccompProfile: { type: "RuntimeDefault" } }
       */
      podSecurityContext: openObject().optional(),
      /**
       * Priority class of the pods; "" for none.
       * @default "system-cluster-critical"
       */
      priorityClassName: optionalName().optional(),
      /**
       * Seconds between the request to stop and the kill, 1 to 3600: the chart drops 0.
       * @default 30, as Kubernetes has it
       */
      terminationGracePeriodSeconds: wholeNumber("seconds", 1, 3600).optional(),
      /**
       * Whether the pods share the node's network, as a CNI other than the VPC's may need.
       * @default false
       */
      hostNetwork: flag().optional(),
      /**
       * Scheduler that places the pods.
       * @default "default-scheduler"
       */
      schedulerName: shortName().optional(),
      /**
       * Where the pods resolve names; `Default` asks the VPC and works before CoreDNS does.
       * @default "Default"
       */
      dnsPolicy: oneOf(["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]).optional(),
      /**
       * Name servers, search domains and options on top of dnsPolicy.
       * @default {}
       */
      dnsConfig: openObject().optional(),
      /**
       * Containers that run to their end before the controller starts.
       * @default []
       */
      initContainers: openObjects().optional(),
      /**
       * Labels of the nodes that the pods may run on.
       * @default those of the system nodes, and Linux
       */
      nodeSelector: labels().optional(),
      /**
       * Affinities of the pods.
       * @default no node of Karpenter's own, and no two pods on one node
       */
      affinity: openObject().optional(),
      /**
       * How the pods spread over zones.
       * @default evenly, to within one pod
       */
      topologySpreadConstraints: openObjects().optional(),
      /**
       * Taints that the pods tolerate.
       * @default those of the system nodes, and CriticalAddonsOnly
       */
      tolerations: openObjects().optional(),
      /**
       * Further volumes of the pods.
       * @default []
       */
      extraVolumes: openObjects().optional(),
      /** The controller's container. */
      controller: chartControllerSchema,
      /**
       * How much is logged.
       * @default "info"
       */
      logLevel: oneOf(["debug", "info", "error"]).optional(),
      /**
       * Where logs are written to.
       * @default ["stdout"]
       */
      logOutputPaths: logPaths().optional(),
      /**
       * Where the logger's own errors are written to.
       * @default ["stderr"]
       */
      logErrorOutputPaths: logPaths().optional(),
      /** What the controller itself is told. */
      settings: chartSettingsSchema,
    },
    group,
  )
  .superRefine(({ controller }, context) => {
    const variables: unknown = controller?.env;
    if (!Array.isArray(variables)) return;
    variables.forEach((variable: { readonly name?: unknown } | null, index) => {
      const name = variable?.name;
      if (typeof name !== "string" || !CHART_ENVIRONMENT.includes(name)) return;
      context.addIssue({
        code: "custom",
        path: ["controller", "env", index, "name"],
        message: `expected a variable that the chart does not set itself, got ${show(name)}; most of those have a value of their own, such as logLevel`,
      });
    });
  }, despiteFaults);
