import { daysLeft, KUBERNETES_VERSIONS } from "../../../../config/kubernetes-versions";
import type { Call, Operation } from "../call";
import { ADDON_CATALOGUE, addonVersionsFor, defaultVersion } from "../catalogue";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";
import { entryOf } from "./addon-checks";

interface AddonFilter extends PageInput {
  readonly kubernetesVersion?: string;
  readonly addonName?: string;
  readonly types?: readonly string[];
  readonly publishers?: readonly string[];
  readonly owners?: readonly string[];
}

interface VersionFilter extends PageInput {
  readonly clusterType?: string;
  readonly defaultOnly?: boolean;
  readonly includeAll?: boolean;
  readonly clusterVersions?: readonly string[];
  readonly versionStatus?: string;
}

export const CATALOGUE_OPERATIONS = {
  DescribeAddonVersions: ({ input }: Call<AddonFilter>) => {
    const admits = (wanted: readonly string[] | undefined, value: string) => wanted?.includes(value) !== false;
    const addons = Object.entries(ADDON_CATALOGUE)
      .filter(([name, { type }]) => (input.addonName ?? name) === name && admits(input.types, type))
      .filter(() => admits(input.owners, "aws") && admits(input.publishers, "eks"))
      .map(([name, { type }]) => ({
        addonName: name,
        type,
        addonVersions: versionsOf(name, input.kubernetesVersion),
        publisher: "eks",
        owner: "aws",
        defaultNamespace: "kube-system",
      }))
      .filter(({ addonVersions }) => addonVersions.length > 0);
    const { page, ...more } = pageOf(addons, input);
    return { addons: page, ...more };
  },

  DescribeAddonConfiguration: ({ input }: Call<{ readonly addonName: string; readonly addonVersion: string }>) => {
    const { addonName, addonVersion } = input;
    const { versions, properties, identity } = entryOf(addonName);
    if (!versions.some(({ version }) => version === addonVersion)) throw refuse("addon-version");
    const schema = {
      $schema: "http://json-schema.org/draft-06/schema#",
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(properties.map((name) => [name, {}])),
    };
    return {
      addonName,
      addonVersion,
      configurationSchema: JSON.stringify(schema),
      podIdentityConfiguration:
        identity === undefined
          ? []
          : [
              {
                serviceAccount: identity.serviceAccount,
                recommendedManagedPolicies: [`arn:aws:iam::aws:policy/${identity.managedPolicy}`],
              },
            ],
    };
  },

  DescribeClusterVersions: ({ input, today }: Call<VersionFilter>) => {
    const versions = Object.keys(KUBERNETES_VERSIONS)
      .reverse()
      .map((version) => clusterVersion(version, today))
      .filter((one) => input.clusterVersions?.includes(one.clusterVersion) !== false)
      .filter((one) => input.defaultOnly !== true || one.defaultVersion)
      .filter((one) => input.includeAll === true || one.versionStatus !== "UNSUPPORTED")
      .filter((one) => (input.versionStatus ?? one.versionStatus) === one.versionStatus);
    const { page, ...more } = pageOf(versions, input);
    return { clusterVersions: page, ...more };
  },
} satisfies Record<string, Operation>;

/** The versions of an add-on, each with the Kubernetes versions that it is for. */
function versionsOf(addonName: string, kubernetesVersion: string | undefined): { readonly addonVersion: string }[] {
  const entry = entryOf(addonName);
  const kubernetes = kubernetesVersion === undefined ? Object.keys(KUBERNETES_VERSIONS) : [kubernetesVersion];
  return entry.versions
    .map(({ version }) => ({
      addonVersion: version,
      architecture: ["amd64", "arm64"],
      computeTypes: ["ec2", "auto", "hybrid"],
      compatibilities: kubernetes.flatMap((clusterVersion) => {
        const offered = addonVersionsFor(entry, clusterVersion);
        if (!offered.includes(version)) return [];
        return [{ clusterVersion, platformVersions: ["*"], defaultVersion: offered[0] === version }];
      }),
      requiresConfiguration: false,
      requiresIamPermissions: entry.identity !== undefined,
    }))
    .filter(({ compatibilities }) => compatibilities.length > 0);
}

function clusterVersion(version: string, today: Date) {
  const { standardSupportEnds, extendedSupportEnds } = KUBERNETES_VERSIONS[version] ?? {};
  const isOver = (day: string | undefined) => day !== undefined && daysLeft(day, today) < 0;
  const seconds = (day: string | undefined) => (day === undefined ? undefined : Date.parse(day) / 1000);
  const [versionStatus, status] = isOver(extendedSupportEnds)
    ? (["UNSUPPORTED", "unsupported"] as const)
    : isOver(standardSupportEnds)
      ? (["EXTENDED_SUPPORT", "extended-support"] as const)
      : (["STANDARD_SUPPORT", "standard-support"] as const);
  return {
    clusterVersion: version,
    clusterType: "eks",
    defaultPlatformVersion: "eks.5",
    defaultVersion: version === defaultVersion(),
    endOfStandardSupportDate: seconds(standardSupportEnds),
    endOfExtendedSupportDate: seconds(extendedSupportEnds),
    status,
    versionStatus,
    kubernetesPatchVersion: `${version}.2`,
  };
}
