import { DOCUMENTATION_ACCOUNT } from "./aws";
import { isWholeInternet } from "./cluster";
import { clusterStacksOf } from "./cluster-stacks";
import { KNOWN_BAD } from "./karpenter-versions";
import { CLUSTER_STACKS, stackName } from "./names";
import type { ClusterSettings, Settings } from "./settings";
import { daysLeft, KUBERNETES_VERSIONS } from "./kubernetes-versions";

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
  const { network, cluster: options, karpenter } = cluster;
  const leftOut = stacksLeftOut(cluster);
  const hasPools = Object.keys(cluster.nodePools).length > 0;
  const rows: [boolean, string][] = [
    [
      network.existing === undefined &&
        network.natGateway === "single" &&
        (protectedState || options.deletionProtection),
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
    [
      karpenter.values.serviceMonitor?.enabled ?? karpenter.serviceMonitor,
      "karpenter.serviceMonitor: the chart renders none, and says nothing, where the cluster does not have the Prometheus operator's CRDs",
    ],
    ...BOUND_VALUES.map(({ path: key, bound }): [boolean, string] => [
      given(karpenter.values, key),
      `karpenter.values.${key}: goes over what ${bound}; the controller works only if you change that too`,
    ]),
    [
      !hasPools,
      `nodePools: none given${leftOut === "" ? "" : `, so there is no stack ${leftOut}`}; Karpenter launches nothing until pools come from elsewhere`,
    ],
  ];
  return [
    ...supportWarning(options.version, path, today),
    ...knownBadWarning(karpenter.version, path),
    ...rows.flatMap(([applies, sentence]) => (applies ? [`${path}.${sentence}`] : [])),
  ];
}

/** Values of the chart that something in AWS is bound to. */
const BOUND_VALUES = [
  { path: "serviceAccount.name", bound: "the controller's role trusts, karpenter.serviceAccount" },
  { path: "settings.clusterName", bound: "the controller's permissions are for" },
  { path: "settings.interruptionQueue", bound: "the stack karpenter-infra makes" },
];

function given(values: unknown, path: string): boolean {
  const value = path
    .split(".")
    .reduce<unknown>((current, key) => (current as Record<string, unknown> | undefined)?.[key], values);
  return value !== undefined;
}

function stacksLeftOut(cluster: ClusterSettings): string {
  const there = clusterStacksOf(cluster);
  const wanted = CLUSTER_STACKS.filter((stack) => stack !== "demo" || cluster.demo !== undefined);
  return wanted
    .filter((stack) => !there.includes(stack))
    .map((stack) => stackName(cluster.name, stack))
    .join(" or ");
}

function knownBadWarning(version: string, path: string): string[] {
  return KNOWN_BAD.filter(({ versions }) => versions.includes(version)).map(
    ({ harm, fix }) => `${path}.karpenter.version: Karpenter ${version} ${harm}; ${fix}`,
  );
}

/** How long before the end of a support period a warning begins. */
const WARNING_DAYS = 60;

/** What to say of a Kubernetes version that is no longer, or nearly no longer, supported. */
function supportWarning(version: string, path: string, today: Date): string[] {
  const { standardSupportEnds, extendedSupportEnds } = KUBERNETES_VERSIONS[version] ?? {};
  if (standardSupportEnds === undefined || extendedSupportEnds === undefined) return [];
  const extended = daysLeft(extendedSupportEnds, today);
  const standard = daysLeft(standardSupportEnds, today);
  const rows: [boolean, string][] = [
    [extended < 0, `is past its extended support, which ended on ${extendedSupportEnds}`],
    [extended <= WARNING_DAYS, `reaches the end of extended support on ${extendedSupportEnds}; EKS upgrades it then`],
    [
      standard < 0,
      `is past its standard support, which ended on ${standardSupportEnds}; extended support costs 0.60 instead of 0.10 USD an hour`,
    ],
    [standard <= WARNING_DAYS, `reaches the end of standard support on ${standardSupportEnds}`],
  ];
  const sentence = rows.find(([applies]) => applies)?.[1];
  return sentence === undefined ? [] : [`${path}.cluster.version: Kubernetes ${version} ${sentence}`];
}
