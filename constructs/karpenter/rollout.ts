import type { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { getTokenArgs, type TokenScope } from "../shared/get-token";
import { inlineScript } from "../shared/script";
import { TerraformData } from "../shared/terraform-data";

export interface RolloutProps {
  readonly cluster: EksCluster;
  readonly token: TokenScope;
  readonly namespace: string;
  /** Whatever makes new pods, such as the chart's version and values. */
  readonly triggers: Readonly<Record<string, string>>;
  readonly after: readonly ITerraformDependable[];
}

const TIMEOUT = "10m";

/** Waits, with kubectl, until every controller is of the newest version: after the first install and after each change. */
export class Rollout extends Construct {
  constructor(scope: Construct, id: string, props: RolloutProps) {
    super(scope, id);
    const { cluster, token, namespace, triggers, after } = props;
    new TerraformData(this, "awaited", {
      triggersReplace: triggers,
      dependsOn: [...after],
      provisioners: [
        {
          type: "local-exec",
          interpreter: ["/bin/bash", "-c"],
          command: inlineScript("await-rollout.sh"),
          environment: {
            CLUSTER_ENDPOINT: cluster.endpoint,
            CLUSTER_CERTIFICATE: cluster.certificateAuthority.get(0).data,
            GET_TOKEN: JSON.stringify(getTokenArgs(token)),
            NAMESPACE: namespace,
            RELEASE: "karpenter",
            TIMEOUT,
          },
        },
      ],
    }).quieten();
  }
}
