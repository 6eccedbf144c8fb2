import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Settings } from "../config/load";
import { clusterOfStateKey, LOCAL_STATE_FOLDER, MANAGED_BY, STATE_STACK, stateKeyAlias } from "../config/names";
import { Aws, AwsError } from "./aws";
import { Failure } from "./failure";
import { runVisibly, shellWords } from "./run";

/** Where the state bucket stands: `known` means that this machine's local state holds it. */
export type BucketStatus = "absent" | "known" | "unknown";

/**
 * Looks whether the state bucket is there, is ours, and is known to this machine's local state.
 *
 * @throws Failure where a bucket of that name exists and is not ours
 */
export async function inspectStateBucket(settings: Settings, output: string): Promise<BucketStatus> {
  const { bucket, account } = settings.state;
  const aws = await Aws.at(settings.state);
  try {
    await aws.call("s3api", "head-bucket", { bucket, "expected-bucket-owner": account });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "404") return "absent";
    throw new Failure(
      `state bucket ${bucket}: expected one of ours in account ${account}, got: ${error.message}; another account owns the name, or these credentials may not read it`,
    );
  }
  const tags = await bucketTags(aws, bucket);
  if (tags["managed-by"] !== MANAGED_BY || tags.project !== settings.project) {
    throw new Failure(
      `state bucket ${bucket}: expected the tags managed-by=${MANAGED_BY} and project=${settings.project}, got ${JSON.stringify(tags)}; it is not ours, so choose another project name, or tag it if it should be`,
    );
  }
  return localStateHolds(output, bucket) ? "known" : "unknown";
}

async function bucketTags(aws: Aws, bucket: string): Promise<Record<string, string>> {
  try {
    const { TagSet } = await aws.call<{ TagSet: { Key: string; Value: string }[] }>("s3api", "get-bucket-tagging", {
      bucket,
    });
    return Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]));
  } catch (error) {
    if (error instanceof AwsError && error.code === "NoSuchTagSet") return {};
    throw error;
  }
}

interface TerraformState {
  readonly resources?: readonly {
    readonly type: string;
    readonly instances?: readonly { readonly attributes?: { readonly bucket?: string } }[];
  }[];
}

function localStateHolds(output: string, bucket: string): boolean {
  const file = join(dirname(output), LOCAL_STATE_FOLDER, `${STATE_STACK}.tfstate`);
  if (!existsSync(file)) return false;
  const state = JSON.parse(readFileSync(file, "utf8")) as TerraformState;
  return (state.resources ?? []).some(
    ({ type, instances }) =>
      type === "aws_s3_bucket" && (instances ?? []).some(({ attributes }) => attributes?.bucket === bucket),
  );
}

/**
 * Clusters whose states in the bucket still hold resources although the configuration no longer has them: removed from
 * the file before they were destroyed.
 */
export async function forgottenClusters(settings: Settings): Promise<string[]> {
  const aws = await Aws.at(settings.state);
  const { bucket } = settings.state;
  const { Contents = [] } = await aws.call<{ Contents?: { Key: string }[] }>("s3api", "list-objects-v2", { bucket });
  const configured = settings.clusterNames.map((name) => name.toLowerCase());
  const forgotten = new Set<string>();
  for (const { Key } of Contents) {
    const cluster = clusterOfStateKey(Key);
    if (cluster === undefined || configured.includes(cluster) || forgotten.has(cluster)) continue;
    const state = JSON.parse(await aws.readObject(bucket, Key)) as TerraformState;
    if ((state.resources ?? []).length > 0) forgotten.add(cluster);
  }
  return [...forgotten].sort();
}

/** Takes an existing bucket, and all that belongs to it, into the state stack's local state. */
export async function importStateBucket(settings: Settings, output: string, terraform: string): Promise<void> {
  const folder = join(output, "stacks", STATE_STACK);
  const configuration = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
    resource: Record<string, Record<string, unknown>>;
  };
  await terraformIn(folder, terraform, ["init", "-input=false"]);
  for (const [type, resources] of Object.entries(configuration.resource)) {
    for (const name of Object.keys(resources)) {
      const id = await importId(settings, type);
      await terraformIn(folder, terraform, ["import", "-input=false", `${type}.${name}`, id]);
    }
  }
}

/** What Terraform imports a resource of the state stack by: the bucket's name, but for the key and its alias. */
async function importId({ state }: Settings, type: string): Promise<string> {
  const alias = stateKeyAlias(state.bucket);
  if (type === "aws_kms_alias") return alias;
  if (type !== "aws_kms_key") return state.bucket;
  const aws = await Aws.at(state);
  const { KeyMetadata } = await aws.call<{ KeyMetadata: { KeyId: string } }>("kms", "describe-key", {
    "key-id": alias,
  });
  return KeyMetadata.KeyId;
}

async function terraformIn(cwd: string, terraform: string, words: readonly string[]): Promise<void> {
  await runVisibly(terraform, words, { cwd, shown: shellWords([terraform, ...words]) });
}
