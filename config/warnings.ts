import { DOCUMENTATION_ACCOUNT } from "./aws";
import type { Settings } from "./load";

/** What works and yet deserves a second thought: one sentence each, path first. */
export function warningsOf(settings: Omit<Settings, "warnings">): string[] {
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
  settings.clusters.forEach((cluster) => {
    if (protectedState && cluster.network.natGateway === "single") {
      const index = settings.clusterNames.indexOf(cluster.name);
      warnings.push(
        `clusters[${index}].network.natGateway: "single" is one point of failure in a configuration that protects its state; "per-zone" is not`,
      );
    }
  });
  return warnings;
}
