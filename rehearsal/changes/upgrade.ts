import { isChartFolder } from "../../config/chart-repository";
import type { ClusterSettings } from "../../config/settings";
import { serverVersion } from "../kubeconfig";
import { hasCharts } from "../rehearsed";
import type { Tools } from "../tools";
import { type Change, inStacks, ofFirst, times } from "./change";

/** Where the upgrade begins, and where it leads. */
const OLD = { kubernetes: "1.34", karpenter: "1.8.1" } as const;
const NEW = { kubernetes: "1.35", karpenter: "1.14.1" } as const;

const olderVersions = ofFirst((cluster) => ({
  ...cluster,
  cluster: { ...cluster.cluster, version: OLD.kubernetes },
  karpenter: { ...cluster.karpenter, version: OLD.karpenter },
}));

function withoutUpgrade({ cluster, karpenter }: ClusterSettings, tools: Tools): string | undefined {
  if (cluster.version !== NEW.kubernetes || karpenter.version !== NEW.karpenter) {
    return `the configuration has Kubernetes ${cluster.version} and Karpenter ${karpenter.version}, not ${NEW.kubernetes} and ${NEW.karpenter}`;
  }
  if (tools.charts === undefined || hasCharts(tools, OLD.karpenter)) return undefined;
  return `KARPENTER_CHARTS has no charts of ${OLD.karpenter}`;
}

export const KARPENTER_UPGRADE: Change = {
  name: `Karpenter ${OLD.karpenter} → ${NEW.karpenter}`,
  skip: withoutUpgrade,
  before: olderVersions,
  after: ofFirst((cluster, target) => ({
    ...cluster,
    karpenter: { ...cluster.karpenter, version: target.karpenter.version },
  })),
  planned: inStacks(({ karpenter }) => ({
    "karpenter-infra": [
      // What it is told of since 1.10.
      "create aws_cloudwatch_event_rule",
      "create aws_cloudwatch_event_target",
      // What it asks of zonal shifts since 1.12.
      "create aws_iam_policy",
      "create aws_iam_role_policy_attachment",
      // What it may launch into and look up: placement groups since 1.11.
      ...times(2, "update aws_iam_policy policy"),
    ],
    karpenter: [
      // The definitions, and the controller. A package's file has the version in its name.
      ...times(2, `update helm_release ${isChartFolder(karpenter.chartRepository) ? "chart version" : "version"}`),
      "replace terraform_data triggers_replace",
      "replace time_sleep triggers",
    ],
  })),
};

export const KUBERNETES_UPGRADE: Change = {
  name: `Kubernetes ${OLD.kubernetes} → ${NEW.kubernetes}`,
  skip: withoutUpgrade,
  before: olderVersions,
  after: ofFirst((cluster, target) => ({
    ...cluster,
    cluster: { ...cluster.cluster, version: target.cluster.version },
  })),
  planned: inStacks(({ cluster }) => {
    const resolved = Object.values(cluster.addons).filter(({ version }) => version === undefined);
    return {
      cluster: [
        "update aws_eks_cluster version",
        "update aws_eks_node_group version",
        ...times(resolved.length, "replace terraform_data triggers_replace"),
        ...times(resolved.length, "update aws_eks_addon addon_version"),
      ],
    };
  }),
  async seen(rehearsal, { name, region }) {
    const args = ["eks", "describe-cluster", "--name", name, "--region", region, "--query", "cluster.version"];
    const told = JSON.parse((await rehearsal.aws(args)).stdout) as string;
    if (told !== NEW.kubernetes) throw new Error(`${name}: expected EKS to say ${NEW.kubernetes}, got ${told}`);
    const server = rehearsal.kubernetesMissing === undefined ? await serverVersion(rehearsal, name) : "none";
    return `EKS says ${told}, the API server is the one at hand throughout: ${server}`;
  },
};
