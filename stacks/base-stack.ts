import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Settings } from "../config/settings";
import { aliasArn, localStatePath, MANAGED_BY, stateKeyAlias } from "../config/names";
import { MINIMUM_TERRAFORM_VERSION } from "../config/versions";

export interface BaseStackProps {
  readonly settings: Settings;
  /** Where the stack's resources live, and the role Terraform assumes there. */
  readonly home: { readonly account: string; readonly region: string; readonly assumeRole?: string | undefined };
  /**
   * The name of the cluster the stack belongs to.
   * @default none: the stack serves all of them
   */
  readonly clusterName?: string;
  /**
   * The key of the stack's state in the state bucket.
   * @default local state, whatever the backend of the other stacks
   */
  readonly stateKey?: string;
}

/**
 * What every stack has: the AWS provider, locked to account and region, with default tags; a backend; plain outputs.
 */
export abstract class BaseStack extends TerraformStack {
  /** The provider's default tags, for what the provider does not reach, such as what a launch template launches. */
  protected readonly tagsOfEverything: Readonly<Record<string, string>>;

  protected constructor(scope: Construct, id: string, props: BaseStackProps) {
    super(scope, id);
    this.tagsOfEverything = tagsOf(props);
    this.addOverride("terraform.required_version", `>= ${MINIMUM_TERRAFORM_VERSION}`);
    this.addAwsProvider(props);
    this.addBackend(props);
  }

  /** An output for people, under its plain name. */
  protected addOutput(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { value, description });
  }

  private addAwsProvider({ settings, home }: BaseStackProps): void {
    new AwsProvider(this, "aws", {
      region: home.region,
      allowedAccountIds: [home.account],
      assumeRole: home.assumeRole === undefined ? undefined : [{ roleArn: home.assumeRole }],
      defaultTags: [{ tags: { ...this.tagsOfEverything } }],
    });
    this.addOverride("terraform.required_providers.aws.version", settings.providerVersions.aws);
  }

  private addBackend({ settings, home, stateKey }: BaseStackProps): void {
    const { state } = settings;
    if (state.backend === "local" || stateKey === undefined) {
      new LocalBackend(this, { path: localStatePath({ ...home, project: settings.project }, this.node.id) });
      return;
    }
    new S3Backend(this, {
      bucket: state.bucket,
      key: stateKey,
      region: state.region,
      encrypt: true,
      // Without it `encrypt` writes AES256 over the bucket's KMS default.
      kmsKeyId:
        state.encryption === "SSE-KMS" ? aliasArn(state.region, state.account, stateKeyAlias(state.bucket)) : undefined,
      allowedAccountIds: [state.account],
      assumeRole: state.assumeRole === undefined ? undefined : { roleArn: state.assumeRole },
    });
    // S3Backend does not know the property.
    this.addOverride("terraform.backend.s3.use_lockfile", true);
  }
}

function tagsOf({ settings, clusterName }: BaseStackProps): Record<string, string> {
  return {
    ...settings.tags,
    project: settings.project,
    ...(clusterName === undefined ? {} : { cluster: clusterName }),
    "managed-by": MANAGED_BY,
  };
}
