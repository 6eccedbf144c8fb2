import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { Fn, TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/settings";
import { karpenterNodeInstanceProfileName, karpenterNodeRoleName } from "../config/names";
import { nodeRolesOf } from "../config/node-roles";
import type { OidcProvider } from "../constructs/cluster/oidc-provider";
import { ControllerRole } from "../constructs/karpenter/controller-role";
import { InterruptionQueue } from "../constructs/karpenter/interruption-queue";
import { NodeRole } from "../constructs/shared/node-role";
import type { PolicyStatement } from "../constructs/shared/policy-document";
import { podIdentityTrust, tokenTrust } from "../constructs/shared/trust";
import { BaseStack } from "./base-stack";

export interface KarpenterInfraStackProps {
  readonly settings: Settings;
  readonly cluster: ClusterSettings;
  /**
   * Whose service account tokens the controller's role trusts.
   * @default none: it trusts EKS Pod Identity, and the stack needs nothing of the cluster but its name
   */
  readonly oidcProvider?: OidcProvider | undefined;
}

/** What Karpenter needs in AWS: the controller's role and permissions, the nodes' role, and the queue of interruptions. */
export class KarpenterInfraStack extends BaseStack {
  readonly controllerRole: ControllerRole;

  constructor(
    scope: Construct,
    private readonly props: KarpenterInfraStackProps,
  ) {
    const { settings, cluster } = props;
    super(scope, { settings, of: { cluster, as: "karpenter-infra" } });
    this.addAwsProvider();
    const { account, region, name: clusterName, karpenter, iam: rules } = cluster;
    const { version } = karpenter;

    const nodeRoles = nodeRolesOf(cluster);
    this.controllerRole = new ControllerRole(this, "controller", {
      account,
      region,
      clusterName,
      version,
      nodeRoles,
      trust: this.trust(),
      rules,
    });
    const nodeRole = new NodeRole(this, "node-role", {
      name: karpenterNodeRoleName(clusterName),
      description: `Nodes that Karpenter launches for ${clusterName}`,
      region,
      // Node classes name the role without a path; with one, instance profiles are left behind.
      rules: { ...rules, rolePath: "/" },
    });
    if (karpenter.nodeInstanceProfile) this.createInstanceProfile(nodeRole);
    const { queue } = new InterruptionQueue(this, "interruption", { clusterName, version });

    this.addOutput("controller_role_name", "The role of Karpenter's controller", this.controllerRole.role.name);
    this.addOutput("controller_role_arn", "Its ARN", this.controllerRole.role.arn);
    this.addOutput("node_role_name", "The role of the nodes that Karpenter launches", nodeRole.role.name);
    this.addOutput("node_role_arn", "Its ARN", nodeRole.role.arn);
    this.addOutput("interruption_queue_name", "The queue of events that end instances", queue.name);
  }

  private trust(): PolicyStatement {
    const { cluster, oidcProvider } = this.props;
    const { namespace, serviceAccount } = cluster.karpenter;
    const pod = { ...cluster, clusterName: cluster.name, namespace, serviceAccount };
    if (oidcProvider === undefined) return podIdentityTrust(pod);
    const issuer = new TerraformLocal(this, "issuer", Fn.replace(oidcProvider.issuer, "https://", "")).asString;
    return tokenTrust({ providerArn: oidcProvider.provider.arn, issuer }, pod);
  }

  private createInstanceProfile({ role }: NodeRole): void {
    const profile = new IamInstanceProfile(this, "node-instance-profile", {
      name: karpenterNodeInstanceProfileName(this.props.cluster.name),
      role: role.name,
    });
    this.addOutput("node_instance_profile_name", "The instance profile of those nodes", profile.name);
  }
}
