import type { ClusterSettings } from "../../config/settings";
import { type Change, inStacks, ofFirst, times } from "./change";

type Zones = ClusterSettings["network"]["zones"];

const count = (zones: Zones): number => (typeof zones === "number" ? zones : zones.length);

/** Zones are only ever appended: one zone fewer is the list without its last. */
const oneFewer = (zones: Zones) => (typeof zones === "number" ? zones - 1 : zones.slice(0, -1));

/** As what the loader makes of no list at all. */
const DEFAULT_ZONES = 3;

const KINDS_OF_SUBNETS = 3;

export const ANOTHER_ZONE: Change = {
  name: "another zone",
  skip: ({ network: { existing, zones } }) => {
    if (existing !== undefined) return "the network is someone else's";
    return count(zones) > 2 ? undefined : "the configuration has two zones, and not one more to begin without";
  },
  before: ofFirst((cluster) => ({
    ...cluster,
    network: { ...cluster.network, zones: oneFewer(cluster.network?.zones ?? DEFAULT_ZONES) },
  })),
  after: ofFirst((cluster, target) => ({
    ...cluster,
    network: { ...cluster.network, zones: target.network?.zones },
  })),
  planned: inStacks(({ network: { natGateway, interfaceEndpoints } }) => ({
    // Nothing that was there is replaced.
    network: [
      ...times(KINDS_OF_SUBNETS, "create aws_subnet"),
      ...times(KINDS_OF_SUBNETS, "create aws_route_table_association"),
      "create aws_route_table",
      ...(natGateway === "none" ? [] : ["create aws_route"]),
      ...(natGateway === "per-zone" ? ["create aws_eip", "create aws_nat_gateway"] : []),
      "update aws_vpc_endpoint route_table_ids",
      ...times(interfaceEndpoints.length, "update aws_vpc_endpoint subnet_ids"),
    ],
    cluster: ["update aws_eks_cluster vpc_config", "replace aws_eks_node_group subnet_ids"],
  })),
};

export const NAT_PER_ZONE: Change = {
  name: "NAT per zone",
  skip: ({ network: { existing, natGateway } }) => {
    if (existing !== undefined) return "the network is someone else's";
    return natGateway === "single" ? undefined : `natGateway is ${natGateway}`;
  },
  after: ofFirst((cluster) => ({ ...cluster, network: { ...cluster.network, natGateway: "per-zone" } })),
  planned: inStacks(({ network: { zones } }) => {
    const more = count(zones) - 1;
    return {
      network: [
        ...times(more, "create aws_eip"),
        ...times(more, "create aws_nat_gateway"),
        ...times(more, "update aws_route nat_gateway_id"),
      ],
    };
  }),
};
