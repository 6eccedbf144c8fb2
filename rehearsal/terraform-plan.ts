/** A resource that a plan is about. */
export interface PlannedResource {
  readonly type: string;
  /** Whether it takes the provider's default tags. */
  readonly isTagged: boolean;
  /** What will be done to it, in words: `update aws_eks_cluster vpc_config`; undefined where nothing will. */
  readonly change: string | undefined;
}

/** What a deploy of a stack would do. */
export interface Plan {
  /** Every managed resource that was looked at, where anything would change. */
  readonly resources: readonly PlannedResource[];
  /** What would be done, sorted; empty where nothing would. */
  readonly changes: readonly string[];
}

export const EMPTY_PLAN: Plan = { resources: [], changes: [] };

/** `terraform show -json` of a plan, as far as it is read here. */
interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly configuration?: {
    readonly root_module?: {
      readonly resources?: readonly { readonly address: string; readonly expressions?: Attributes }[];
    };
  };
}

interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Attributes | null;
    readonly after: Attributes | null;
    readonly after_unknown?: Attributes;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

type Attributes = Readonly<Record<string, unknown>>;

/** What Terraform calls a change of outputs alone, for which it lists no resource. */
export const OUTPUTS_ONLY = "change outputs";

/** Reads `terraform show -json` of a plan that is not empty. */
export function readPlan(text: string): Plan {
  const { resource_changes: all = [], configuration } = JSON.parse(text) as PlanJson;
  const configured = new Map(
    (configuration?.root_module?.resources ?? []).map(({ address, expressions = {} }) => [address, expressions]),
  );
  const resources = all
    .filter(({ mode }) => mode === "managed")
    .map((resource) => ({
      type: resource.type,
      isTagged: "tags_all" in (resource.change.before ?? resource.change.after ?? {}),
      change: changeOf(resource, Object.keys(configured.get(resource.address) ?? {})),
    }));
  const changes = resources.flatMap(({ change }) => change ?? []).sort();
  return { resources, changes: changes.length > 0 ? changes : [OUTPUTS_ONLY] };
}

/** `create TYPE`, `delete TYPE`, and with the attributes that make the difference `update TYPE …` and `replace TYPE …`. */
function changeOf({ type, change }: ResourceChange, configured: readonly string[]): string | undefined {
  const { actions, replace_paths: paths = [] } = change;
  if (actions.join() === "no-op") return undefined;
  const isReplacement = actions.includes("create") && actions.includes("delete");
  if (isReplacement) return words("replace", type, [...new Set(paths.map(([attribute]) => String(attribute)))]);
  if (actions.join() === "update") return words("update", type, differences(change, configured));
  return words(actions.join("-and-"), type, []);
}

/**
 * The attributes that will be otherwise. What is not known before it is applied is left out of `after`: it counts where
 * it is configured, and not where it is a result, which differ between versions of providers.
 */
function differences(
  { before, after, after_unknown: unknown }: ResourceChange["change"],
  configured: readonly string[],
) {
  const known = Object.keys(after ?? {}).filter(
    (name) => JSON.stringify(after?.[name]) !== JSON.stringify(before?.[name]),
  );
  return [...new Set([...known, ...configured.filter((name) => unknown?.[name] === true)])];
}

function words(action: string, type: string, attributes: readonly string[]): string {
  return [action, type, ...[...attributes].sort()].join(" ");
}
