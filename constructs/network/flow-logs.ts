import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { partitionOf } from "../../config/aws";
import { flowLogsGroupName, flowLogsRoleName } from "../../config/names";
import { policyDocument } from "../shared/policy-document";
import { Role, type RoleRules } from "../shared/role";
import { serviceTrust } from "../shared/trust";

export interface FlowLogsProps {
  readonly clusterName: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  /** Days the records are kept. */
  readonly retentionInDays: number;
  readonly trafficType: "ALL" | "ACCEPT" | "REJECT";
  readonly rules: RoleRules;
}

/**
 * Flow logs of a VPC in a log group of their own, delivered with a role that can write there only.
 *
 * Cost: CloudWatch Logs' price for vended logs by volume, 0.50 USD a GB in us-east-1, and storage.
 */
export class FlowLogs extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: FlowLogsProps,
  ) {
    super(scope, id);
    const group = this.createLogGroup();
    const role = this.createRole();
    const permissions = this.allowDelivery(role, group);
    this.createFlowLog(group, role, permissions);
  }

  private createLogGroup(): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, "log-group", {
      name: flowLogsGroupName(this.props.clusterName),
      retentionInDays: this.props.retentionInDays,
    });
  }

  private createRole(): IamRole {
    const { account, region, rules } = this.props;
    return new Role(this, "delivery", {
      name: flowLogsRoleName(this.props.clusterName),
      description: `Delivers the VPC flow logs of ${this.props.clusterName}`,
      region,
      trust: [
        {
          ...serviceTrust("vpc-flow-logs.amazonaws.com"),
          // Against the confused deputy: only on behalf of flow logs of this account and region.
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": `arn:${partitionOf(region)}:ec2:${region}:${account}:vpc-flow-log/*` },
          },
        },
      ],
      rules,
    }).role;
  }

  private allowDelivery(role: IamRole, group: CloudwatchLogGroup): IamRolePolicy {
    return new IamRolePolicy(this, "delivery-policy", {
      name: "deliver-flow-logs",
      role: role.name,
      policy: policyDocument([
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [group.arn, `${group.arn}:*`],
        },
        // Cannot be narrowed: the call names no group.
        { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
      ]),
    });
  }

  private createFlowLog(group: CloudwatchLogGroup, role: IamRole, permissions: IamRolePolicy): void {
    new FlowLog(this, "flow-log", {
      vpcId: this.props.vpcId,
      trafficType: this.props.trafficType,
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      tags: { Name: this.props.clusterName },
      // Else the first deliveries fail, and the last ones on destroy.
      dependsOn: [permissions],
    });
  }
}
