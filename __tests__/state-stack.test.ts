import type { Blueprint } from "../config/blueprint";
import {
  cluster,
  inventoryOf,
  MINIMAL,
  type StackJson,
  statementsOf,
  synthesise,
  synthesiseStack,
  theOnly,
} from "./helpers/synth";

const stateStack = (state: Blueprint["state"] = {}): StackJson => synthesiseStack("state", { ...MINIMAL, state });
const BUCKET = "carpenter-tfstate-111122223333-ap-southeast-2";

describe("the state stack", () => {
  const stack = stateStack();

  test("has what it needs and no more", () => {
    expect(inventoryOf(stack)).toEqual({
      aws_s3_bucket: 1,
      aws_s3_bucket_ownership_controls: 1, // no ACLs
      aws_s3_bucket_public_access_block: 1,
      aws_s3_bucket_policy: 1, // TLS only
      aws_s3_bucket_server_side_encryption_configuration: 1,
      aws_s3_bucket_versioning: 1, // a state overwritten by mistake can be had back
      aws_s3_bucket_lifecycle_configuration: 1, // and is not kept for ever
    });
  });

  test("keeps its own state beside the output folder, for no bucket exists before it", () => {
    expect(stack.terraform.backend).toEqual({
      local: { path: "../../../.terraform-state/carpenter-111122223333-ap-southeast-2/state.tfstate" },
    });
  });

  test("names the bucket after project, account and region, and tells it", () => {
    expect(theOnly(stack, "aws_s3_bucket").bucket).toBe(BUCKET);
    expect(stack.output?.state_bucket?.value).toMatch(/^\$\{aws_s3_bucket\.\w+\.bucket\}$/);
  });

  test("protects the bucket unless force destroy is chosen", () => {
    expect(theOnly(stack, "aws_s3_bucket")).toMatchObject({
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(theOnly(stateStack({ forceDestroy: true }), "aws_s3_bucket")).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  test("keeps the bucket private", () => {
    expect(theOnly(stack, "aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(theOnly(stack, "aws_s3_bucket_ownership_controls").rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
  });

  test("refuses plaintext transport, once public access is blocked", () => {
    const policy = theOnly(stack, "aws_s3_bucket_policy");
    expect(statementsOf(policy.policy)).toEqual([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [expect.stringMatching(/\.arn\}$/), expect.stringMatching(/\.arn\}\/\*$/)],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(policy.depends_on).toEqual([expect.stringMatching(/^aws_s3_bucket_public_access_block\./)]);
  });

  test("versions the bucket and then lets old versions and broken uploads expire", () => {
    expect(theOnly(stack, "aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    const lifecycle = theOnly(stack, "aws_s3_bucket_lifecycle_configuration");
    expect(lifecycle.rule).toMatchObject([
      { status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: 90 }] },
      { status: "Enabled", abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
    ]);
    expect(lifecycle.depends_on).toEqual([expect.stringMatching(/^aws_s3_bucket_versioning\./)]);
  });

  test("encrypts with S3's key by default", () => {
    expect(theOnly(stack, "aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
  });

  test("encrypts with a rotated key of ours by choice, whose policy delegates to the account", () => {
    const kms = stateStack({ encryption: "SSE-KMS" });
    expect(theOnly(kms, "aws_s3_bucket_server_side_encryption_configuration").rule).toMatchObject([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: expect.stringMatching(/^\$\{aws_kms_key\.\w+\.arn\}$/) as string,
        },
        bucket_key_enabled: true,
      },
    ]);
    const key = theOnly(kms, "aws_kms_key");
    expect(key).toMatchObject({ enable_key_rotation: true, lifecycle: { prevent_destroy: true } });
    expect(statementsOf(key.policy)).toEqual([
      {
        Sid: "DelegateToTheAccount",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
    expect(theOnly(kms, "aws_kms_alias").name).toBe(`alias/${BUCKET}`);
  });

  test("lives in the state's own account and region, with its role", () => {
    const assumeRole = "arn:aws:iam::444455556666:role/state";
    const own = synthesiseStack("state", {
      ...MINIMAL,
      state: { account: "444455556666", assumeRole },
      clusters: [cluster("Carpenter", { region: "eu-west-1" })],
    });
    expect(own.provider.aws?.[0]).toMatchObject({
      region: "ap-southeast-2",
      allowed_account_ids: ["444455556666"],
      assume_role: [{ role_arn: assumeRole }],
    });
    expect(theOnly(own, "aws_s3_bucket").bucket).toBe("carpenter-tfstate-444455556666-ap-southeast-2");
  });

  test("is not there with local state, nor where only a part of the clusters is built", () => {
    expect(Object.keys(synthesise({ ...MINIMAL, state: { backend: "local" } }).stacks)).not.toContain("state");
    const two = { ...MINIMAL, clusters: [cluster("a"), cluster("b")] };
    const part = Object.keys(synthesise(two, { BLUEPRINT_CLUSTERS: "b" }).stacks);
    expect(part.filter((name) => !name.startsWith("b-"))).toEqual([]);
  });

  test("matches the reviewed snapshot", () => {
    expect(stateStack({ forceDestroy: true })).toMatchSnapshot();
  });
});
