import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";

export interface OidcProviderProps {
  readonly cluster: EksCluster;
}

/** Makes IAM trust the cluster's own service account tokens (IRSA). */
export class OidcProvider extends Construct {
  readonly provider: IamOpenidConnectProvider;
  /** `https://…` */
  readonly issuer: string;

  constructor(scope: Construct, id: string, { cluster }: OidcProviderProps) {
    super(scope, id);
    this.issuer = cluster.identity.get(0).oidc.get(0).issuer;
    this.provider = new IamOpenidConnectProvider(this, "provider", {
      url: this.issuer,
      clientIdList: ["sts.amazonaws.com"],
    });
  }
}
