import { clusterStacksOf } from "../config/cluster-stacks";
import type { Settings } from "../config/settings";
import { MANAGED_BY, stackName } from "../config/names";
import { Aws, AwsError } from "./aws";

/**
 * Lists what AWS still shows with the tags of clusters whose stacks were all destroyed. The tagging API remembers some
 * resources (NAT gateways, endpoints) for an hour after they are gone, so this informs and does not fail.
 */
export async function reportLeftovers(settings: Settings, destroyed: readonly string[]): Promise<void> {
  const gone = settings.clusters.filter((cluster) =>
    clusterStacksOf(cluster).every((stack) => destroyed.includes(stackName(cluster.name, stack))),
  );
  for (const cluster of gone) {
    // What is global, such as a Route 53 zone, is listed in us-east-1.
    for (const region of new Set([cluster.region, ...(cluster.dns === undefined ? [] : ["us-east-1"])])) {
      console.log(await leftoversIn(settings.project, cluster, region));
    }
  }
}

async function leftoversIn(project: string, cluster: Settings["clusters"][number], region: string): Promise<string> {
  try {
    const aws = await Aws.at({ ...cluster, region });
    const wanted = { "managed-by": MANAGED_BY, project, cluster: cluster.name };
    const { ResourceTagMappingList } = await aws.call<{ ResourceTagMappingList: { ResourceARN: string }[] }>(
      "resourcegroupstaggingapi",
      "get-resources",
      { "tag-filters": Object.entries(wanted).map(([key, value]) => `Key=${key},Values=${value}`) },
    );
    const arns = ResourceTagMappingList.map(({ ResourceARN }) => `  ${ResourceARN}`).sort();
    return arns.length === 0
      ? `${cluster.name}: the tagging API shows nothing of it in ${region}`
      : `${cluster.name}: the tagging API still shows these in ${region} (for up to an hour also some that are gone):\n${arns.join("\n")}`;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${cluster.name}: could not look for what is left in ${region}: ${error.answer}`;
  }
}
