import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { Sleep } from "@cdktf/provider-time/lib/sleep";
import { Construct } from "constructs";
import { roleArn, shortHash } from "../../config/names";

export interface KarpenterAccessProps {
  readonly account: string;
  readonly region: string;
  readonly clusterName: string;
  /** Names of the roles that nodes may have: the blueprint's own, then others. */
  readonly nodeRoles: readonly [own: string, ...others: string[]];
  /** ARN of the controller's role. */
  readonly controllerRoleArn: string;
  /**
   * The service account that EKS Pod Identity gives the controller's role.
   * @default none: its token does (IRSA)
   */
  readonly podIdentity?: { readonly namespace: string; readonly serviceAccount: string } | undefined;
  /** How long it takes until both hold, `30s`. */
  readonly wait: string;
}

/** What lets nodes join the cluster, and the controller act in AWS. */
export class KarpenterAccess extends Construct {
  /** Over once both hold. A pod that starts earlier never gets its credentials. */
  readonly settled: Sleep;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: KarpenterAccessProps,
  ) {
    super(scope, id);
    const [own, ...others] = props.nodeRoles;
    const entries = [
      this.allowNodes("node-entry", own),
      ...others.map((role) => this.allowNodes(`node-entry-${shortHash(role)}`, role)),
    ];
    const identity = props.podIdentity === undefined ? undefined : this.associate(props.podIdentity);
    this.settled = new Sleep(this, "settled", {
      createDuration: props.wait,
      // Another service account is another association, and has to settle anew.
      triggers: identity === undefined ? undefined : { association: identity.associationId },
      dependsOn: entries,
    });
  }

  private allowNodes(id: string, role: string): EksAccessEntry {
    const { account, region, clusterName } = this.props;
    return new EksAccessEntry(this, id, {
      clusterName,
      principalArn: roleArn(region, account, role),
      type: "EC2_LINUX",
    });
  }

  private associate(pod: { readonly namespace: string; readonly serviceAccount: string }): EksPodIdentityAssociation {
    const { clusterName, controllerRoleArn } = this.props;
    return new EksPodIdentityAssociation(this, "controller-identity", {
      clusterName,
      ...pod,
      roleArn: controllerRoleArn,
    });
  }
}
