import { interruptionQueueName } from "../../config/names";
import type { ClusterSettings } from "../../config/settings";
import { deepMerge } from "../shared/deep-merge";
import { literal } from "../shared/literal";
import { placed, type Placement } from "../shared/placement";

export interface ChartValuesProps {
  readonly clusterName: string;
  readonly region: string;
  /** `https://…`; without it the controller asks EKS at its start. */
  readonly clusterEndpoint: string;
  readonly karpenter: ClusterSettings["karpenter"];
  /** Where the controller belongs: on the system nodes. */
  readonly placement: Placement;
  /** System nodes that are always there; each holds one controller. */
  readonly systemNodes: number;
  /** Whether the VPC reaches no AWS service but through its endpoints. */
  readonly isolated: boolean;
  /**
   * ARN of the role that the service account's token stands for (IRSA).
   * @default none: EKS Pod Identity gives the controller its role
   */
  readonly serviceAccountRoleArn?: string | undefined;
}

/** What the chart's own feature gates are; it gets those that differ, because an older chart does not know every one. */
const GATES_OF_CHART: ChartValuesProps["karpenter"]["featureGates"] = {
  nodeRepair: false,
  nodeOverlay: false,
  reservedCapacity: true,
  spotToSpotConsolidation: false,
  staticCapacity: false,
  capacityBuffer: false,
};

/**
 * The values of the chart `karpenter`. It has no schema and says nothing of a key that it does not know; node selector
 * and tolerations, for one, belong at the top and are ignored under `controller`.
 */
export function chartValues(props: ChartValuesProps): Record<string, unknown> {
  const { karpenter } = props;
  const isolated = karpenter.isolatedVPC ?? props.isolated;
  const gates = Object.entries(karpenter.featureGates).filter(
    ([gate, on]) => on !== GATES_OF_CHART[gate as keyof typeof GATES_OF_CHART],
  );
  const ours = {
    replicas: karpenter.replicas ?? Math.min(2, props.systemNodes),
    logLevel: karpenter.logLevel,
    priorityClassName: karpenter.priorityClassName,
    // The node's own DNS: the cluster's runs on nodes, and may wait for one that Karpenter is to launch.
    dnsPolicy: "Default",
    ...placed(props.placement),
    serviceAccount: {
      create: true,
      name: karpenter.serviceAccount,
      ...(props.serviceAccountRoleArn === undefined
        ? {}
        : { annotations: { "eks.amazonaws.com/role-arn": props.serviceAccountRoleArn } }),
    },
    serviceMonitor: { enabled: karpenter.serviceMonitor },
    settings: {
      clusterName: props.clusterName,
      clusterEndpoint: props.clusterEndpoint,
      interruptionQueue: interruptionQueueName(props.clusterName),
      batchMaxDuration: karpenter.batchMaxDuration,
      batchIdleDuration: karpenter.batchIdleDuration,
      ...(isolated ? { isolatedVPC: true } : {}),
      ...(gates.length === 0 ? {} : { featureGates: Object.fromEntries(gates) }),
    },
    controller: {
      image: { repository: karpenter.imageRepository },
      resources: karpenter.resources,
      env: Object.entries({ AWS_REGION: props.region, ...literal(karpenter.env) }).map(([name, value]) => ({
        name,
        value,
      })),
      metrics: { port: karpenter.metricsPort },
    },
  };
  const merged = deepMerge(ours, literal(karpenter.values));
  // Lists are replaced whole, but the user's variables are further ones.
  const more = literal(karpenter.values.controller?.env ?? []);
  const kept = ours.controller.env.filter(({ name }) => !more.some((other) => other.name === name));
  return deepMerge(merged, { controller: { env: [...kept, ...more] } });
}
