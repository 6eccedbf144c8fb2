/** Every version the blueprint pins, each with its source. */

/** The provider releases that the bindings in package.json were generated from. */
export const PROVIDER_VERSIONS = {
  /** @cdktf/provider-aws 21.22.1 */
  aws: "6.25.0",
  /** @cdktf/provider-helm 12.1.2 */
  helm: "3.1.1",
  /** @cdktf/provider-kubernetes 12.1.1 */
  kubernetes: "2.38.0",
  /** @cdktf/provider-time 11.0.1 */
  time: "0.13.1",
} as const;

/** The first Terraform, and OpenTofu, whose S3 backend locks without DynamoDB (`use_lockfile`). */
export const MINIMUM_TERRAFORM_VERSION = "1.10.0";

/** Whether a version is the minimum or newer, as far as the minimum goes: `1.14.1` is at least `1.14`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const parts = (text: string) => text.split(".").map(Number);
  const [actual, needed] = [parts(version), parts(minimum)];
  const difference = needed.map((part, index) => (actual[index] ?? NaN) - part).find((part) => part !== 0) ?? 0;
  return difference >= 0;
}
