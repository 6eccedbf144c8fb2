import { DOCUMENTATION_ACCOUNT } from "./aws";
import { isWholeInternet } from "./cluster";
import type { ClusterSettings, Settings } from "./load";
import { supportWarning } from "./support";

/** What works and yet deserves a second thought: one sentence each, path first. */
export function warningsOf(settings: Omit<Settings, "warnings">, today: Date): string[] {
  const warnings: string[] = [];
  if (settings.account === DOCUMENTATION_ACCOUNT) {
    warnings.push(
      `account: ${DOCUMENTATION_ACCOUNT} is the account of AWS's documentation, and every deploy will be refused; run export AWS_ACCOUNT_ID=<your account>, or set account in ${settings.source}`,
    );
  }
  const protectedState = settings.state.backend === "s3" && !settings.state.forceDestroy;
  if (settings.state.backend === "s3" && settings.state.forceDestroy) {
    warnings.push(
      "state.forceDestroy: a destroy of the state stack deletes the bucket with every state in it; set it to false before production",
    );
  }
  return [
    ...warnings,
    ...settings.clusters.flatMap((cluster) => clusterWarnings(cluster, settings, protectedState, today)),
  ];
}

function clusterWarnings(
  cluster: ClusterSettings,
  settings: Omit<Settings, "warnings">,
  protectedState: boolean,
  today: Date,
): string[] {
  const path = `clusters[${settings.clusterNames.indexOf(cluster.name)}]`;
  const { network, cluster: options } = cluster;
  const rows: [boolean, string][] = [
    [
      network.natGateway === "single" && (protectedState || options.deletionProtection),
      `network.natGateway: "single" is one point of failure in a configuration that asks for protection; "per-zone" is not`,
    ],
    [
      options.endpointPublicAccess && isWholeInternet(options.publicAccessCidrs),
      "cluster.publicAccessCidrs: the public endpoint answers the whole Internet; name your networks, or set endpointPublicAccess: false",
    ],
    [
      options.access.length === 0,
      "cluster.access: no entry given, so the role or user that creates the cluster becomes its one admin; name your admins",
    ],
    [
      options.systemNodes.desiredSize === 1,
      "cluster.systemNodes.desiredSize: a single system node takes DNS and Karpenter with it when it goes; 2 do not",
    ],
  ];
  return [
    ...supportWarning(cluster, path, today),
    ...rows.flatMap(([applies, sentence]) => (applies ? [`${path}.${sentence}`] : [])),
  ];
}
