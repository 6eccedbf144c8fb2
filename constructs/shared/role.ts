import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { partitionOf } from "../../config/aws";
import { policyDocument, type PolicyStatement } from "./policy-document";

/** What an organisation asks of every role. */
export interface RoleRules {
  /** ARN of a policy that bounds what the role may do. */
  readonly permissionsBoundary?: string | undefined;
  /** `/`, or a path such as `/eks/`. */
  readonly rolePath: string;
}

export interface RoleProps {
  readonly name: string;
  readonly description: string;
  readonly region: string;
  /** Who may assume it. */
  readonly trust: readonly PolicyStatement[];
  /**
   * AWS managed policies, by name, `service-role/` included.
   * @default none
   */
  readonly managedPolicies?: readonly string[];
  readonly rules: RoleRules;
}

/** An IAM role, and the AWS managed policies attached to it. */
export class Role extends Construct {
  readonly role: IamRole;
  /** What must outlive whoever acts with the role: without them it may do nothing. */
  readonly attachments: readonly IamRolePolicyAttachment[];

  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.name,
      description: props.description,
      path: props.rules.rolePath,
      permissionsBoundary: props.rules.permissionsBoundary,
      assumeRolePolicy: policyDocument(props.trust),
    });
    this.attachments = (props.managedPolicies ?? []).map(
      (policy) =>
        new IamRolePolicyAttachment(this, policy.split("/").at(-1) ?? policy, {
          role: this.role.name,
          policyArn: `arn:${partitionOf(props.region)}:iam::aws:policy/${policy}`,
        }),
    );
  }
}
