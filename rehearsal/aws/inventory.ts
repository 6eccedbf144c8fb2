import type { Rehearsal } from "../rehearsal";

/** One kind of thing that can be left behind: how to list it, and the text that stands for each one. */
interface Row {
  /** The service's name in a call's signature. */
  readonly service: string;
  readonly kind: string;
  readonly command: readonly string[];
  /** JMESPath to a list of strings; what AWS only remembers as deleted is left out. */
  readonly query: string;
}

const ROWS: readonly Row[] = [
  ec2("VPC", "describe-vpcs", "Vpcs[].VpcId"),
  ec2("subnet", "describe-subnets", "Subnets[].SubnetId"),
  ec2("route table", "describe-route-tables", "RouteTables[].RouteTableId"),
  ec2("Internet gateway", "describe-internet-gateways", "InternetGateways[].InternetGatewayId"),
  ec2("NAT gateway", "describe-nat-gateways", "NatGateways[?State!='deleted'].NatGatewayId"),
  ec2("elastic IP", "describe-addresses", "Addresses[].AllocationId"),
  ec2("VPC endpoint", "describe-vpc-endpoints", "VpcEndpoints[?State!='deleted'].VpcEndpointId"),
  ec2("security group", "describe-security-groups", "SecurityGroups[].GroupId"),
  ec2("network interface", "describe-network-interfaces", "NetworkInterfaces[].NetworkInterfaceId"),
  ec2("flow log", "describe-flow-logs", "FlowLogs[].FlowLogId"),
  ec2("instance", "describe-instances", "Reservations[].Instances[?State.Name!='terminated'].InstanceId[]"),
  ec2("launch template", "describe-launch-templates", "LaunchTemplates[].LaunchTemplateName"),
  { service: "eks", kind: "cluster", command: ["eks", "list-clusters"], query: "clusters" },
  {
    service: "iam",
    kind: "OIDC provider",
    command: ["iam", "list-open-id-connect-providers"],
    query: "OpenIDConnectProviderList[].Arn",
  },
  {
    service: "iam",
    kind: "instance profile",
    command: ["iam", "list-instance-profiles"],
    query: "InstanceProfiles[].InstanceProfileName",
  },
  { service: "iam", kind: "role", command: ["iam", "list-roles"], query: "Roles[].RoleName" },
  { service: "iam", kind: "policy", command: ["iam", "list-policies", "--scope", "Local"], query: "Policies[].Arn" },
  { service: "logs", kind: "log group", command: ["logs", "describe-log-groups"], query: "logGroups[].logGroupName" },
  { service: "kms", kind: "alias", command: ["kms", "list-aliases"], query: "Aliases[?TargetKeyId].AliasName" },
  { service: "sqs", kind: "queue", command: ["sqs", "list-queues"], query: "QueueUrls" },
  { service: "events", kind: "rule", command: ["events", "list-rules"], query: "Rules[].Name" },
  { service: "route53", kind: "zone", command: ["route53", "list-hosted-zones"], query: "HostedZones[].Name" },
  { service: "s3", kind: "bucket", command: ["s3api", "list-buckets"], query: "Buckets[].Name" },
];

function ec2(kind: string, operation: string, query: string): Row {
  return { service: "ec2", kind, command: ["ec2", operation], query };
}

/** Services that hold nothing of ours: they are only asked. */
const READ_ONLY_SERVICES = ["sts", "tagging"];

/** Everything there is, as lines `region kind: name`, in the regions given. */
export async function takeInventory(rehearsal: Rehearsal, regions: readonly string[]): Promise<Set<string>> {
  const lines = new Set<string>();
  const jobs = regions.flatMap((region) => ROWS.map((row) => ({ region, row })));
  const worker = async () => {
    for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
      const { region, row } = job;
      const query = `${row.query} || \`[]\``;
      const args = [...row.command, "--region", region, "--query", query];
      const { stdout } = await rehearsal.aws(args);
      for (const name of JSON.parse(stdout) as string[]) lines.add(`${region} ${row.kind}: ${name}`);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return lines;
}

/**
 * @throws Error where a service was called that the inventory does not look into: its "nothing left" would mean nothing
 */
export function assertCovered(services: ReadonlySet<string>): void {
  const covered = [...ROWS.map(({ service }) => service), ...READ_ONLY_SERVICES];
  const missing = [...services].filter((service) => !covered.includes(service));
  if (missing.length > 0) throw new Error(`the inventory has no row for ${missing.join(", ")}`);
}
