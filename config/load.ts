import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { blueprintSchema, DEFAULT_PROJECT } from "./blueprint";
import { DOCUMENTATION_ACCOUNT } from "./aws";
import { chartPackage, CHARTS, isChartFolder } from "./chart-repository";
import { clusterStacksOf } from "./cluster-stacks";
import { ConfigurationError, expected, faultsOf, faultsOfObjects, show } from "./faults";
import { accountId } from "./fields";
import { stackName, stateBucketName } from "./names";
import { faultsAcrossFields } from "./rules";
import type { Settings } from "./settings";
import { warningsOf } from "./warnings";

/** The environment variables that the blueprint knows; whoever calls the loader reads them. */
export interface Environment {
  /** The account to deploy into where the configuration names none. */
  readonly AWS_ACCOUNT_ID?: string | undefined;
  /** Another configuration file, absolute or relative to `directory`. */
  readonly BLUEPRINT_CONFIG?: string | undefined;
  /** Names of the clusters to build, separated by commas; all of them where it is not set. */
  readonly BLUEPRINT_CLUSTERS?: string | undefined;
}

export interface LoadOptions {
  readonly environment: Environment;
  /** The folder that holds the project. */
  readonly directory: string;
  /** The day on which support dates are judged. */
  readonly today: Date;
}

/**
 * Loads and validates the configuration file.
 *
 * @throws ConfigurationError with every fault at once
 */
export function loadSettings(options: LoadOptions): Settings {
  const file = resolve(options.directory, given(options.environment.BLUEPRINT_CONFIG) ?? "blueprint.config.ts");
  const source = relative(options.directory, file);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new ConfigurationError(source, ["expected a configuration file, got none; set BLUEPRINT_CONFIG to one"]);
  }
  const settings = resolveSettings(exportOf(file, source), { ...options, source });
  const faults = chartFaults(settings, options.directory);
  if (faults.length > 0) throw new ConfigurationError(source, faults);
  return settings;
}

/** Charts that come from a folder must be in it: Helm would say so only when the cluster is there. */
function chartFaults({ clusters, clusterNames }: Settings, directory: string): string[] {
  return clusters.flatMap(({ name, karpenter: { chartRepository, version } }) => {
    if (!isChartFolder(chartRepository)) return [];
    return CHARTS.filter((chart) => !existsSync(resolve(directory, chartRepository, chartPackage(chart, version)))).map(
      (chart) =>
        `clusters[${clusterNames.indexOf(name)}].karpenter.chartRepository: expected a folder with ${chartPackage(chart, version)}, got ${show(chartRepository)}; put it there with helm pull oci://public.ecr.aws/karpenter/${chart} --version ${version}`,
    );
  });
}

/** What a configuration file exports by default. */
function exportOf(file: string, source: string): unknown {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file's name is the user's to choose
    return (require(file) as { readonly default?: unknown } | null)?.default;
  } catch (error) {
    throw new ConfigurationError(source, [
      `expected a file that can be loaded, got ${error instanceof Error ? `${error.name}: ${error.message}` : show(error)}`,
    ]);
  }
}

/** An environment variable that is set to nothing is not set. */
function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/**
 * Validates a configuration and puts every default in place.
 *
 * @throws ConfigurationError with every fault at once
 */
export function resolveSettings(
  blueprint: unknown,
  options: Pick<LoadOptions, "environment" | "today"> & { readonly source: string },
): Settings {
  const AWS_ACCOUNT_ID = given(options.environment.AWS_ACCOUNT_ID);
  const BLUEPRINT_CLUSTERS = given(options.environment.BLUEPRINT_CLUSTERS);
  const account = accountId().default(DOCUMENTATION_ACCOUNT).safeParse(AWS_ACCOUNT_ID);
  const result = blueprintSchema.safeParse(blueprint);
  const faults = [
    ...(account.error?.issues ?? []).map((issue) => `AWS_ACCOUNT_ID: ${issue.message}`),
    ...faultsOfObjects(blueprint),
    ...(result.error === undefined ? [] : faultsOf(blueprintSchema, result.error)),
    ...faultsAcrossFields(blueprint, {
      account: account.data ?? DOCUMENTATION_ACCOUNT,
      project: DEFAULT_PROJECT,
      today: options.today,
    }),
    ...selectionFaults(blueprint, BLUEPRINT_CLUSTERS),
  ];
  if (account.data === undefined || result.data === undefined || faults.length > 0) {
    throw new ConfigurationError(options.source, faults);
  }

  const inherited = { account: result.data.account ?? account.data, region: result.data.region };
  const clusters = result.data.clusters.map((cluster) => ({
    ...cluster,
    account: cluster.account ?? inherited.account,
    region: cluster.region ?? inherited.region,
  }));
  const stateAccount = result.data.state.account ?? inherited.account;
  const wanted = BLUEPRINT_CLUSTERS === undefined ? undefined : namesIn(BLUEPRINT_CLUSTERS);
  const selected = clusters.filter(({ name }) => wanted?.includes(name) ?? true);
  const settings = {
    source: options.source,
    project: result.data.project,
    ...inherited,
    accountFrom: accountOrigin(result.data.account, AWS_ACCOUNT_ID),
    tags: result.data.tags,
    state: {
      ...result.data.state,
      account: stateAccount,
      region: inherited.region,
      bucket: stateBucketName(result.data.project, stateAccount, inherited.region),
    },
    providerVersions: result.data.providerVersions,
    clusters: selected,
    clusterNames: clusters.map(({ name }) => name),
    stackNames: clusters.flatMap((cluster) => clusterStacksOf(cluster).map((stack) => stackName(cluster.name, stack))),
    isPart: selected.length < clusters.length,
  };
  return deepFreeze({ ...settings, warnings: warningsOf(settings, options.today) });
}

function accountOrigin(configured: string | undefined, environment: string | undefined): Settings["accountFrom"] {
  if (configured !== undefined) return "configuration";
  return environment === undefined ? "default" : "AWS_ACCOUNT_ID";
}

const namesIn = (selection: string): string[] => selection.split(",").map((name) => name.trim());

function selectionFaults(blueprint: unknown, selection: string | undefined): string[] {
  const { clusters } = (blueprint ?? {}) as { clusters?: unknown };
  if (selection === undefined || !Array.isArray(clusters)) return [];
  const known = (clusters as ({ name?: unknown } | null)[]).map((cluster) => String(cluster?.name));
  if (namesIn(selection).every((name) => known.includes(name))) return [];
  const { error } = expected(`names of configured clusters (${known.join(", ")}), separated by commas`);
  return [`BLUEPRINT_CLUSTERS: ${error({ input: selection })}`];
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
