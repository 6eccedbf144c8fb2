import type { AwsLookups, Subnet } from "../aws-lookups";
import type { VpcConfig } from "../cluster-state";
import { refuse } from "../refusals";

/** @returns the subnets, all of which exist */
export async function checkSubnets(aws: AwsLookups, ids: readonly string[]): Promise<readonly Subnet[]> {
  const subnets = await aws.subnets(ids);
  const missing = ids.find((id) => !subnets.some((subnet) => subnet.id === id));
  if (missing !== undefined) throw refuse("subnet-unknown", { subnet: missing });
  return subnets;
}

/** @returns the VPC of a control plane */
export async function checkNetwork(aws: AwsLookups, config: VpcConfig): Promise<string> {
  const subnets = await checkSubnets(aws, config.subnetIds);
  if (new Set(subnets.map(({ zone }) => zone)).size < 2) throw refuse("too-few-zones");
  const groups = await aws.securityGroups(config.securityGroupIds);
  const missing = config.securityGroupIds.find((id) => !groups.includes(id));
  if (missing !== undefined) throw refuse("security-group-unknown", { group: missing });
  if (!config.endpointPublicAccess && !config.endpointPrivateAccess) throw refuse("no-endpoint");
  return subnets[0]?.vpcId ?? "";
}

/** @throws EksError of the refusal where the role is unknown, or EKS Pod Identity may not assume it */
export async function checkPodRole(
  aws: AwsLookups,
  role: string,
  refusal: "addon-role" | "association-role",
): Promise<void> {
  const trusted = await aws.trustedServices(role);
  if (trusted?.includes("pods.eks.amazonaws.com") !== true) throw refuse(refusal, { role });
}
