/** Every version the blueprint pins, each with its source. */

/** The provider release that the bindings in package.json were generated from (@cdktf/provider-aws 21.22.1). */
export const AWS_PROVIDER_VERSION = "6.25.0";

/** The first Terraform, and OpenTofu, whose S3 backend locks without DynamoDB (`use_lockfile`). */
export const MINIMUM_TERRAFORM_VERSION = "1.10.0";
