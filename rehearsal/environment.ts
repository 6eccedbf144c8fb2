import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** The key that a rehearsal's commands sign with. */
export const KEY = { id: "rehearsal", secret: "rehearsal" };

/** Where the rehearsed configuration lies in a rehearsal's folder. */
export function configurationFile(folder: string): string {
  return join(folder, "blueprint.config.js");
}

/** What leads a command to a rehearsal's configuration and AWS, and nowhere else. */
export function exportsOf(folder: string): Record<string, string> {
  const nowhere = join(folder, "no-aws-configuration");
  return {
    AWS_ACCESS_KEY_ID: KEY.id,
    AWS_SECRET_ACCESS_KEY: KEY.secret,
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: "true",
    // No call leaves the machine, not even one that was made without the stand-in's address.
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_PAGER: "",
    BLUEPRINT_CONFIG: configurationFile(folder),
    // The CLI's own cache may be the mirror that providers come from.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    CHECKPOINT_DISABLE: "1",
  };
}

/** Nothing of the user's AWS set-up reaches a rehearsal, and nothing of a rehearsal reaches AWS. */
export function environmentOf(folder: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && (!name.startsWith("AWS_") || name === "AWS_ACCOUNT_ID"),
  ) as [string, string][];
  return {
    ...Object.fromEntries(inherited.filter(([name]) => name !== "BLUEPRINT_CLUSTERS")),
    ...exportsOf(folder),
    ...writesWithin(folder),
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  };
}

/** What commands write besides what they are asked to: a rehearsal leaves no file outside of its folder. */
function writesWithin(folder: string): Record<string, string> {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  return { TMPDIR: temporary, KUBECACHEDIR: join(temporary, "kubectl"), npm_config_logs_max: "0" };
}
