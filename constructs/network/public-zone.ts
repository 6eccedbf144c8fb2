import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";

export interface PublicZoneProps {
  readonly zoneName: string;
  /** Whether a destroy deletes records that Terraform does not know. */
  readonly forceDestroy: boolean;
}

/** A public Route 53 zone. Owns no records; delegating the domain to its name servers is its owner's. 0.50 USD a month. */
export class PublicZone extends Construct {
  readonly zone: Route53Zone;

  constructor(scope: Construct, id: string, props: PublicZoneProps) {
    super(scope, id);
    this.zone = new Route53Zone(this, "zone", { name: props.zoneName, forceDestroy: props.forceDestroy });
  }
}
