import { type AddonEntry, ADDON_CATALOGUE, addonVersionsFor } from "../catalogue";
import { refuse } from "../refusals";

/** @throws EksError where EKS has no such add-on */
export function entryOf(addonName: string): AddonEntry {
  const entry = ADDON_CATALOGUE[addonName];
  if (entry === undefined) throw refuse("addon-unknown");
  return entry;
}

/** @returns the version asked for, or the default, both offered for the Kubernetes version */
export function checkVersion(addonName: string, wanted: string | undefined, kubernetesVersion: string): string {
  const offered = addonVersionsFor(entryOf(addonName), kubernetesVersion);
  const version = wanted ?? offered[0];
  if (version === undefined || !offered.includes(version)) throw refuse("addon-version");
  return version;
}

/** Configuration values are JSON here, as this project sends them; EKS takes YAML too. */
export function checkConfiguration(addonName: string, configurationValues = "{}"): void {
  const values = parse(configurationValues === "" ? "{}" : configurationValues);
  const { properties } = entryOf(addonName);
  const faults = Object.keys(values)
    .filter((key) => !properties.includes(key))
    .map((key) => `$.${key}: is not defined in the schema and the schema does not allow additional properties`);
  if (faults.length > 0) refuseConfiguration(`Json schema validation failed with error: [${faults.join(", ")}]`);
}

function parse(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuseConfiguration("it is not JSON");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  return refuseConfiguration("Json schema validation failed with error: [$: object expected]");
}

function refuseConfiguration(fault: string): never {
  throw refuse("addon-configuration", { fault });
}
