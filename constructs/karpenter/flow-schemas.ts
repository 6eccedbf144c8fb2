import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { Construct } from "constructs";

export interface FlowSchemasProps {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * Gives the controller's calls the priority with the API server that those of kube-system have by themselves: its
 * leader election must not wait behind everyone's calls, nor must the launch of a node.
 * https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export class FlowSchemas extends Construct {
  readonly schemas: readonly Manifest[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FlowSchemasProps,
  ) {
    super(scope, id);
    this.schemas = [
      this.createSchema("leader-election", "leader-election", 200, {
        resourceRules: [
          {
            apiGroups: ["coordination.k8s.io"],
            namespaces: ["*"],
            resources: ["leases"],
            verbs: ["get", "create", "update"],
          },
        ],
      }),
      this.createSchema("workload", "workload-high", 1000, {
        nonResourceRules: [{ nonResourceURLs: ["*"], verbs: ["*"] }],
        resourceRules: [{ apiGroups: ["*"], clusterScope: true, namespaces: ["*"], resources: ["*"], verbs: ["*"] }],
      }),
    ];
  }

  /** @param precedence a call belongs to the matching schema with the lowest */
  private createSchema(
    id: string,
    priorityLevel: string,
    precedence: number,
    calls: Record<string, unknown>,
  ): Manifest {
    const { serviceAccount: name, namespace } = this.props;
    return new Manifest(this, id, {
      manifest: {
        apiVersion: "flowcontrol.apiserver.k8s.io/v1",
        kind: "FlowSchema",
        metadata: { name: `karpenter-${id}` },
        spec: {
          distinguisherMethod: { type: "ByUser" },
          matchingPrecedence: precedence,
          priorityLevelConfiguration: { name: priorityLevel },
          rules: [{ ...calls, subjects: [{ kind: "ServiceAccount", serviceAccount: { name, namespace } }] }],
        },
      },
    });
  }
}
