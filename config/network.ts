import { Address4 } from "ip-address";
import { z } from "zod";
import { ENDPOINTS_WITHOUT_NAT, REGION_PATTERN } from "./aws";
import { existingNetworkSchema } from "./existing-network";
import { despiteFaults, expected, group, show } from "./faults";
import { flag, logRetentionInDays, oneOf, parseNetwork, text } from "./fields";

/** Ranges that are not routed on the Internet: RFC 1918, and RFC 6598's shared address space. */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;

const ZONE = new RegExp(`^${REGION_PATTERN}[a-z]$`);

const zoneName = () => text('a zone such as "ap-southeast-2a"', (value) => ZONE.test(value));

/** Zone names, or how many of the region's zones. */
export const zones = () => {
  const message = expected("a count from 2 to 4, or a list of 2 to 4 different zone names");
  return z.union(
    [
      z.number().refine((count) => [2, 3, 4].includes(count), message),
      z
        .array(zoneName())
        .refine((names) => names.length >= 2 && names.length <= 4 && new Set(names).size === names.length, message),
    ],
    message,
  );
};

/** Networks that no VPC may be in: this host, loopback, link-local, multicast, reserved. */
const IMPOSSIBLE_RANGES = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"] as const;

const isWithin = (address: Address4, ranges: readonly string[]): boolean =>
  ranges.some((range) => address.isInSubnet(new Address4(range)));

const SERVICE_PREFIX = new RegExp(`^(cn\\.)?com\\.amazonaws\\.${REGION_PATTERN}\\.`);

/** A service's short name, `ecr.api`, whether it is given so or in full. */
export function shortServiceName(service: string): string {
  return service.replace(SERVICE_PREFIX, "");
}

const endpoint = () =>
  text('a service such as "ecr.api", or a full service name such as "com.amazonaws.us-east-1.ecr.api"', (value) =>
    /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(value),
  );

/** VPC flow logs, in CloudWatch Logs. */
const flowLogsSchema = z.strictObject(
  {
    /**
     * Days the records are kept: one of those CloudWatch Logs offers.
     * @default 30
     */
    retentionInDays: logRetentionInDays().default(30),
    /**
     * Which traffic is recorded.
     * @default "ALL"
     */
    trafficType: oneOf(["ALL", "ACCEPT", "REJECT"]).default("ALL"),
  },
  group,
);

/** The VPC of a cluster and what is in it. */
export const networkSchema = z
  .strictObject(
    {
      /**
       * A VPC that someone else made, instead of ours; the group's other options then do not apply.
       * @default ours
       */
      existing: existingNetworkSchema.optional(),
      /**
       * The VPC's IPv4 network, /16 to /23. Half of it becomes private subnets, a quarter public, an eighth intra; the
       * rest stays free.
       * @default "10.0.0.0/16"
       */
      cidr: text('an IPv4 network of /16 to /23 by its first address, such as "10.0.0.0/16"', (value) => {
        const address = parseNetwork(value);
        if (address === undefined || isWithin(address, IMPOSSIBLE_RANGES)) return false;
        return address.subnetMask >= 16 && address.subnetMask <= 23;
      }).default("10.0.0.0/16"),
      /**
       * Accept a network outside the private ranges (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10). Whoever
       * owns those addresses can then not be reached from the VPC.
       * @default false
       */
      allowPublicCidr: flag().default(false),
      /**
       * Availability zones: a list of 2 to 4 names (recommended; only ever append to it), or how many of those that EKS
       * accepts in the region, 2 to 4. Subnets belong to a slot in this list, and stay in the zone they were made in. A
       * zone more moves no subnet, but EKS makes the system node group anew: DNS and Karpenter are away for some minutes.
       * @default 3
       */
      zones: zones().default(3),
      /**
       * NAT gateways for the private subnets: `single` (about 33 USD a month in us-east-1, 43 in ap-southeast-2, and
       * traffic; a single point of failure), `per-zone` (that for each zone), or `none` (needs `interfaceEndpoints`).
       * @default "single"
       */
      natGateway: oneOf(["single", "per-zone", "none"]).default("single"),
      /**
       * Interface endpoints with private DNS, by service (`ecr.api`) or by full service name; from 7 USD a month for each
       * in each zone. Without NAT, all of ec2, ecr.api, ecr.dkr, eks, eks-auth, logs, sqs, ssm and sts are needed. The S3
       * gateway endpoint is always there, and free.
       * @default []
       */
      interfaceEndpoints: z
        .array(endpoint(), expected("a list of services"))
        .refine(
          (services) => new Set(services.map(shortServiceName)).size === services.length,
          expected("each service once", "remove what stands twice"),
        )
        .default([]),
      /**
       * Record the VPC's traffic in a log group; costs by volume.
       * @default not recorded
       */
      flowLogs: flowLogsSchema.optional(),
    },
    group,
  )
  .superRefine((network, context) => {
    const parsed = typeof network.cidr === "string" ? parseNetwork(network.cidr) : undefined;
    const isPrivate = parsed !== undefined && isWithin(parsed, PRIVATE_RANGES);
    if (parsed !== undefined && !isPrivate && !network.allowPublicCidr) {
      context.addIssue({
        code: "custom",
        path: ["cidr"],
        message: `expected a network within ${PRIVATE_RANGES.join(", ")}, got ${show(network.cidr)}; choose one, or set allowPublicCidr: true`,
      });
    }
    if (network.natGateway === "none" && Array.isArray(network.interfaceEndpoints)) {
      const given = network.interfaceEndpoints;
      const names = given.map((service: unknown) => shortServiceName(String(service)));
      const missing = ENDPOINTS_WITHOUT_NAT.filter((service) => !names.includes(service));
      if (missing.length > 0) {
        context.addIssue({
          code: "custom",
          path: ["interfaceEndpoints"],
          message: `expected all of ${ENDPOINTS_WITHOUT_NAT.join(", ")} because natGateway is "none", got ${show(given)}; add ${missing.join(", ")}`,
        });
      }
    }
  }, despiteFaults)
  .prefault({});
