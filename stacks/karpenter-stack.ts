import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/settings";
import { nodeRolesOf } from "../config/node-roles";
import { DefaultStorageClass } from "../constructs/cluster/default-storage-class";
import { KarpenterAccess } from "../constructs/karpenter/access";
import { Charts } from "../constructs/karpenter/charts";
import { chartValues } from "../constructs/karpenter/chart-values";
import { FlowSchemas } from "../constructs/karpenter/flow-schemas";
import { Rollout } from "../constructs/karpenter/rollout";
import { BaseStack } from "./base-stack";
import type { ClusterStack } from "./cluster-stack";
import type { KarpenterInfraStack } from "./karpenter-infra-stack";

export interface KarpenterStackProps {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  readonly clusterStack: ClusterStack;
  readonly infra: KarpenterInfraStack;
}

/** Karpenter in the cluster: who may join and act, the charts, and the wait until they serve. */
export class KarpenterStack extends BaseStack {
  constructor(
    scope: Construct,
    private readonly props: KarpenterStackProps,
  ) {
    const { settings, cluster, clusterStack, infra } = props;
    super(scope, { settings, of: { cluster, as: "karpenter" } });
    const { controlPlane } = clusterStack;
    this.addAwsProvider();
    this.addKubernetesProvider(controlPlane);
    this.addHelmProvider(controlPlane);
    this.addTimeProvider();

    const { account, region, name, karpenter } = cluster;
    const { namespace, serviceAccount, version } = karpenter;
    const access = new KarpenterAccess(this, "access", {
      account,
      region,
      clusterName: name,
      nodeRoles: nodeRolesOf(cluster),
      controllerRoleArn: infra.controllerRole.role.arn,
      podIdentity: cluster.cluster.identity === "pod-identity" ? { namespace, serviceAccount } : undefined,
      wait: karpenter.identityWait,
    });
    const flows =
      namespace === "kube-system" ? [] : new FlowSchemas(this, "flow", { namespace, serviceAccount }).schemas;
    const values = this.values();
    const charts = new Charts(this, "charts", {
      version,
      repository: karpenter.chartRepository,
      namespace,
      values,
      crdWait: karpenter.crdWait,
      after: [access.settled, ...flows],
    });
    new Rollout(this, "rollout", {
      cluster: controlPlane.cluster,
      token: cluster,
      namespace,
      triggers: { version, namespace, values: JSON.stringify(values) },
      after: [charts.controller],
    });
    if (cluster.cluster.addons["aws-ebs-csi-driver"] !== undefined) new DefaultStorageClass(this, "storage-class");

    this.addOutput("karpenter_version", "The version of Karpenter", version);
    this.addOutput("karpenter_namespace", "The namespace of its controller", charts.controller.namespace);
    this.addOutput("karpenter_service_account", "The service account of its controller", serviceAccount);
  }

  private values(): Record<string, unknown> {
    const { cluster, clusterStack } = this.props;
    const { region, name, network, karpenter } = cluster;
    const { systemNodes, identity } = cluster.cluster;
    return chartValues({
      clusterName: name,
      region,
      clusterEndpoint: clusterStack.controlPlane.cluster.endpoint,
      karpenter,
      placement: systemNodes,
      systemNodes: systemNodes.minSize,
      isolated: network.natGateway === "none",
      serviceAccountRoleArn: identity === "irsa" ? this.props.infra.controllerRole.role.arn : undefined,
    });
  }
}
