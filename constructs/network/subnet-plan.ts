/** The subnets of one zone slot, as CIDRs. */
export interface SlotSubnets {
  /** Nodes and pods: an eighth of the VPC. */
  readonly private: string;
  /** Load balancers and NAT gateways: a sixteenth of the VPC. */
  readonly public: string;
  /** The control plane's interfaces, without a way out: a thirty-second of the VPC. */
  readonly intra: string;
}

/** The kinds of subnets, one of each in every zone slot. */
export type SubnetKind = keyof SlotSubnets;

/** How many zone slots are always reserved, used or not: as many as EKS clusters have zones at the most here. */
const ZONE_SLOTS = 4;

/** Bits that a subnet's prefix is longer than the VPC's; in address order, largest first, so every subnet is aligned. */
const PREFIX_GROWTH: Readonly<Record<SubnetKind, number>> = { private: 3, public: 4, intra: 5 };

/**
 * Divides a VPC: private subnets take the first half, public ones the next quarter, intra ones an eighth, and the last
 * eighth stays free. All four slots are always reserved, so using another zone moves no subnet.
 *
 * @param cidr the VPC's IPv4 network, /16 to /23, by its first address
 * @returns the four slots, first to last; at /23 they hold /26, /27 and /28, the least that nodes, load balancers and
 *   control planes need
 */
export function planSubnets(cidr: string): readonly SlotSubnets[] {
  const [address = "", prefix = ""] = cidr.split("/");
  const vpcPrefix = Number(prefix);
  let next = toNumber(address);
  const take = (kind: SubnetKind): string[] =>
    Array.from({ length: ZONE_SLOTS }, () => {
      const subnetPrefix = vpcPrefix + PREFIX_GROWTH[kind];
      const subnet = `${toAddress(next)}/${subnetPrefix}`;
      next += 2 ** (32 - subnetPrefix);
      return subnet;
    });
  const [privates, publics, intras] = [take("private"), take("public"), take("intra")];
  return privates.map((subnet, slot) => ({ private: subnet, public: publics[slot] ?? "", intra: intras[slot] ?? "" }));
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
