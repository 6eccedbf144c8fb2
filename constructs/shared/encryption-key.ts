import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { partitionOf } from "../../config/aws";
import { policyDocument } from "./policy-document";

export interface EncryptionKeyProps {
  readonly account: string;
  readonly region: string;
  /** `alias/…` */
  readonly alias: string;
  readonly description: string;
  /** Whether Terraform refuses to plan the key's destruction. */
  readonly preventDestroy: boolean;
}

/**
 * A symmetric KMS key that is rotated each year, and its alias. Its policy delegates to the account, so IAM decides who
 * uses it, and it is the same whoever deploys. Deleted 30 days after a destroy. About 1 USD a month.
 */
export class EncryptionKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    this.key = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([
        {
          Sid: "DelegateToTheAccount",
          Effect: "Allow",
          Principal: { AWS: `arn:${partitionOf(props.region)}:iam::${props.account}:root` },
          Action: "kms:*",
          Resource: "*",
        },
      ]),
      lifecycle: { preventDestroy: props.preventDestroy },
    });
    this.alias = new KmsAlias(this, "alias", { name: props.alias, targetKeyId: this.key.id });
  }
}
