import type { Settings } from "../config/load";
import { CLUSTER_STACKS, MANAGED_BY, stackName } from "../config/names";
import { Aws } from "./aws";

/**
 * Lists what AWS still shows with the tags of clusters whose stacks were all destroyed. The tagging API remembers some
 * resources (NAT gateways, endpoints) for an hour after they are gone, so this informs and does not fail.
 */
export async function reportLeftovers(settings: Settings, destroyed: readonly string[]): Promise<void> {
  const gone = settings.clusters.filter(({ name }) =>
    CLUSTER_STACKS.every((stack) => destroyed.includes(stackName(name, stack))),
  );
  for (const cluster of gone) {
    const arns = await taggedResources(settings.project, cluster);
    console.log(
      arns.length === 0
        ? `${cluster.name}: AWS shows nothing with its tags any more`
        : `${cluster.name}: AWS still shows these with its tags (for up to an hour also some that are gone):\n${arns.map((arn) => `  ${arn}`).join("\n")}`,
    );
  }
}

async function taggedResources(project: string, cluster: Settings["clusters"][number]): Promise<string[]> {
  const aws = await Aws.at(cluster);
  const wanted = { "managed-by": MANAGED_BY, project, cluster: cluster.name };
  const { ResourceTagMappingList } = await aws.call<{ ResourceTagMappingList: { ResourceARN: string }[] }>(
    "resourcegroupstaggingapi",
    "get-resources",
    { "tag-filters": Object.entries(wanted).map(([key, value]) => `Key=${key},Values=${value}`) },
  );
  return ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN).sort();
}
