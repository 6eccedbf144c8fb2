import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TimeProvider } from "@cdktf/provider-time/lib/provider";
import { Fn, LocalBackend, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterSettings, Settings } from "../config/settings";
import {
  aliasArn,
  type ClusterStack as ClusterStackKind,
  localStatePath,
  MANAGED_BY,
  stackName,
  STATE_STACK,
  stateKey,
  stateKeyAlias,
} from "../config/names";
import { MINIMUM_TERRAFORM_VERSION } from "../config/versions";
import type { ControlPlane } from "../constructs/cluster/control-plane";
import { getTokenArgs } from "../constructs/shared/get-token";

export interface BaseStackProps {
  readonly settings: Settings;
  /**
   * The cluster that the stack is part of, and as which part.
   * @default none: the state stack, which serves all of them
   */
  readonly of?: { readonly cluster: ClusterSettings; readonly as: ClusterStackKind };
}

/** What every stack has: a name, a backend and plain outputs; and the providers that it asks for. */
export abstract class BaseStack extends TerraformStack {
  /** The provider's default tags, for what the provider does not reach, such as what a launch template launches. */
  protected readonly tagsOfEverything: Readonly<Record<string, string>>;

  protected constructor(
    scope: Construct,
    private readonly base: BaseStackProps,
  ) {
    super(scope, base.of === undefined ? STATE_STACK : stackName(base.of.cluster.name, base.of.as));
    this.tagsOfEverything = tagsOf(base);
    this.addOverride("terraform.required_version", `>= ${MINIMUM_TERRAFORM_VERSION}`);
    this.addBackend();
  }

  /** An output for people, under its plain name. */
  protected addOutput(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { value, description });
  }

  /** AWS, locked to account and region, with default tags. */
  protected addAwsProvider(): void {
    const { account, region, assumeRole } = this.home;
    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: [account],
      assumeRole: assumeRole === undefined ? undefined : [{ roleArn: assumeRole }],
      defaultTags: [{ tags: { ...this.tagsOfEverything } }],
    });
    this.pinProvider("aws");
  }

  /** The cluster's API, with a token that lives as long as a call: none is kept in the state. */
  protected addKubernetesProvider({ cluster }: ControlPlane): void {
    new KubernetesProvider(this, "kubernetes", {
      host: cluster.endpoint,
      clusterCaCertificate: Fn.base64decode(cluster.certificateAuthority.get(0).data),
      exec: [this.tokenCommand],
    });
    this.pinProvider("kubernetes");
  }

  /** Charts, in the cluster. */
  protected addHelmProvider({ cluster }: ControlPlane): void {
    new HelmProvider(this, "helm", {
      kubernetes: {
        host: cluster.endpoint,
        clusterCaCertificate: Fn.base64decode(cluster.certificateAuthority.get(0).data),
        exec: this.tokenCommand,
      },
    });
    this.pinProvider("helm");
  }

  /** Pauses. */
  protected addTimeProvider(): void {
    new TimeProvider(this, "time");
    this.pinProvider("time");
  }

  private get home() {
    return this.base.of?.cluster ?? this.base.settings.state;
  }

  private get tokenCommand() {
    if (this.base.of === undefined) throw new Error("a stack that belongs to no cluster has no Kubernetes API");
    const args = getTokenArgs(this.base.of.cluster);
    return { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws", args };
  }

  private pinProvider(name: keyof Settings["providerVersions"]): void {
    this.addOverride(`terraform.required_providers.${name}.version`, this.base.settings.providerVersions[name]);
  }

  private addBackend(): void {
    const { settings, of } = this.base;
    const { state } = settings;
    // The state stack's own state is local: it must exist before any bucket does.
    if (state.backend === "local" || of === undefined) {
      new LocalBackend(this, { path: localStatePath({ ...this.home, project: settings.project }, this.node.id) });
      return;
    }
    new S3Backend(this, {
      bucket: state.bucket,
      key: stateKey(of.cluster.name, of.as),
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

function tagsOf({ settings, of }: BaseStackProps): Record<string, string> {
  return {
    ...settings.tags,
    project: settings.project,
    ...(of === undefined ? {} : { cluster: of.cluster.name }),
    "managed-by": MANAGED_BY,
  };
}
