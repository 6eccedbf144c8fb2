import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { shortServiceName } from "../../config/network";
import type { Vpc } from "./vpc";

export interface VpcEndpointsProps {
  readonly clusterName: string;
  readonly region: string;
  readonly vpc: Vpc;
  /** Interface endpoints, by service (`ecr.api`) or by full service name. */
  readonly interfaceEndpoints: readonly string[];
}

/**
 * The S3 gateway endpoint, which is free and through which image layers come, and interface endpoints by choice in the
 * private subnets, with private DNS and a security group of their own.
 *
 * Cost: each interface endpoint from 0.01 USD an hour and zone, about 7 USD a month for each zone, and traffic.
 */
export class VpcEndpoints extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpcEndpointsProps,
  ) {
    super(scope, id);
    this.createS3Gateway();
    if (props.interfaceEndpoints.length > 0) this.createInterfaceEndpoints();
  }

  private createS3Gateway(): void {
    const { private: privateSubnets, intra } = this.props.vpc;
    new VpcEndpoint(this, "s3", {
      vpcId: this.props.vpc.vpc.id,
      serviceName: this.serviceName("s3"),
      vpcEndpointType: "Gateway",
      routeTableIds: [...privateSubnets.routeTables, ...intra.routeTables].map(({ id }) => id),
      tags: { Name: `${this.props.clusterName}-s3` },
    });
  }

  private createInterfaceEndpoints(): void {
    const securityGroup = this.createSecurityGroup();
    // A scope of their own: a service may be called like something else in here.
    const scope = new Construct(this, "interface");
    this.props.interfaceEndpoints.forEach((service) => {
      new VpcEndpoint(scope, shortServiceName(service).replaceAll(".", "_"), {
        vpcId: this.props.vpc.vpc.id,
        serviceName: this.serviceName(service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: this.props.vpc.private.subnetIds,
        securityGroupIds: [securityGroup.id],
        tags: { Name: `${this.props.clusterName}-${service}` },
      });
    });
  }

  private createSecurityGroup(): SecurityGroup {
    const securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: "vpc-endpoints-",
      description: "HTTPS from the VPC to its interface endpoints",
      vpcId: this.props.vpc.vpc.id,
      tags: { Name: `${this.props.clusterName}-vpc-endpoints` },
    });
    new VpcSecurityGroupIngressRule(this, "https-from-vpc", {
      securityGroupId: securityGroup.id,
      description: "HTTPS from the VPC",
      cidrIpv4: this.props.vpc.vpc.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    return securityGroup;
  }

  private serviceName(service: string): string {
    return service.includes("amazonaws.") ? service : `com.amazonaws.${this.props.region}.${service}`;
  }
}
