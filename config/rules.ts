import { z } from "zod";
import { show } from "./faults";
import { accountId, accountOfRole, project, region, roleArn } from "./fields";
import { stateBucketName } from "./names";
import { zones } from "./network";

/** A configuration that may be at fault: what a rule reads may be missing, or anything. */
interface Draft {
  readonly project?: unknown;
  readonly account?: unknown;
  readonly region?: unknown;
  readonly state?: { readonly backend?: unknown; readonly account?: unknown; readonly assumeRole?: unknown };
  readonly clusters?: readonly (DraftCluster | undefined)[];
}

interface DraftCluster {
  readonly name?: unknown;
  readonly account?: unknown;
  readonly region?: unknown;
  readonly assumeRole?: unknown;
  readonly network?: { readonly zones?: unknown };
}

type Refuse = (path: PropertyKey[], message: string) => void;

/** Rules that span groups of the configuration. A rule is silent where a field that it reads is itself at fault. */
export function checkAcrossFields(draft: Draft, refuse: Refuse): void {
  checkStateBucket(draft, refuse);
  checkRoleAccount(draft.state?.account ?? draft.account, draft.state?.assumeRole, ["state", "assumeRole"], refuse);
  if (!Array.isArray(draft.clusters)) return;
  draft.clusters.forEach((cluster: DraftCluster | undefined, index) => {
    const path = ["clusters", index];
    checkName(draft, index, refuse);
    checkRoleAccount(cluster?.account ?? draft.account, cluster?.assumeRole, [...path, "assumeRole"], refuse);
    checkZones(cluster?.region ?? draft.region, cluster?.network?.zones, [...path, "network", "zones"], refuse);
  });
}

/** A value that passes its own check, or undefined. */
function valid<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function checkStateBucket(draft: Draft, refuse: Refuse): void {
  const name = valid(project(), draft.project);
  const home = valid(region(), draft.region);
  if (name === undefined || home === undefined || draft.state?.backend !== "s3") return;
  const bucket = stateBucketName(name, "1".repeat(12), home);
  if (bucket.length > 63) {
    refuse(
      ["project"],
      `expected at most ${63 - (bucket.length - name.length)} characters, so that the state bucket's name <project>-tfstate-<account>-${home} has no more than 63, got ${show(name)}`,
    );
  }
  const reserved = ["xn--", "sthree-", "amzn-s3-demo-"].find((prefix) => bucket.startsWith(prefix));
  if (reserved !== undefined) {
    refuse(
      ["project"],
      `expected a name that S3 does not reserve for bucket names, got ${show(name)}; "${reserved}" is`,
    );
  }
}

function checkName(draft: Draft, index: number, refuse: Refuse): void {
  const lower = (at: number) => {
    const name = draft.clusters?.[at]?.name;
    return typeof name === "string" ? name.toLowerCase() : undefined;
  };
  const twin = Array.from({ length: index }, (_, before) => before).find((before) => lower(before) === lower(index));
  if (twin === undefined || lower(index) === undefined) return;
  refuse(
    ["clusters", index, "name"],
    `expected a name that differs from clusters[${twin}].name by more than case, got ${show(draft.clusters?.[index]?.name)}`,
  );
}

function checkRoleAccount(account: unknown, role: unknown, path: PropertyKey[], refuse: Refuse): void {
  const validAccount = valid(accountId(), account);
  const validRole = valid(roleArn(), role);
  if (validAccount === undefined || validRole === undefined || accountOfRole(validRole) === validAccount) return;
  refuse(path, `expected a role in account ${validAccount}, got ${show(validRole)}`);
}

function checkZones(home: unknown, value: unknown, path: PropertyKey[], refuse: Refuse): void {
  const validRegion = valid(region(), home);
  const names = valid(zones(), value);
  if (validRegion === undefined || !Array.isArray(names)) return;
  if (names.some((name) => name.slice(0, -1) !== validRegion)) {
    refuse(path, `expected zones of ${validRegion} such as "${validRegion}a", got ${show(names)}`);
  }
}
