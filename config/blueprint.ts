import { z } from "zod";
import { dnsSchema } from "./dns";
import { expected, show } from "./faults";
import { accountId, accountOfRole, region, roleArn, tags, text } from "./fields";
import { stateBucketName } from "./names";
import { networkSchema } from "./network";
import { stateSchema } from "./state";
import { AWS_PROVIDER_VERSION } from "./versions";

const providerVersionsSchema = z
  .strictObject(
    {
      /**
       * Exact version of hashicorp/aws, for mirrors, air-gapped sites and newer patch levels.
       * @default "6.25.0", which the bindings were generated from
       */
      aws: text('an exact version such as "6.25.0"', (value) => /^\d+\.\d+\.\d+$/.test(value)).default(
        AWS_PROVIDER_VERSION,
      ),
    },
    expected("an object of provider versions"),
  )
  .prefault({});

const clusterSchema = z.strictObject(
  {
    /**
     * The EKS cluster's name: 1 to 100 letters, digits, `-` and `_`, starting with a letter or digit. In lower case it
     * names the cluster's stacks and states, so it cannot be changed later.
     */
    name: text("1 to 100 letters, digits, - and _, starting with a letter or digit", (value) =>
      /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/.test(value),
    ),
    /**
     * The account the cluster lives in, 12 digits.
     * @default the configuration's `account`
     */
    account: accountId().optional(),
    /**
     * The region the cluster lives in.
     * @default the configuration's `region`
     */
    region: region().optional(),
    /**
     * ARN of a role in the cluster's account that Terraform assumes for all of the cluster's stacks.
     * @default the caller's own credentials
     */
    assumeRole: roleArn().optional(),
    /** The VPC and what is in it. */
    network: networkSchema,
    /**
     * A public Route 53 zone beside the cluster.
     * @default none
     */
    dns: dnsSchema.optional(),
  },
  expected("an object that describes a cluster"),
);

export const blueprintSchema = z
  .strictObject(
    {
      /**
       * Names the deployment: the tag `project` on everything, and the beginning of the state bucket's name, so 1 to 27
       * letters, digits and hyphens in most regions. It cannot be changed later.
       * @default "carpenter"
       */
      project: text("letters, digits and hyphens, starting and ending with a letter or digit", (value) =>
        /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(value),
      ).default("carpenter"),
      /**
       * The AWS account to deploy into, 12 digits. Every provider and backend refuses any other.
       * @default the environment's AWS_ACCOUNT_ID, else the documentation account 111122223333, which refuses every deploy
       */
      account: accountId().optional(),
      /** The region of the state bucket, and of each cluster that names none. */
      region: region(),
      /**
       * Tags on everything that takes tags, besides `project`, `cluster` and `managed-by`.
       * @default {}
       */
      tags: tags().default({}),
      /** Where Terraform keeps its state. */
      state: stateSchema,
      /** Versions of the Terraform providers. */
      providerVersions: providerVersionsSchema,
      /** The clusters, each with a network and stacks of its own; one or more. */
      clusters: z
        .array(clusterSchema, expected("a list of clusters"))
        .min(1, expected("at least one cluster", "to remove the last one, destroy it")),
    },
    expected("a configuration object", "export default defineBlueprint({ … })"),
  )
  .superRefine(
    (draft, context) => {
      const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
      checkStateBucket(draft, refuse);
      checkRoleAccount(draft.state?.account ?? draft.account, draft.state?.assumeRole, ["state", "assumeRole"], refuse);
      if (!Array.isArray(draft.clusters)) return;
      draft.clusters.forEach((cluster, index) => {
        const path = ["clusters", index];
        checkRoleAccount(cluster?.account ?? draft.account, cluster?.assumeRole, [...path, "assumeRole"], refuse);
        checkZones(cluster?.region ?? draft.region, cluster?.network?.zones, [...path, "network", "zones"], refuse);
        const twin = draft.clusters.findIndex(
          (other, before) => before < index && sameIgnoringCase(other?.name, cluster?.name),
        );
        if (twin >= 0) {
          refuse(
            [...path, "name"],
            `expected a name that differs from clusters[${twin}].name by more than case, got ${show(cluster.name)}`,
          );
        }
      });
    },
    // Also where another field is at fault, so that all faults are told at once: nothing here may trust a value's type.
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

/** The configuration as a user writes it. */
export type Blueprint = z.input<typeof blueprintSchema>;

/** The configuration after validation, with every default in place. */
export type ValidBlueprint = z.output<typeof blueprintSchema>;

/** Gives the configuration file its types; the loader validates it. */
export function defineBlueprint(blueprint: Blueprint): Blueprint {
  return blueprint;
}

type Refuse = (path: PropertyKey[], message: string) => void;

/** A value that passed its own check, or undefined. */
function valid<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function checkStateBucket(draft: ValidBlueprint, refuse: Refuse): void {
  const project = valid(blueprintSchema.shape.project, draft.project);
  const home = valid(region(), draft.region);
  if (project === undefined || home === undefined || draft.state?.backend !== "s3") return;
  const name = stateBucketName(project, "1".repeat(12), home);
  if (name.length > 63) {
    refuse(
      ["project"],
      `expected at most ${63 - (name.length - project.length)} characters, so that the state bucket's name <project>-tfstate-<account>-${home} has no more than 63, got ${show(project)}`,
    );
  }
  const reserved = ["xn--", "sthree-", "amzn-s3-demo-"].find((prefix) => name.startsWith(prefix));
  if (reserved !== undefined) {
    refuse(
      ["project"],
      `expected a name that S3 does not reserve for bucket names, got ${show(project)}; "${reserved}" is`,
    );
  }
}

function checkRoleAccount(account: unknown, role: unknown, path: PropertyKey[], refuse: Refuse): void {
  const validAccount = valid(accountId(), account);
  const validRole = valid(roleArn(), role);
  if (validAccount === undefined || validRole === undefined || accountOfRole(validRole) === validAccount) return;
  refuse(path, `expected a role in account ${validAccount}, got ${show(validRole)}`);
}

function checkZones(home: unknown, zones: unknown, path: PropertyKey[], refuse: Refuse): void {
  const validRegion = valid(region(), home);
  const names = valid(networkSchema.unwrap().shape.zones, zones);
  if (validRegion === undefined || !Array.isArray(names)) return;
  if (names.some((name) => name.slice(0, -1) !== validRegion)) {
    refuse(path, `expected zones of ${validRegion} such as "${validRegion}a", got ${show(names)}`);
  }
}

function sameIgnoringCase(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}
