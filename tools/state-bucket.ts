import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Settings } from "../config/settings";
import { localStateFile, MANAGED_BY, stackOfStateKey, STATE_STACK, stateKeyAlias } from "../config/names";
import { Aws, AwsError } from "./aws";
import { Failure } from "./failure";
import { capture, runVisibly, shellWords } from "./run";

/** The parts of a Terraform state that are looked at here. */
interface TerraformState {
  readonly resources?: readonly {
    readonly type: string;
    readonly instances?: readonly { readonly attributes?: { readonly force_destroy?: boolean } }[];
  }[];
}

/** What this machine's local state says of the state stack. */
export class LocalState {
  private constructor(
    readonly file: string,
    private readonly resources: NonNullable<TerraformState["resources"]>,
  ) {}

  /** @throws Failure where the file is there and is no state */
  static read(settings: Settings, output: string): LocalState {
    const { project, state } = settings;
    const file = join(dirname(output), localStateFile({ ...state, project }, STATE_STACK));
    if (!existsSync(file)) return new LocalState(file, []);
    const content = parseState(readFileSync(file, "utf8"));
    if (content === undefined) {
      throw new Failure(
        `${file}: expected a Terraform state, got something else; put back its backup, or move it away`,
      );
    }
    return new LocalState(file, content.resources ?? []);
  }

  get isEmpty(): boolean {
    return this.resources.length === 0;
  }

  /** Whether a resource of the type is in it. */
  has(type: string): boolean {
    return this.resources.some((resource) => resource.type === type);
  }

  /** Whether the bucket was deployed so that a destroy may empty it: Terraform goes by the state, not the configuration. */
  get mayForceDestroy(): boolean {
    const bucket = this.resources.find(({ type }) => type === "aws_s3_bucket");
    return bucket?.instances?.[0]?.attributes?.force_destroy === true;
  }
}

/** Where the state bucket stands: `known` means that this machine's local state holds it. */
export type BucketStatus = "absent" | "known" | "unknown";

/**
 * Looks whether the state bucket is there, is ours, and is known to this machine's local state.
 *
 * @throws Failure where a bucket of that name exists and is not ours, or where ours is gone
 */
export async function inspectStateBucket(settings: Settings, local: LocalState): Promise<BucketStatus> {
  const { bucket, account } = settings.state;
  const aws = await Aws.at(settings.state);
  const isKnown = local.has("aws_s3_bucket");
  try {
    await aws.call("s3api", "head-bucket", { bucket, "expected-bucket-owner": account });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code !== "404") {
      throw new Failure(
        `state bucket ${bucket}: expected one of ours in account ${account}, got: ${error.answer}; another account owns the name, or these credentials may not read it`,
      );
    }
    if (!isKnown) return "absent";
    throw new Failure(
      `state bucket ${bucket}: expected it, because ${local.file} holds it, got none; restore it, or move that file away to begin anew: what the lost states knew still runs, tagged managed-by=${MANAGED_BY} and project=${settings.project}`,
    );
  }
  if (isKnown) return "known";
  const tags = await bucketTags(aws, bucket);
  if (tags["managed-by"] !== MANAGED_BY || tags.project !== settings.project) {
    throw new Failure(
      `state bucket ${bucket}: expected the tags managed-by=${MANAGED_BY} and project=${settings.project}, got ${JSON.stringify(tags)}; it is not ours, so choose another project name, or tag it if it should be`,
    );
  }
  return "unknown";
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

/** The stacks whose states in the bucket still hold resources; a state that cannot be read counts as one that does. */
export async function occupantsOf(settings: Settings): Promise<string[]> {
  const aws = await Aws.at(settings.state);
  const { bucket } = settings.state;
  const { Contents = [] } = await aws.call<{ Contents?: { Key: string }[] }>("s3api", "list-objects-v2", { bucket });
  const occupants: string[] = [];
  for (const { Key } of Contents) {
    const stack = stackOfStateKey(Key);
    if (stack === undefined) continue;
    const state = parseState(await aws.readObject(bucket, Key));
    if (state?.resources?.length !== 0) occupants.push(stack);
  }
  return occupants;
}

function parseState(text: string): TerraformState | undefined {
  try {
    const state = JSON.parse(text) as TerraformState | null;
    return state !== null && Array.isArray(state.resources) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Takes an existing bucket, and all that belongs to it, into local state; what is there already is left out. */
export async function importStateBucket(settings: Settings, output: string, terraform: string): Promise<void> {
  const folder = join(output, "stacks", STATE_STACK);
  const configuration = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
    resource: Record<string, Record<string, unknown>>;
  };
  await terraformIn(folder, terraform, ["init", "-input=false"]);
  const present = (await capture(terraform, ["state", "list"], { cwd: folder })).stdout.split("\n");
  for (const [type, resources] of Object.entries(configuration.resource)) {
    for (const address of Object.keys(resources).map((name) => `${type}.${name}`)) {
      if (present.includes(address)) continue;
      await terraformIn(folder, terraform, ["import", "-input=false", address, await importId(settings, type)]);
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
