import { z } from "zod";
import { group } from "./faults";
import { text } from "./fields";

/** What an organisation asks of every role. */
export const iamSchema = z
  .strictObject(
    {
      /**
       * ARN of a policy that bounds what every role of the cluster may do.
       * @default none
       */
      permissionsBoundary: text(
        'the ARN of an IAM policy such as "arn:aws:iam::111122223333:policy/boundary"',
        (value) => /^arn:aws(-[a-z]+)*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(value),
      ).optional(),
      /**
       * Path of every role of the cluster but Karpenter's node role, which must have none.
       * @default "/"
       */
      rolePath: text(
        'a path such as "/eks/"',
        (value) => /^\/([\w+=,.@-]+\/)*$/.test(value) && value.length <= 512,
      ).default("/"),
    },
    group,
  )
  .prefault({});
