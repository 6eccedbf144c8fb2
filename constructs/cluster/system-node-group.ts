import type { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { EksNodeGroup } from "@cdktf/provider-aws/lib/eks-node-group";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { type Architecture, architectureOf } from "../../config/instance-types";
import { SYSTEM_NODE_GROUP, systemLaunchTemplateName, systemNodeRoleName } from "../../config/names";
import { NodeRole } from "../shared/node-role";
import type { Taint } from "../shared/placement";
import type { Role, RoleRules } from "../shared/role";
import type { SecurityGroups } from "./security-groups";

export interface SystemNodeGroupProps {
  readonly region: string;
  readonly cluster: EksCluster;
  readonly clusterName: string;
  /** Private subnets. */
  readonly subnetIds: readonly string[];
  readonly securityGroups: SecurityGroups;
  /** Tags on instances, volumes and interfaces, which take none from the provider. */
  readonly tags: Readonly<Record<string, string>>;
  /** Add-ons without which a node does not become ready. */
  readonly addonsBefore: readonly EksAddon[];
  /** Of one architecture. */
  readonly instanceTypes: readonly string[];
  readonly capacityType: "ON_DEMAND" | "SPOT";
  readonly minSize: number;
  readonly desiredSize: number;
  readonly maxSize: number;
  readonly maxUnavailable: number;
  readonly volumeSizeGiB: number;
  /**
   * AMI release.
   * @default the newest at the time of a Kubernetes upgrade
   */
  readonly releaseVersion?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly rules: RoleRules;
}

const AMI_TYPES: Readonly<Record<Architecture, string>> = {
  amd64: "AL2023_x86_64_STANDARD",
  arm64: "AL2023_ARM_64_STANDARD",
};

/**
 * The managed node group for system pods and Karpenter: tainted, so that nothing else lands there, and scaled by this
 * configuration alone.
 *
 * Cost: its instances; c7i-flex.large about 62 USD a month in us-east-1.
 */
export class SystemNodeGroup extends Construct {
  readonly nodeGroup: EksNodeGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SystemNodeGroupProps,
  ) {
    super(scope, id);
    const role = new NodeRole(this, "role", {
      name: systemNodeRoleName(props.clusterName),
      description: `System nodes of ${props.clusterName}`,
      region: props.region,
      rules: props.rules,
    });
    const launchTemplate = this.createLaunchTemplate();
    this.nodeGroup = this.createNodeGroup(role, launchTemplate);
  }

  private createLaunchTemplate(): LaunchTemplate {
    const tags = { ...this.props.tags, Name: `${this.props.clusterName}-${SYSTEM_NODE_GROUP}` };
    return new LaunchTemplate(this, "launch-template", {
      name: systemLaunchTemplateName(this.props.clusterName),
      description: `System nodes of ${this.props.clusterName}`,
      updateDefaultVersion: true,
      vpcSecurityGroupIds: [this.props.securityGroups.nodes.id],
      // One hop: pods do not reach the node's role, they have their own.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: this.props.volumeSizeGiB,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
    });
  }

  private createNodeGroup(role: Role, launchTemplate: LaunchTemplate): EksNodeGroup {
    const { props } = this;
    return new EksNodeGroup(this, "node-group", {
      clusterName: props.cluster.name,
      nodeGroupName: SYSTEM_NODE_GROUP,
      version: props.cluster.version,
      releaseVersion: props.releaseVersion,
      nodeRoleArn: role.role.arn,
      subnetIds: [...props.subnetIds],
      amiType: AMI_TYPES[architectureOf(props.instanceTypes[0] ?? "")],
      instanceTypes: [...props.instanceTypes],
      capacityType: props.capacityType,
      launchTemplate: { id: launchTemplate.id, version: Token.asString(launchTemplate.latestVersion) },
      scalingConfig: { minSize: props.minSize, desiredSize: props.desiredSize, maxSize: props.maxSize },
      updateConfig: { maxUnavailable: props.maxUnavailable },
      labels: { ...props.labels },
      taint: props.taints.map(({ key, value, effect }) => ({ key, value: value === "" ? undefined : value, effect })),
      dependsOn: [
        // A node without its role's permissions cannot join, and cannot leave in good order.
        ...role.attachments,
        // It reaches the control plane, and is reached, through them.
        ...props.securityGroups.rules,
        // Without pod networking it never becomes ready.
        ...props.addonsBefore,
      ],
    });
  }
}
