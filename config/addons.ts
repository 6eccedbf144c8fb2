import { z } from "zod";
import { expected, group } from "./faults";
import { text } from "./fields";

const addonSchema = () =>
  z.strictObject(
    {
      /**
       * Exact add-on version, such as `v1.20.4-eksbuild.2`.
       * @default EKS's default for the Kubernetes version, resolved once, and again with the next Kubernetes version
       */
      version: text('an add-on version such as "v1.20.4-eksbuild.2"', (value) =>
        /^v\d+\.\d+\.\d+(-eksbuild\.\d+)?$/.test(value),
      ).optional(),
      /**
       * Configuration values in the add-on's own words, merged over ours.
       * @default {}
       */
      configurationValues: z.record(z.string(), z.unknown(), expected("an object of values")).default({}),
    },
    group,
  );

/** The add-ons that EKS manages. */
export const addonsSchema = z
  .strictObject(
    {
      /** Pod networking. */
      "vpc-cni": addonSchema().prefault({}),
      /** Service networking. */
      "kube-proxy": addonSchema().prefault({}),
      /** Gives pods the credentials of their role. */
      "eks-pod-identity-agent": addonSchema().prefault({}),
      /** Cluster DNS, on the system nodes. */
      coredns: addonSchema().prefault({}),
      /**
       * Volumes on EBS, with a role of its own.
       * @default not installed
       */
      "aws-ebs-csi-driver": addonSchema().optional(),
      /**
       * Resource metrics, for `kubectl top` and horizontal autoscaling.
       * @default not installed
       */
      "metrics-server": addonSchema().optional(),
    },
    group,
  )
  .prefault({});
