import type { Blueprint } from "../../config/blueprint";
import { chartValuesSchema } from "../../config/chart-values";
import { nodeClassSchema } from "../../config/node-class";
import { nodePoolSchema } from "../../config/node-pool";
import { leafPaths } from "../../config/schema-walk";
import { FULL_VALUES } from "../fixtures/every-chart-value";
import { FULL_NODE_CLASS, FULL_NODE_POOL } from "../fixtures/every-field";
import { cluster, type ClusterInput, POOLS, valueAt } from "./synth";

/** What an option does: a value other than its default, and where in the synthesised JSON it is seen. */
export interface Row {
  readonly blueprint: Partial<Blueprint>;
  readonly stack: string;
  readonly path: string;
  readonly value: unknown;
}

const KARPENTER = "carpenter-karpenter";
const INFRA = "carpenter-karpenter-infra";
const VALUES = "resource.helm_release.charts_karpenter.values.0";
const TRUST = "resource.aws_iam_role.controller_role.assume_role_policy";

const withCluster = (more: Partial<ClusterInput>): Partial<Blueprint> => ({ clusters: [cluster("Carpenter", more)] });
const karpenter = (more: object): Partial<Blueprint> => withCluster({ karpenter: { version: "1.14.1", ...more } });
const value = (more: object, path: string, expected: unknown): Row => ({
  blueprint: karpenter(more),
  stack: KARPENTER,
  path: `${VALUES}.${path}`,
  value: expected,
});
const gate = (name: string, on: boolean) =>
  value({ featureGates: { [name]: on } }, `settings.featureGates.${name}`, on);

/** Rows for every leaf of a schema: a full object goes in, and each of its values comes out at the same place. */
function rowsOf(
  at: string,
  leaves: readonly string[],
  full: object,
  seen: { readonly blueprint: Partial<Blueprint>; readonly stack: string; place(path: string): string },
): Record<string, Row> {
  return Object.fromEntries(
    leaves.map((leaf) => {
      const path = firstThatHas(full, leaf);
      const { blueprint, stack } = seen;
      return [`${at}.${leaf}`, { blueprint, stack, path: seen.place(path), value: valueAt(full, path) }];
    }),
  );
}

/** `list[].field` → `list.2.field`, for the first element that has the field. */
function firstThatHas(full: object, leaf: string): string {
  const [list, ...rest] = leaf.split("[].");
  if (rest.length === 0) return leaf;
  const elements = valueAt(full, list ?? "") as object[];
  const index = elements.findIndex((element) => valueAt(element, rest.join("[].")) !== undefined);
  return `${list}.${index}.${rest.join("[].")}`;
}

const pools = withCluster({
  karpenter: { version: "1.14.1", featureGates: { staticCapacity: true } },
  nodeClasses: { batch: FULL_NODE_CLASS },
  nodePools: { full: FULL_NODE_POOL },
});
const inManifest = (name: string) => (path: string) =>
  `resource.kubernetes_manifest.${name}_manifest.manifest.${/^(labels|annotations)$/.test(path) ? "metadata" : "spec"}.${path}`;

/** Rows of Karpenter's groups. */
export const KARPENTER_ROWS: Record<string, Row> = {
  "clusters[].karpenter.version": {
    blueprint: withCluster({ karpenter: { version: "1.13.2" } }),
    stack: KARPENTER,
    path: "resource.helm_release.charts_karpenter.version",
    value: "1.13.2",
  },
  "clusters[].karpenter.namespace": {
    blueprint: karpenter({ namespace: "nodes" }),
    stack: INFRA,
    path: `${TRUST}.Statement.0.Condition.StringEquals.aws:RequestTag/kubernetes-namespace`,
    value: "nodes",
  },
  "clusters[].karpenter.serviceAccount": value({ serviceAccount: "nodes" }, "serviceAccount.name", "nodes"),
  "clusters[].karpenter.chartRepository": {
    blueprint: karpenter({ chartRepository: "oci://registry.example.com/charts" }),
    stack: KARPENTER,
    path: "resource.helm_release.charts_karpenter-crd.repository",
    value: "oci://registry.example.com/charts",
  },
  "clusters[].karpenter.imageRepository": value({ imageRepository: "x.io/k" }, "controller.image.repository", "x.io/k"),
  "clusters[].karpenter.replicas": {
    ...value({}, "replicas", 2),
    blueprint: withCluster({
      cluster: { version: "1.35", systemNodes: { desiredSize: 2 } },
      karpenter: { version: "1.14.1", replicas: 2 },
    }),
  },
  ...Object.fromEntries(
    (["requests", "limits"] as const).flatMap((kind) =>
      [
        ["cpu", kind === "limits" ? "2" : "250m"],
        ["memory", kind === "limits" ? "3Gi" : "512Mi"],
      ].map(([resource = "", amount]) => [
        `clusters[].karpenter.resources.${kind}.${resource}`,
        value({ resources: { [kind]: { [resource]: amount } } }, `controller.resources.${kind}.${resource}`, amount),
      ]),
    ),
  ),
  "clusters[].karpenter.logLevel": value({ logLevel: "debug" }, "logLevel", "debug"),
  "clusters[].karpenter.priorityClassName": value({ priorityClassName: "nodes" }, "priorityClassName", "nodes"),
  "clusters[].karpenter.batchMaxDuration": value({ batchMaxDuration: "20s" }, "settings.batchMaxDuration", "20s"),
  "clusters[].karpenter.batchIdleDuration": value({ batchIdleDuration: "2s" }, "settings.batchIdleDuration", "2s"),
  "clusters[].karpenter.metricsPort": value({ metricsPort: 9090 }, "controller.metrics.port", 9090),
  "clusters[].karpenter.serviceMonitor": value({ serviceMonitor: true }, "serviceMonitor.enabled", true),
  "clusters[].karpenter.featureGates.nodeRepair": gate("nodeRepair", true),
  "clusters[].karpenter.featureGates.nodeOverlay": gate("nodeOverlay", true),
  "clusters[].karpenter.featureGates.reservedCapacity": gate("reservedCapacity", false),
  "clusters[].karpenter.featureGates.spotToSpotConsolidation": gate("spotToSpotConsolidation", true),
  "clusters[].karpenter.featureGates.staticCapacity": gate("staticCapacity", true),
  "clusters[].karpenter.featureGates.capacityBuffer": gate("capacityBuffer", true),
  "clusters[].karpenter.env": value({ env: { A: "b" } }, "controller.env.1", { name: "A", value: "b" }),
  "clusters[].karpenter.isolatedVPC": value({ isolatedVPC: true }, "settings.isolatedVPC", true),
  "clusters[].karpenter.nodeInstanceProfile": {
    blueprint: karpenter({ nodeInstanceProfile: true }),
    stack: INFRA,
    path: "resource.aws_iam_instance_profile.node-instance-profile.name",
    value: "KarpenterNodeInstanceProfile-Carpenter",
  },
  "clusters[].karpenter.identityWait": {
    blueprint: karpenter({ identityWait: "1s" }),
    stack: KARPENTER,
    path: "resource.time_sleep.access_settled.create_duration",
    value: "1s",
  },
  "clusters[].karpenter.crdWait": {
    blueprint: karpenter({ crdWait: "2s" }),
    stack: KARPENTER,
    path: "resource.time_sleep.charts_crds-served.create_duration",
    value: "2s",
  },
  ...rowsOf("clusters[].karpenter.values", leafPaths(chartValuesSchema), FULL_VALUES, {
    blueprint: karpenter({ values: FULL_VALUES }),
    stack: KARPENTER,
    // After the blueprint's own AWS_REGION.
    place: (path) =>
      `${VALUES}.${path.replace(/^(controller\.env)\.(\d+)/, (_, env, index) => `${env}.${Number(index) + 1}`)}`,
  }),
  ...rowsOf("clusters[].nodeClasses.*", leafPaths(nodeClassSchema), FULL_NODE_CLASS, {
    blueprint: pools,
    stack: "carpenter-node-pools",
    place: inManifest("node-class-batch"),
  }),
  // Ours, not Karpenter's.
  "clusters[].nodeClasses.*.instanceProfileRole": {
    blueprint: withCluster({
      nodeClasses: { default: { ...POOLS.nodeClasses.default, instanceProfile: "p", instanceProfileRole: "mine" } },
    }),
    stack: INFRA,
    path: "resource.aws_iam_policy.controller_IAMIntegration.policy.Statement.0.Resource.1",
    value: "arn:aws:iam::111122223333:role/mine",
  },
  // The configuration's own are merged in.
  "clusters[].nodeClasses.*.tags": {
    blueprint: withCluster({ nodeClasses: { default: { ...POOLS.nodeClasses.default, tags: { team: "a" } } } }),
    stack: "carpenter-node-pools",
    path: "resource.kubernetes_manifest.node-class-default_manifest.manifest.spec.tags.team",
    value: "a",
  },
  ...rowsOf("clusters[].nodePools.*", leafPaths(nodePoolSchema), FULL_NODE_POOL, {
    blueprint: pools,
    stack: "carpenter-node-pools",
    place: inManifest("node-pool-full"),
  }),
  "clusters[].demo.image": {
    blueprint: withCluster({ ...POOLS, demo: { image: "registry.example.com/pause:1" } }),
    stack: "carpenter-demo",
    path: "resource.kubernetes_deployment_v1.inflate_deployment.spec.template.spec.container.0.image",
    value: "registry.example.com/pause:1",
  },
};
