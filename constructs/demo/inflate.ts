import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { Construct } from "constructs";

export interface InflateProps {
  /** Of a container that does nothing. */
  readonly image: string;
}

const LABELS = { app: "inflate" };

/** Pods that do nothing and ask for one CPU each, none at first: scaled by hand, they make Karpenter launch nodes. */
export class Inflate extends Construct {
  constructor(scope: Construct, id: string, { image }: InflateProps) {
    super(scope, id);
    new DeploymentV1(this, "deployment", {
      metadata: { name: "inflate", namespace: "default", labels: LABELS },
      // Pods may wait for a node as long as they like; that is what is to be seen.
      waitForRollout: false,
      spec: {
        replicas: "0",
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            terminationGracePeriodSeconds: 0,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: "65534",
              runAsGroup: "65534",
              seccompProfile: { type: "RuntimeDefault" },
            },
            topologySpreadConstraint: [
              {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: [{ matchLabels: LABELS }],
              },
            ],
            container: [
              {
                name: "inflate",
                image,
                resources: { requests: { cpu: "1", memory: "32Mi" }, limits: { memory: "32Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
      // Scaled by hand.
      lifecycle: { ignoreChanges: ["spec[0].replicas"] },
    });
  }
}
