import type { LoggedCall } from "../aws/call-log";
import type { KubernetesCall } from "../kubernetes/audit-log";
import type { Happening } from "./order";

/** Global services sign for one region, whatever the caller's. */
const GLOBAL_SERVICES = ["iam", "route53"];

/** The calls that AWS did not refuse, in some regions and in what has none. */
export function happeningsInAws(calls: readonly LoggedCall[], regions: readonly string[]): Happening[] {
  return calls
    .filter(({ status, service, region }) => {
      const isNear = regions.includes(region ?? "") || GLOBAL_SERVICES.includes(service ?? "");
      return status < 400 && isNear;
    })
    .map(({ at, durationMs, service, action, about }) => ({
      at,
      until: at + durationMs,
      what: words(service, action, about),
    }));
}

/** The calls that a cluster did not refuse. */
export function happeningsInKubernetes(calls: readonly KubernetesCall[]): Happening[] {
  return calls
    .filter(({ status }) => status < 400)
    .map(({ at, until, verb, resource, namespace, name }) => ({
      at,
      until,
      what: words("kubernetes", verb, resource, [namespace, name].filter((part) => part !== undefined).join("/")),
    }));
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
