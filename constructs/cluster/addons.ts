import { DataAwsEksAddonVersion } from "@cdktf/provider-aws/lib/data-aws-eks-addon-version";
import { EksAddon } from "@cdktf/provider-aws/lib/eks-addon";
import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ebsCsiRoleName } from "../../config/names";
import { deepMerge } from "../shared/deep-merge";
import { literal } from "../shared/literal";
import type { Placement } from "../shared/placement";
import { Role, type RoleRules } from "../shared/role";
import { TerraformData } from "../shared/terraform-data";
import { podIdentityTrust } from "../shared/trust";
import { type AddonName, type AddonRow, ADDONS } from "./addon-table";

/** What the user set of one add-on. */
interface AddonChoice {
  /** @default EKS's own for the Kubernetes version */
  readonly version?: string | undefined;
  /** Merged over ours. */
  readonly configurationValues: Readonly<Record<string, unknown>>;
}

export interface AddonsProps {
  readonly clusterName: string;
  readonly account: string;
  readonly region: string;
  readonly cluster: EksCluster;
  /** Which of the table's add-ons: those that nodes need to become ready, or those that need nodes. */
  readonly phase: "before-nodes" | "after-nodes";
  /** The add-ons wanted, with what the user set. */
  readonly addons: Readonly<Partial<Record<AddonName, AddonChoice>>>;
  /** Where Deployments of add-ons belong. */
  readonly placement: Placement;
  readonly rules: RoleRules;
  /**
   * What they come after, and go before.
   * @default nothing but the cluster
   */
  readonly after?: readonly ITerraformDependable[];
}

/** The add-ons of one phase, that EKS manages, each at a version that stays until the Kubernetes version changes. */
export class Addons extends Construct {
  readonly addons: readonly EksAddon[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AddonsProps,
  ) {
    super(scope, id);
    this.addons = ADDONS.filter(({ phase }) => phase === props.phase).flatMap((row) => {
      const wanted = props.addons[row.name];
      return wanted === undefined ? [] : [this.createAddon(row, wanted)];
    });
  }

  private createAddon({ name, role, ...row }: AddonRow, { version, configurationValues }: AddonChoice): EksAddon {
    const values = deepMerge(row.values(this.props.placement), literal(configurationValues));
    return new EksAddon(this, name, {
      clusterName: this.props.cluster.name,
      addonName: name,
      addonVersion: version ?? this.resolveVersion(name),
      // Also where there are none: the provider would keep those that were there before.
      configurationValues: JSON.stringify(values),
      podIdentityAssociation: role === undefined ? undefined : [this.createRole(role)],
      // What someone changed in the cluster by hand gives way to what stands in the configuration.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      dependsOn: this.props.after === undefined ? undefined : [...this.props.after],
    });
  }

  /** EKS's default version, looked up once for each Kubernetes version: it would drift with every plan otherwise. */
  private resolveVersion(name: AddonName): string {
    const offered = new DataAwsEksAddonVersion(this, `offered-${name}`, {
      addonName: name,
      kubernetesVersion: this.props.cluster.version,
    });
    const resolved = new TerraformData(this, `resolved-${name}`, {
      input: { version: offered.version },
      triggersReplace: { kubernetesVersion: this.props.cluster.version },
      lifecycle: { ignoreChanges: ["input"] },
    });
    return resolved.output("version");
  }

  private createRole({ serviceAccount, managedPolicies }: NonNullable<AddonRow["role"]>) {
    const { role } = new Role(this, `${serviceAccount}-role`, {
      name: ebsCsiRoleName(this.props.clusterName),
      description: `EBS CSI driver of ${this.props.clusterName}`,
      region: this.props.region,
      trust: [podIdentityTrust({ ...this.props, namespace: "kube-system", serviceAccount })],
      managedPolicies,
      rules: this.props.rules,
    });
    return { roleArn: role.arn, serviceAccount };
  }
}
