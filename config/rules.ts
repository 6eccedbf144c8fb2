import { z } from "zod";
import { partitionOf, REGION_PATTERN } from "./aws";
import { show } from "./faults";
import { accountId, accountOfRole, partitionOfArn, project, region, roleArn } from "./fields";
import { type DraftKarpenterCluster, karpenterFaults } from "./karpenter-rules";
import { daysLeft, KUBERNETES_VERSIONS } from "./kubernetes-versions";
import { stateBucketName } from "./names";
import { zones } from "./network";

/** A configuration that may be at fault: what a rule reads may be missing, or anything. */
interface Draft {
  readonly tags?: unknown;
  readonly project?: unknown;
  readonly account?: unknown;
  readonly region?: unknown;
  readonly state?: { readonly backend?: unknown; readonly account?: unknown; readonly assumeRole?: unknown } | null;
  readonly clusters?: unknown;
}

interface DraftCluster extends DraftKarpenterCluster {
  readonly name?: unknown;
  readonly account?: unknown;
  readonly region?: unknown;
  readonly assumeRole?: unknown;
  readonly network?:
    (DraftKarpenterCluster["network"] & { readonly zones?: unknown; readonly interfaceEndpoints?: unknown }) | null;
  readonly cluster?: { readonly version?: unknown; readonly allowUnsupportedVersion?: unknown } | null;
  readonly dns?: { readonly zoneName?: unknown } | null;
}

/** What the rules are judged by, besides the configuration itself. */
export interface RuleContext {
  /** The account of a configuration that names none. */
  readonly account: string;
  /** The project of a configuration that names none. */
  readonly project: string;
  /** The day on which support dates are judged. */
  readonly today: Date;
}

/**
 * Rules that span groups of the configuration, told together with the faults of single fields: a rule is silent where a
 * field that it reads is itself at fault.
 *
 * @param blueprint the configuration as the user wrote it
 * @returns one line for each fault
 */
export function faultsAcrossFields(blueprint: unknown, context: RuleContext): string[] {
  if (typeof blueprint !== "object" || blueprint === null) return [];
  const draft: Draft = blueprint;
  const clusters = Array.isArray(draft.clusters) ? (draft.clusters as (DraftCluster | null)[]) : [];
  return [
    ...stateBucketFaults(draft, context),
    ...roleFaults("state", stateHome(draft, context)),
    ...clusters.flatMap((entry, index) => {
      const cluster = entry ?? {};
      const path = `clusters[${index}]`;
      const home = clusterHome(draft, cluster, context);
      return [
        ...twinFaults(clusters, index, `${path}.name`, (other) => lower(other.name), "by more than case"),
        ...roleFaults(path, home),
        ...credentialFaults(path, stateHome(draft, context), home),
        ...existingNetworkFaults(`${path}.network`, cluster.network),
        ...zoneFaults(`${path}.network.zones`, home.region, cluster.network?.zones),
        ...endpointFaults(`${path}.network.interfaceEndpoints`, home.region, cluster.network?.interfaceEndpoints),
        ...supportFaults(`${path}.cluster.version`, cluster, context.today),
        ...karpenterFaults(path, cluster, draft.tags),
        ...twinFaults(clusters, index, `${path}.dns.zoneName`, (other) => lower(other.dns?.zoneName), ""),
      ];
    }),
  ];
}

/** A value that passes its own check, or undefined. */
function valid<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

/** Where something lives and who acts there; undefined where that is at fault. */
interface DraftHome {
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** null where none is given. */
  readonly role: string | null | undefined;
  /** Whether credentials are needed for it at all. */
  readonly isUsed: boolean;
}

function stateHome({ account, region: home, state }: Draft, context: RuleContext): DraftHome {
  return {
    account: valid(accountId(), state?.account ?? account ?? context.account),
    region: valid(region(), home),
    role: state?.assumeRole === undefined ? null : valid(roleArn(), state.assumeRole),
    isUsed: (state?.backend ?? "s3") === "s3",
  };
}

function clusterHome(draft: Draft, cluster: DraftCluster, context: RuleContext): DraftHome {
  return {
    account: valid(accountId(), cluster.account ?? draft.account ?? context.account),
    region: valid(region(), cluster.region ?? draft.region),
    role: cluster.assumeRole === undefined ? null : valid(roleArn(), cluster.assumeRole),
    isUsed: true,
  };
}

function stateBucketFaults(draft: Draft, context: RuleContext): string[] {
  const name = valid(project(), draft.project ?? context.project);
  const { region: home, isUsed } = stateHome(draft, context);
  if (name === undefined || home === undefined || !isUsed) return [];
  const bucket = stateBucketName(name, "1".repeat(12), home);
  const reserved = ["xn--", "sthree-", "amzn-s3-demo-"].find((prefix) => bucket.startsWith(prefix));
  return [
    ...(bucket.length > 63
      ? [
          `project: expected at most ${63 - (bucket.length - name.length)} characters, so that the state bucket's name <project>-tfstate-<account>-${home} has no more than 63, got ${show(name)}`,
        ]
      : []),
    ...(reserved === undefined
      ? []
      : [`project: expected a name that S3 does not reserve for bucket names, got ${show(name)}; "${reserved}" is`]),
  ];
}

function roleFaults(path: string, { account, region: home, role }: DraftHome): string[] {
  if (account === undefined || home === undefined || role === undefined || role === null) return [];
  if (accountOfRole(role) !== account) {
    return [`${path}.assumeRole: expected a role in account ${account}, got ${show(role)}`];
  }
  return partitionOfArn(role) === partitionOf(home)
    ? []
    : [`${path}.assumeRole: expected a role in ${home}'s partition ${partitionOf(home)}, got ${show(role)}`];
}

/** One set of credentials passes the guards of both accounts only by a role in one of them. */
function credentialFaults(path: string, state: DraftHome, cluster: DraftHome): string[] {
  if (!state.isUsed || state.role !== null || cluster.role !== null) return [];
  if (state.account === undefined || cluster.account === undefined || state.account === cluster.account) return [];
  return [
    `${path}.assumeRole: expected a role, here or in state, because the cluster's account ${cluster.account} is not the state's ${state.account}, got nothing`,
  ];
}

/** What someone else's VPC is like is not ours to say. */
function existingNetworkFaults(path: string, network: unknown): string[] {
  if (typeof network !== "object" || network === null || !("existing" in network) || network.existing === undefined) {
    return [];
  }
  return Object.entries(network)
    .filter(([key, value]) => key !== "existing" && value !== undefined)
    .map(
      ([key, value]) =>
        `${path}.${key}: expected nothing beside existing, got ${show(value)}; the VPC is not ours to change`,
    );
}

function zoneFaults(path: string, home: string | undefined, value: unknown): string[] {
  const names = valid(zones(), value);
  if (home === undefined || !Array.isArray(names) || names.every((name) => name.slice(0, -1) === home)) return [];
  return [`${path}: expected zones of ${home} such as "${home}a", got ${show(names)}`];
}

const SERVICE_REGION = new RegExp(`amazonaws\\.(?:vpce\\.)?(${REGION_PATTERN})\\.`);

function endpointFaults(path: string, home: string | undefined, value: unknown): string[] {
  if (home === undefined || !Array.isArray(value)) return [];
  return value.flatMap((service: unknown, index) => {
    const named = SERVICE_REGION.exec(String(service))?.[1];
    if (named === undefined || named === home) return [];
    return [`${path}[${index}]: expected a service of ${home}, got ${show(service)}`];
  });
}

function supportFaults(path: string, { cluster }: DraftCluster, today: Date): string[] {
  const { version, allowUnsupportedVersion } = cluster ?? {};
  const isOver = (end: string | undefined) => end !== undefined && daysLeft(end, today) < 0;
  const end = KUBERNETES_VERSIONS[String(version)]?.extendedSupportEnds;
  if (end === undefined || !isOver(end) || allowUnsupportedVersion === true) return [];
  const supported = Object.entries(KUBERNETES_VERSIONS).filter(([, dates]) => !isOver(dates.extendedSupportEnds));
  return [
    `${path}: expected a version that EKS still supports (${supported.map(([name]) => name).join(", ")}), got ${show(version)}, whose extended support ended on ${end}; upgrade, or set allowUnsupportedVersion: true for a cluster that exists`,
  ];
}

/** A fault where an earlier cluster has the same. */
function twinFaults(
  clusters: readonly (DraftCluster | null)[],
  index: number,
  path: string,
  what: (cluster: DraftCluster) => string | undefined,
  how: string,
): string[] {
  const value = what(clusters[index] ?? {});
  const twin = clusters.findIndex((other) => what(other ?? {}) === value);
  if (value === undefined || twin === index) return [];
  const other = path.replace(`[${index}]`, `[${twin}]`);
  return [`${path}: expected one that differs from ${other}${how === "" ? "" : ` ${how}`}, got ${show(value)}`];
}

function lower(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
