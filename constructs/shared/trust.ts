import { clusterArn } from "../../config/names";
import type { PolicyStatement } from "./policy-document";

/** A service account of a cluster. */
export interface ServiceAccount {
  readonly account: string;
  readonly region: string;
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Trust in an AWS service, by its principal, such as `ec2.amazonaws.com`. */
export function serviceTrust(service: string, actions: string | readonly string[] = "sts:AssumeRole"): PolicyStatement {
  return { Effect: "Allow", Principal: { Service: service }, Action: actions };
}

/**
 * Trust in one service account of one cluster through EKS Pod Identity, by the session tags that EKS sets.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function podIdentityTrust(pod: ServiceAccount): PolicyStatement {
  return {
    ...serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]),
    Condition: {
      StringEquals: {
        "aws:SourceAccount": pod.account,
        "aws:RequestTag/eks-cluster-arn": clusterArn(pod.region, pod.account, pod.clusterName),
        "aws:RequestTag/kubernetes-namespace": pod.namespace,
        "aws:RequestTag/kubernetes-service-account": pod.serviceAccount,
      },
    },
  };
}

/** An identity provider of the account that signs service account tokens. */
export interface TokenIssuer {
  readonly providerArn: string;
  /** Without its scheme, as IAM names it. */
  readonly issuer: string;
}

/**
 * Trust in one service account through its signed token (IRSA).
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function tokenTrust({ providerArn, issuer }: TokenIssuer, pod: ServiceAccount): PolicyStatement {
  return {
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`,
      },
    },
  };
}
