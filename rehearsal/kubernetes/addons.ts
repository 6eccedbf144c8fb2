import type { AddonRecord, ClusterRecord } from "../aws/eks/cluster-record";
import { ADDON_WORKLOADS, type AddonWorkload } from "./addon-table";
import { type Item, type KubernetesApi, type KubernetesObject, pathOf } from "./api";

const NAMESPACE = "kube-system";

/** The label that says which add-on a workload is of. */
const ADDON_LABEL = "rehearsal.carpenter/addon";

/** The label that tells a workload's pods. */
export const WORKLOAD_LABEL = "k8s-app";

/** What configuration values may change of a workload's pods, in Kubernetes' own words. */
const POD_VALUES = ["affinity", "nodeSelector", "tolerations", "topologySpreadConstraints"] as const;

interface Deployment extends Item {
  readonly status?: { readonly replicas?: number; readonly availableReplicas?: number };
}

type Values = Readonly<Record<string, unknown>>;

/** Add-ons come, change and go as workloads in kube-system. */
export async function reconcileAddons(api: KubernetesApi, cluster: ClusterRecord): Promise<void> {
  const wanted = [...cluster.addons.values()].flatMap(addonObjects);
  for (const object of wanted) await api.apply(object);
  const paths = new Set(wanted.map(pathOf));
  for (const kind of ["Deployment", "DaemonSet"] as const) {
    const collection = `/apis/apps/v1/namespaces/${NAMESPACE}/${kind.toLowerCase()}s`;
    const present = (await api.list(`${collection}?labelSelector=${ADDON_LABEL}`)) ?? [];
    for (const { metadata } of present) {
      const path = `${collection}/${metadata.name}`;
      if (!paths.has(path)) await api.delete(path);
    }
  }
}

/**
 * What is wrong with an add-on's Deployments, in EKS's words for it: too few pods run. DaemonSets are content with the
 * nodes there are.
 */
export async function addonProblems(api: KubernetesApi, addon: AddonRecord): Promise<string[]> {
  const problems: string[] = [];
  for (const object of addonObjects(addon).filter(({ kind }) => kind === "Deployment")) {
    const deployment = await api.get<Deployment>(pathOf(object));
    const { availableReplicas = 0, replicas = 0 } = deployment?.status ?? {};
    if (availableReplicas === 0 || availableReplicas < replicas) {
      problems.push(
        `InsufficientNumberOfReplicas: ${object.metadata.name}: ${availableReplicas} of ${replicas} available`,
      );
    }
  }
  return problems;
}

/** The workloads of one add-on, with what its configuration values change. */
export function addonObjects(addon: AddonRecord): KubernetesObject[] {
  const row = ADDON_WORKLOADS.find(({ name }) => name === addon.name);
  const values = JSON.parse(addon.configurationValues ?? "{}") as Values;
  return (row?.workloads ?? []).map((workload) => {
    const own = workload.valuesKey === undefined ? values : ((values[workload.valuesKey] ?? {}) as Values);
    return workloadObject(addon, workload, own);
  });
}

function workloadObject(addon: AddonRecord, workload: AddonWorkload, values: Values): KubernetesObject {
  const { kind, name, replicas, replicasKey } = workload;
  const labels = { [WORKLOAD_LABEL]: name };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace: NAMESPACE, labels: { ...labels, [ADDON_LABEL]: addon.name } },
    spec: {
      ...(replicas === undefined ? {} : { replicas: values[replicasKey ?? "replicas"] ?? replicas }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(addon, workload, values) },
    },
  };
}

function podSpec(addon: AddonRecord, workload: AddonWorkload, values: Values): object {
  const { priorityClassName, hostNetwork, tolerations, containers } = workload;
  return {
    priorityClassName,
    ...(hostNetwork === undefined ? {} : { hostNetwork }),
    tolerations,
    ...Object.fromEntries(POD_VALUES.filter((key) => key in values).map((key) => [key, values[key]])),
    containers: Object.entries(containers).map(([name, requests], index) => ({
      name,
      image: `eks/${name}:${addon.version}`,
      resources: (index === 0 ? values.resources : undefined) ?? { requests },
    })),
  };
}
