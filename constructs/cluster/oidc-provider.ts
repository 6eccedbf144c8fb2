import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";

export interface OidcProviderProps {
  readonly cluster: EksCluster;
}

/** Makes IAM trust the cluster's own service account tokens (IRSA). */
export class OidcProvider extends Construct {
  readonly provider: IamOpenidConnectProvider;

  constructor(scope: Construct, id: string, { cluster }: OidcProviderProps) {
    super(scope, id);
    this.provider = new IamOpenidConnectProvider(this, "provider", {
      url: cluster.identity.get(0).oidc.get(0).issuer,
      clientIdList: ["sts.amazonaws.com"],
    });
  }
}
