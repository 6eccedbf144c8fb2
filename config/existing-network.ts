import { z } from "zod";
import { expected, group } from "./faults";
import { flag, text } from "./fields";

const subnetIds = (least: number) => {
  const message = expected(
    least === 0 ? "a list of different subnets" : `a list of at least ${least} different subnets, in two zones or more`,
  );
  return z
    .array(
      text('a subnet\'s id such as "subnet-0123456789abcdef0"', (value) => /^subnet-[0-9a-f]{8,17}$/.test(value)),
      message,
    )
    .refine((ids) => ids.length >= least && new Set(ids).size === ids.length, message);
};

/** A VPC that someone else made. Looked up, checked and tagged; nothing in it is made or removed. */
export const existingNetworkSchema = z.strictObject(
  {
    /** The VPC's id. Its DNS support and DNS host names must be on. */
    vpcId: text('a VPC\'s id such as "vpc-0123456789abcdef0"', (value) => /^vpc-[0-9a-f]{8,17}$/.test(value)),
    /** Subnets for nodes: two or more, in two zones or more, with a way out or the endpoints that go without. */
    privateSubnetIds: subnetIds(2),
    /** Subnets for the control plane's interfaces: two or more, in two zones or more; may be the private ones. */
    intraSubnetIds: subnetIds(2),
    /**
     * Subnets for public load balancers.
     * @default []
     */
    publicSubnetIds: subnetIds(0).default([]),
    /**
     * Whether subnets may be tagged for Karpenter and load balancers to find them. Set it to false where the VPC is shared
     * with other clusters or belongs to another account: node classes then name subnets by id.
     * @default true
     */
    tagSubnets: flag().default(true),
  },
  group,
);
