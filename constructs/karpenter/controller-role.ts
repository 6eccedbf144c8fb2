import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePoliciesExclusive } from "@cdktf/provider-aws/lib/iam-role-policies-exclusive";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { karpenterControllerRoleName, karpenterPolicyName } from "../../config/names";
import { policyDocument, type PolicyStatement } from "../shared/policy-document";
import { Role, type RoleRules } from "../shared/role";
import { type ControllerScope, controllerStatements } from "./controller-permissions";

export interface ControllerRoleProps extends ControllerScope {
  /** Trust in the controller's service account. */
  readonly trust: PolicyStatement;
  readonly rules: RoleRules;
}

/** The controller's role, and what it may do: a managed policy for each group of permissions. */
export class ControllerRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: ControllerRoleProps) {
    super(scope, id);
    const { clusterName } = props;
    this.role = new Role(this, "role", {
      name: karpenterControllerRoleName(clusterName),
      description: `Karpenter of ${clusterName}`,
      region: props.region,
      trust: [props.trust],
      rules: props.rules,
    }).role;
    for (const [group, statements] of controllerStatements(props)) {
      const policy = new IamPolicy(this, group, {
        name: karpenterPolicyName(clusterName, group),
        description: `${group} of Karpenter in ${clusterName}`,
        policy: policyDocument(statements),
      });
      new IamRolePolicyAttachment(this, `${group}-attachment`, { role: this.role.name, policyArn: policy.arn });
    }
    // A teardown freezes the controller by an inline Deny; the next deploy lifts it.
    new IamRolePoliciesExclusive(this, "no-inline-policies", { roleName: this.role.name, policyNames: [] });
  }
}
