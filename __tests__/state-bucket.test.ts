import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { localStateFile, STATE_STACK } from "../config/names";
import { inspectStateBucket, LocalState, occupantsOf } from "../tools/state-bucket";
import { withCommands } from "./helpers/stand-ins";
import { MINIMAL, settingsOf } from "./helpers/synth";

const settings = settingsOf(MINIMAL);
const BUCKET = "carpenter-tfstate-111122223333-ap-southeast-2";
const refusal = (operation: string, code: string) =>
  `echo "An error occurred (${code}) when calling the ${operation} operation: no" >&2; exit 254`;

/** An `aws` that answers by service and operation, and refuses what it was not told. */
const aws = (answers: Readonly<Record<string, string>>) => ({
  aws: `case "$1 $2" in\n${Object.entries(answers)
    .map(([call, script]) => `"${call}") ${script} ;;`)
    .join("\n")}\n*) echo "unexpected: $*" >&2; exit 1 ;;\nesac`,
});
const say = (value: unknown) => `echo '${JSON.stringify(value)}'`;
const tags = (record: Record<string, string>) =>
  say({ TagSet: Object.entries(record).map(([Key, Value]) => ({ Key, Value })) });

describe("local state", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "carpenter-state-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function withState(text: string): LocalState {
    const file = join(folder, localStateFile({ ...settings.state, project: settings.project }, STATE_STACK));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return LocalState.read(settings, join(folder, "cdktf.out"));
  }
  const bucketState = (forceDestroy: boolean) =>
    JSON.stringify({
      resources: [{ type: "aws_s3_bucket", instances: [{ attributes: { force_destroy: forceDestroy } }] }],
    });

  test("is empty where there is none", () => {
    expect(LocalState.read(settings, join(folder, "cdktf.out"))).toMatchObject({ isEmpty: true });
  });

  test("tells what was deployed, and how", () => {
    expect(withState(bucketState(true)).mayForceDestroy).toBe(true);
    expect(withState(bucketState(false)).mayForceDestroy).toBe(false);
    expect(withState(bucketState(false)).has("aws_s3_bucket")).toBe(true);
    expect(withState(bucketState(false)).has("aws_kms_key")).toBe(false);
  });

  test("is refused where it is cut off", () => {
    expect(() => withState('{"resources": [')).toThrow("expected a Terraform state, got something else");
  });

  test("of another project is not looked at", () => {
    withState(bucketState(true));
    expect(LocalState.read(settingsOf({ ...MINIMAL, project: "acme" }), join(folder, "cdktf.out")).isEmpty).toBe(true);
  });

  describe("and the bucket", () => {
    const ours = tags({ "managed-by": "carpenter", project: "carpenter" });
    const inspect = (answers: Readonly<Record<string, string>>, local: LocalState): Promise<string> =>
      withCommands(aws(answers), () => inspectStateBucket(settings, local));
    const nothing = () => LocalState.read(settings, join(folder, "cdktf.out"));

    test("absent, unknown or known", async () => {
      const head = { "s3api head-bucket": "true", "s3api get-bucket-tagging": ours };
      expect(await inspect({ "s3api head-bucket": refusal("HeadBucket", "404") }, nothing())).toBe("absent");
      expect(await inspect(head, nothing())).toBe("unknown");
      // Known without its tags too: a first deploy may have stopped between making and tagging it.
      expect(await inspect({ "s3api head-bucket": "true" }, withState(bucketState(true)))).toBe("known");
    });

    test.each([
      ["untagged", refusal("GetBucketTagging", "NoSuchTagSet"), "got {}; it is not ours"],
      [
        "of another project",
        tags({ "managed-by": "carpenter", project: "x" }),
        "it is not ours, so choose another project",
      ],
      ["with tags that may not be read", refusal("GetBucketTagging", "AccessDenied"), "aws s3api get-bucket-tagging: "],
    ])("refused when %s", async (_, answer, message) => {
      const answers = { "s3api head-bucket": "true", "s3api get-bucket-tagging": answer };
      await expect(inspect(answers, nothing())).rejects.toThrow(message);
    });

    test("refused when another account's", async () => {
      await expect(inspect({ "s3api head-bucket": refusal("HeadBucket", "403") }, nothing())).rejects.toThrow(
        `state bucket ${BUCKET}: expected one of ours in account 111122223333, got: An error occurred (403)`,
      );
    });

    test("missed when it is gone though local state holds it", async () => {
      const gone = { "s3api head-bucket": refusal("HeadBucket", "404") };
      await expect(inspect(gone, withState(bucketState(true)))).rejects.toThrow(
        `state bucket ${BUCKET}: expected it, because ${withState(bucketState(true)).file} holds it, got none`,
      );
    });
  });
});

test("stacks that still have resources are told from those that have none, and from others' files", async () => {
  const keys = [
    "a/network.tfstate",
    "a/network.tfstate.tflock",
    "b/network.tfstate",
    "c/cluster.tfstate",
    "team/app.tfstate",
  ];
  const answers = aws({
    "s3api list-objects-v2": say({ Contents: keys.map((Key) => ({ Key })) }),
    "s3 cp": `case "$3" in */a/*) ${say({ resources: [{ type: "aws_vpc" }] })} ;; */b/*) ${say({ resources: [] })} ;; *) echo cut ;; esac`,
  });
  await withCommands(answers, async () => {
    expect(await occupantsOf(settings)).toEqual([
      "a-network",
      // What cannot be read may hold anything.
      "c-cluster",
    ]);
  });
});
