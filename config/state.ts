import { z } from "zod";
import { group } from "./faults";
import { accountId, flag, oneOf, roleArn, wholeNumber } from "./fields";

/** Where Terraform keeps its state. */
export const stateSchema = z
  .strictObject(
    {
      /**
       * `s3`: one bucket for every stack, made by the `state` stack, with a lock file beside each state.
       * `local`: files under `.terraform-state/`, and no `state` stack.
       * @default "s3"
       */
      backend: oneOf(["s3", "local"]).default("s3"),
      /**
       * The account that owns the state bucket, 12 digits.
       * @default the configuration's `account`
       */
      account: accountId().optional(),
      /**
       * ARN of a role in that account, which the `state` stack and every S3 backend assume.
       * @default the caller's own credentials
       */
      assumeRole: roleArn().optional(),
      /**
       * Encryption of the bucket and of every state in it: with S3's own key, or with a KMS key of ours that is rotated
       * each year (about 1 USD a month). From SSE-KMS there is no way back while the bucket lives.
       * @default "SSE-S3"
       */
      encryption: oneOf(["SSE-S3", "SSE-KMS"]).default("SSE-S3"),
      /**
       * Days after which replaced or deleted versions of a state expire, 1 to 3650.
       * @default 90
       */
      noncurrentVersionExpirationDays: wholeNumber("days", 1, 3650).default(90),
      /**
       * Whether a destroy may delete the bucket with every state in it. When false, Terraform refuses to plan the bucket's
       * destruction.
       * @default false
       */
      forceDestroy: flag().default(false),
    },
    group,
  )
  .prefault({});
