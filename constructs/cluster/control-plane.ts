import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { Construct } from "constructs";
import { clusterLogGroupName, clusterRoleName, secretsKeyAlias } from "../../config/names";
import { EncryptionKey } from "../shared/encryption-key";
import { Role, type RoleRules } from "../shared/role";
import { serviceTrust } from "../shared/trust";
import type { SecurityGroups } from "./security-groups";

export interface ControlPlaneProps {
  readonly clusterName: string;
  readonly account: string;
  readonly region: string;
  /** Kubernetes version, `1.N`. */
  readonly version: string;
  /** Intra subnets, for the control plane's interfaces. */
  readonly subnetIds: readonly string[];
  readonly securityGroups: SecurityGroups;
  readonly endpointPublicAccess: boolean;
  readonly endpointPrivateAccess: boolean;
  readonly publicAccessCidrs: readonly string[];
  readonly logging: { readonly types: readonly string[]; readonly retentionInDays: number };
  /**
   * ARN of a key that encrypts secrets.
   * @default a key of ours
   */
  readonly encryptionKeyArn?: string | undefined;
  readonly deletionProtection: boolean;
  readonly zonalShift: boolean;
  readonly supportType: "STANDARD" | "EXTENDED";
  readonly rules: RoleRules;
}

/**
 * An EKS control plane with its role, its log group and the key that encrypts its secrets. Owns no access, no add-on and
 * no node.
 *
 * Cost: 0.10 USD an hour, about 73 USD a month (0.60 USD an hour in extended support), logs by volume, the key 1 USD a month.
 */
export class ControlPlane extends Construct {
  readonly cluster: EksCluster;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ControlPlaneProps,
  ) {
    super(scope, id);
    const role = this.createRole();
    const keyArn = props.encryptionKeyArn ?? this.createKey().key.arn;
    const logGroup = this.createLogGroup();
    this.cluster = this.createCluster(role, keyArn, logGroup);
  }

  private createRole(): Role {
    return new Role(this, "role", {
      name: clusterRoleName(this.props.clusterName),
      description: `EKS control plane of ${this.props.clusterName}`,
      region: this.props.region,
      trust: [serviceTrust("eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"])],
      managedPolicies: ["AmazonEKSClusterPolicy"],
      rules: this.props.rules,
    });
  }

  private createKey(): EncryptionKey {
    return new EncryptionKey(this, "secrets", {
      account: this.props.account,
      region: this.props.region,
      alias: secretsKeyAlias(this.props.clusterName),
      description: `Encrypts the Kubernetes secrets of ${this.props.clusterName}`,
      preventDestroy: this.props.deletionProtection,
    });
  }

  private createLogGroup(): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, "log-group", {
      name: clusterLogGroupName(this.props.clusterName),
      retentionInDays: this.props.logging.retentionInDays,
    });
  }

  private createCluster(role: Role, keyArn: string, logGroup: CloudwatchLogGroup): EksCluster {
    const { props } = this;
    return new EksCluster(this, "cluster", {
      name: props.clusterName,
      version: props.version,
      roleArn: role.role.arn,
      vpcConfig: {
        subnetIds: [...props.subnetIds],
        securityGroupIds: [props.securityGroups.controlPlane.id],
        endpointPublicAccess: props.endpointPublicAccess,
        endpointPrivateAccess: props.endpointPrivateAccess,
        publicAccessCidrs: props.endpointPublicAccess ? [...props.publicAccessCidrs] : undefined,
      },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      bootstrapSelfManagedAddons: false,
      enabledClusterLogTypes: [...props.logging.types],
      encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
      upgradePolicy: { supportType: props.supportType },
      zonalShiftConfig: { enabled: props.zonalShift },
      // The property is younger than the oldest provider that this is rehearsed with.
      deletionProtection: props.deletionProtection ? true : undefined,
      dependsOn: [
        // EKS would make the group itself, without retention.
        logGroup,
        // The control plane acts with them until its end: it could not remove its network interfaces without.
        ...role.attachments,
      ],
    });
  }
}
