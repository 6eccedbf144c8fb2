import type { Construct } from "constructs";
import type { Settings } from "../config/settings";
import { stateKeyAlias } from "../config/names";
import { EncryptionKey } from "../constructs/shared/encryption-key";
import { StateBucket } from "../constructs/state/state-bucket";
import { BaseStack } from "./base-stack";

export interface StateStackProps {
  readonly settings: Settings;
}

/** The S3 bucket for all other stacks' states. Its own state is local: it must exist before any bucket does. */
export class StateStack extends BaseStack {
  constructor(scope: Construct, { settings }: StateStackProps) {
    super(scope, { settings });
    this.addAwsProvider();
    const { state } = settings;
    const { bucket } = new StateBucket(this, "state", {
      ...state,
      encryptionKey: state.encryption === "SSE-KMS" ? this.createKey(settings) : undefined,
    });
    this.addOutput("state_bucket", "The bucket that holds the states of all other stacks", bucket.bucket);
  }

  private createKey({ state }: Settings): EncryptionKey {
    return new EncryptionKey(this, "encryption", {
      account: state.account,
      region: state.region,
      alias: stateKeyAlias(state.bucket),
      description: `Encrypts ${state.bucket}`,
      preventDestroy: !state.forceDestroy,
    });
  }
}
