import { TerraformResource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataConfig extends TerraformMetaArguments {
  /** Kept in the state, and given back as `output`. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** A change of it makes the resource anew. */
  readonly triggersReplace?: Readonly<Record<string, unknown>>;
}

/**
 * Terraform's built-in `terraform_data`. cdktf's own class runs `terraform version` at every synth, for each of them, and
 * fails where there is no Terraform; the version that is needed stands in every stack as `required_version`.
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly config: TerraformDataConfig,
  ) {
    super(scope, id, { ...config, terraformResourceType: "terraform_data" });
  }

  /** Keeps Terraform from printing the whole of its provisioner's command; cdktf's type does not know the flag. */
  quieten(): this {
    this.addOverride("provisioner.0.local-exec.quiet", true);
    return this;
  }

  /** A reference to one of the values that were put in. */
  output(key: string): string {
    return this.interpolationForAttribute(`output.${key}`).toString();
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.config.input, triggers_replace: this.config.triggersReplace };
  }
}
