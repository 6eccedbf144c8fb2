import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIamSessionContext } from "@cdktf/provider-aws/lib/data-aws-iam-session-context";
import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { Construct } from "constructs";
import { partitionOf } from "../../config/aws";
import { shortHash } from "../../config/names";

/** Who may do what in the cluster. */
export interface AccessRule {
  /** ARN of an IAM role or user. */
  readonly principalArn: string;
  readonly policy: "admin" | "admin-view" | "edit" | "view";
  /**
   * Where the policy holds.
   * @default the whole cluster
   */
  readonly namespaces?: readonly string[] | undefined;
}

export interface AccessProps {
  readonly region: string;
  readonly cluster: EksCluster;
  /** With none, the role or user that creates the cluster is its admin. */
  readonly access: readonly AccessRule[];
}

/** EKS's access policies. https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const POLICIES = {
  admin: "AmazonEKSClusterAdminPolicy",
  "admin-view": "AmazonEKSAdminViewPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
} as const;

/** The admin policy that EKS takes for single namespaces. */
const NAMESPACE_ADMIN = "AmazonEKSAdminPolicy";

/** The access entries of people and pipelines, and their policies. Nodes' entries belong to whoever makes the nodes. */
export class Access extends Construct {
  /** What must be there before the Kubernetes API is used, and as long as it is. */
  readonly associations: readonly EksAccessPolicyAssociation[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AccessProps,
  ) {
    super(scope, id);
    this.associations =
      props.access.length === 0
        ? [this.allowCreator()]
        : // Named by principal, so that removing one rule leaves the others where they are.
          props.access.map((rule) => this.allow(shortHash(rule.principalArn), rule));
  }

  private allowCreator(): EksAccessPolicyAssociation {
    const caller = new DataAwsCallerIdentity(this, "caller");
    // EKS knows roles, not their sessions.
    const context = new DataAwsIamSessionContext(this, "caller-role", { arn: caller.arn });
    // Whoever deploys next is another caller perhaps; the entry stays with the first.
    return this.allow("creator", { principalArn: context.issuerArn, policy: "admin" }, ["principal_arn"]);
  }

  private allow(id: string, rule: AccessRule, ignoreChanges?: string[]): EksAccessPolicyAssociation {
    const lifecycle = ignoreChanges === undefined ? undefined : { ignoreChanges };
    const entry = new EksAccessEntry(this, `entry-${id}`, {
      clusterName: this.props.cluster.name,
      principalArn: rule.principalArn,
      type: "STANDARD",
      lifecycle,
    });
    const policy = rule.policy === "admin" && rule.namespaces !== undefined ? NAMESPACE_ADMIN : POLICIES[rule.policy];
    return new EksAccessPolicyAssociation(this, `policy-${id}`, {
      clusterName: this.props.cluster.name,
      principalArn: entry.principalArn,
      policyArn: `arn:${partitionOf(this.props.region)}:eks::aws:cluster-access-policy/${policy}`,
      accessScope:
        rule.namespaces === undefined ? { type: "cluster" } : { type: "namespace", namespaces: [...rule.namespaces] },
    });
  }
}
