/** What a cluster needs of a network, whoever made it. */
export interface ClusterNetwork {
  readonly vpcId: string;
  readonly vpcCidr: string;
  /** For load balancers. */
  readonly publicSubnetIds: readonly string[];
  /** For nodes and pods. */
  readonly privateSubnetIds: readonly string[];
  /** For the control plane's interfaces. */
  readonly intraSubnetIds: readonly string[];
}

/** Tags by which load balancer controllers and Karpenter find a cluster's subnets. */
export function discoveryTags(clusterName: string) {
  return {
    public: { "kubernetes.io/role/elb": "1" },
    private: { "kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": clusterName },
  } as const;
}
