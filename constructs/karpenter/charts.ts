import { Release, type ReleaseConfig } from "@cdktf/provider-helm/lib/release";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { literal } from "../shared/literal";
import { chartFile, isChartFolder } from "../../config/chart-repository";

export interface ChartsProps {
  /** Karpenter's version, of both charts. */
  readonly version: string;
  /** An OCI address, or a folder of packaged charts. */
  readonly repository: string;
  /** The controller's. */
  readonly namespace: string;
  /** The controller's. */
  readonly values: Readonly<Record<string, unknown>>;
  /** How long the API takes to serve new definitions, `120s`. */
  readonly crdWait: string;
  /** What the controller comes after, and goes before. */
  readonly after: readonly ITerraformDependable[];
}

/** Where the CRDs' release is kept, wherever the controller runs: moved, it would take every node with it. */
const CRD_NAMESPACE = "kube-system";

/** Karpenter's CRDs and controller, each a Helm release of its own, because Helm upgrades CRDs only as ordinary objects. */
export class Charts extends Construct {
  readonly controller: Release;
  /** Over once the API serves the version's definitions; anew with each version. */
  readonly crdsServed: Sleep;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ChartsProps,
  ) {
    super(scope, id);
    const { namespace, version } = props;
    const crds = this.install("karpenter-crd", {
      namespace: CRD_NAMESPACE,
      // With the definitions go all node pools, and with them all nodes: they outlive the release.
      values: [JSON.stringify({ additionalAnnotations: { "helm.sh/resource-policy": "keep" } })],
    });
    this.controller = this.install("karpenter", {
      namespace,
      createNamespace: namespace !== "kube-system",
      skipCrds: true,
      values: [JSON.stringify(props.values)],
      dependsOn: [crds, ...props.after],
    });
    this.crdsServed = new Sleep(this, "crds-served", {
      createDuration: props.crdWait,
      triggers: { version },
      dependsOn: [this.controller],
    });
  }

  private install(chart: string, config: Partial<ReleaseConfig>): Release {
    const { repository, version } = this.props;
    const source = isChartFolder(repository)
      ? { chart: literal(chartFile(repository, chart, version)) }
      : { repository, chart };
    return new Release(this, chart, {
      ...source,
      name: chart,
      version,
      // A failed first install leaves nothing behind; one that Terraform lost sight of is taken up again.
      atomic: true,
      upgradeInstall: true,
      timeout: 600,
      maxHistory: 10,
      ...config,
    });
  }
}
