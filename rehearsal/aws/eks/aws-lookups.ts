import type { LaunchTemplate } from "./cluster-state";

/** What EKS asks other services, in the caller's account and region. */
export interface AwsLookups {
  /** The services that an IAM role trusts, or undefined where there is no such role. */
  trustedServices(roleArn: string): Promise<readonly string[] | undefined>;
  /** Those of the subnets that exist. */
  subnets(ids: readonly string[]): Promise<readonly Subnet[]>;
  /** Those of the security groups that exist. */
  securityGroups(ids: readonly string[]): Promise<readonly string[]>;
  /** A launch template in one version, or undefined where there is none. */
  launchTemplate(wanted: {
    readonly id?: string;
    readonly name?: string;
    readonly version?: string;
  }): Promise<LaunchTemplate | undefined>;
  /** ARN of the user or role that calls; a role's session counts as the role. */
  callerArn(): Promise<string>;
  /** Makes the group that EKS gives each cluster, and returns its id. */
  createClusterSecurityGroup(clusterName: string, vpcId: string): Promise<string>;
  deleteSecurityGroup(id: string): Promise<void>;
}

export interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly vpcId: string;
}
