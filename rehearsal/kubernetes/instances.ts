import type { ClusterRecord, NodeGroupRecord } from "../aws/eks/cluster-record";
import type { Ec2, Instance, InstanceType } from "./ec2";

/** Where the nodes of managed groups come from. */
export interface Instances {
  /** What an instance of that type can hold. */
  describe(cluster: ClusterRecord, instanceType: string): Promise<InstanceType>;
  /**
   * Starts instances for a group.
   *
   * @param offset how many the group has had: where the round over its subnets goes on
   */
  run(cluster: ClusterRecord, group: NodeGroupRecord, count: number, offset: number): Promise<readonly Instance[]>;
  terminate(cluster: ClusterRecord, ids: readonly string[]): Promise<void>;
}

/** EKS's own where a group names no type. */
const DEFAULT_INSTANCE_TYPE = "t3.medium";

/** The first type that a group names: what EKS takes on demand as long as there is capacity. */
export function instanceTypeOf({ instanceTypes }: NodeGroupRecord): string {
  return instanceTypes[0] ?? DEFAULT_INSTANCE_TYPE;
}

/** Instances of the stand-in's EC2, from the group's launch template, spread over its subnets. */
export class Ec2Instances implements Instances {
  constructor(private readonly ec2: Ec2) {}

  describe({ region }: ClusterRecord, instanceType: string): Promise<InstanceType> {
    return this.ec2.instanceType(region, instanceType);
  }

  async run(
    cluster: ClusterRecord,
    group: NodeGroupRecord,
    count: number,
    offset: number,
  ): Promise<readonly Instance[]> {
    const instanceType = instanceTypeOf(group);
    const { architecture } = await this.describe(cluster, instanceType);
    // A launch template for EKS names no image: EKS knows which.
    const image = await this.ec2.image(cluster.region, architecture);
    const instances: Instance[] = [];
    for (let index = offset; index < offset + count; index += 1) {
      instances.push(
        await this.ec2.runInstance(cluster.region, {
          InstanceType: instanceType,
          ImageId: image,
          SubnetId: group.subnetIds[index % group.subnetIds.length] ?? "",
          ...(group.launchTemplate === undefined
            ? {}
            : {
                "LaunchTemplate.LaunchTemplateId": group.launchTemplate.id,
                "LaunchTemplate.Version": group.launchTemplate.version,
              }),
          ...tags({
            "eks:cluster-name": cluster.name,
            "eks:nodegroup-name": group.name,
            [`kubernetes.io/cluster/${cluster.name}`]: "owned",
          }),
        }),
      );
    }
    return instances;
  }

  async terminate({ region }: ClusterRecord, ids: readonly string[]): Promise<void> {
    await this.ec2.terminateInstances(region, ids);
  }
}

function tags(values: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = "TagSpecification.1";
  return Object.entries(values).reduce<Record<string, string>>(
    (parameters, [key, value], index) => ({
      ...parameters,
      [`${prefix}.Tag.${index + 1}.Key`]: key,
      [`${prefix}.Tag.${index + 1}.Value`]: value,
    }),
    { [`${prefix}.ResourceType`]: "instance" },
  );
}
