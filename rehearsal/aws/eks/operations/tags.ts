import type { Call, Operation } from "../call";
import type { StoredCluster } from "../cluster-state";
import { refuse } from "../refusals";

interface Named {
  readonly resourceArn: string;
}

/** Whatever has tags. */
interface Tagged {
  tags: Record<string, string>;
}

export const TAG_OPERATIONS = {
  ListTagsForResource: (call: Call<Named>) => ({ tags: findTagged(call).tags }),

  TagResource: (call: Call<Named & Tagged>) => {
    const tagged = findTagged(call);
    const reserved = Object.keys(call.input.tags).find((key) => key.startsWith("aws:"));
    if (reserved !== undefined) throw refuse("tag-reserved", { key: reserved });
    tagged.tags = { ...tagged.tags, ...call.input.tags };
    return {};
  },

  UntagResource: (call: Call<Named & { readonly tagKeys: readonly string[] }>) => {
    const tagged = findTagged(call);
    const kept = Object.entries(tagged.tags).filter(([key]) => !call.input.tagKeys.includes(key));
    tagged.tags = Object.fromEntries(kept);
    return {};
  },
} satisfies Record<string, Operation>;

function findTagged({ input, clusters }: Call<Named>): Tagged {
  const found = [...clusters.values()].flatMap(taggedOf).find(([arn]) => arn === input.resourceArn);
  if (found === undefined) throw refuse("tagged-unknown", { arn: input.resourceArn });
  return found[1];
}

function taggedOf(cluster: StoredCluster): (readonly [string, Tagged])[] {
  return [
    [cluster.described.arn, cluster.described],
    ...[...cluster.nodegroups.values()].map((group) => [group.nodegroupArn, group] as const),
    ...[...cluster.addons.values()].map((addon) => [addon.addonArn, addon] as const),
    ...[...cluster.accessEntries.values()].map((entry) => [entry.accessEntryArn, entry] as const),
    ...[...cluster.associations.values()].map((association) => [association.associationArn, association] as const),
  ];
}
