import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Ec2Tag } from "@cdktf/provider-aws/lib/ec2-tag";
import { Construct } from "constructs";
import { type ClusterNetwork, discoveryTags } from "./cluster-network";

export interface ExistingVpcProps {
  readonly clusterName: string;
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly intraSubnetIds: readonly string[];
  /** Whether subnets are tagged, so that controllers find them. */
  readonly tagSubnets: boolean;
}

/**
 * A VPC that someone else made: looked up, and refused at plan with one sentence where it does not serve. Owns nothing
 * in it but the tags on its subnets, by choice.
 */
export class ExistingVpc extends Construct implements ClusterNetwork {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly intraSubnetIds: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingVpcProps,
  ) {
    super(scope, id);
    const subnets = new Map<string, DataAwsSubnet>();
    for (const subnetId of new Set([...props.publicSubnetIds, ...props.privateSubnetIds, ...props.intraSubnetIds])) {
      subnets.set(subnetId, this.lookUpSubnet(subnetId));
    }
    const ids = (wanted: readonly string[]) => wanted.map((subnetId) => subnets.get(subnetId)?.id ?? subnetId);
    const vpc = this.lookUpVpc(subnets);
    this.vpcId = vpc.id;
    this.vpcCidr = vpc.cidrBlock;
    this.publicSubnetIds = ids(props.publicSubnetIds);
    this.privateSubnetIds = ids(props.privateSubnetIds);
    this.intraSubnetIds = ids(props.intraSubnetIds);
    if (props.tagSubnets) this.tagSubnets();
  }

  private lookUpSubnet(subnetId: string): DataAwsSubnet {
    const { vpcId } = this.props;
    return new DataAwsSubnet(this, subnetId, {
      id: subnetId,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.vpc_id == "${vpcId}"}`,
            errorMessage: `network.existing: expected ${subnetId} in ${vpcId}, got one in \${self.vpc_id}.`,
          },
        ],
      },
    });
  }

  private lookUpVpc(subnets: ReadonlyMap<string, DataAwsSubnet>): DataAwsVpc {
    const { vpcId, privateSubnetIds, intraSubnetIds } = this.props;
    const zones = (ids: readonly string[]) =>
      `distinct([${ids.map((subnetId) => `${subnets.get(subnetId)?.fqn ?? ""}.availability_zone`).join(", ")}])`;
    const inTwoZones = (field: string, ids: readonly string[]) => ({
      condition: `\${length(${zones(ids)}) >= 2}`,
      errorMessage: `network.existing.${field}: expected subnets in two zones or more, got \${join(", ", ${zones(ids)})} alone.`,
    });
    return new DataAwsVpc(this, "vpc", {
      id: vpcId,
      lifecycle: {
        postcondition: [
          {
            condition: "${self.enable_dns_support && self.enable_dns_hostnames}",
            errorMessage: `network.existing.vpcId: expected DNS support and DNS host names of ${vpcId} to be on; nodes could not find the private endpoint.`,
          },
          inTwoZones("privateSubnetIds", privateSubnetIds),
          inTwoZones("intraSubnetIds", intraSubnetIds),
        ],
      },
    });
  }

  private tagSubnets(): void {
    const { clusterName, publicSubnetIds, privateSubnetIds } = this.props;
    const tags = discoveryTags(clusterName);
    const rows = [
      { ids: publicSubnetIds, tags: tags.public },
      { ids: privateSubnetIds, tags: tags.private },
    ];
    for (const row of rows) {
      for (const subnetId of row.ids) {
        for (const [key, value] of Object.entries(row.tags)) {
          const name = key.split("/").at(-1) ?? key;
          new Ec2Tag(this, `${subnetId}-${name}`, { resourceId: subnetId, key, value });
        }
      }
    }
  }
}
