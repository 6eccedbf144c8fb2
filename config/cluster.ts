import { z } from "zod";
import { expected, show } from "./faults";
import { flag, logRetentionInDays, oneOf, parseNetwork, text, wholeNumber } from "./fields";
import { architectureOf, isInstanceType } from "./instance-types";
import { KUBERNETES_VERSIONS } from "./kubernetes-versions";

const group = expected("an object with the group's options");

const network = () =>
  text('an IPv4 network by its first address, such as "203.0.113.0/24"', (value) => parseNetwork(value) !== undefined);

const principalArn = () =>
  text(
    'the ARN of an IAM role or user such as "arn:aws:iam::111122223333:role/admin"',
    (value) => /^arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(value),
    "EKS knows roles, not the sessions that assume them (sts … assumed-role/…)",
  );

const accessEntrySchema = z.strictObject(
  {
    /** ARN of an IAM role or user, its path included. */
    principalArn: principalArn(),
    /**
     * What it may do, in EKS's access policies: `admin` (everything; AmazonEKSClusterAdminPolicy, or AmazonEKSAdminPolicy
     * where namespaces are given), `admin-view` (see everything, secrets too), `edit`, `view`.
     */
    policy: oneOf(["admin", "admin-view", "edit", "view"]),
    /**
     * Where: names of namespaces, `*` at the end for all that begin so.
     * @default the whole cluster
     */
    namespaces: z
      .array(
        text('a namespace such as "team-a" or "team-*"', (value) => /^[a-z0-9]([a-z0-9-]*[a-z0-9*])?$/.test(value)),
        expected("a list of namespaces"),
      )
      .refine(
        (list) => list.length > 0,
        expected("at least one namespace", "leave namespaces out for the whole cluster"),
      )
      .optional(),
  },
  group,
);

const loggingSchema = z
  .strictObject(
    {
      /**
       * Which control plane logs go to CloudWatch Logs.
       * @default ["api", "audit", "authenticator"]
       */
      types: z
        .array(
          oneOf(["api", "audit", "authenticator", "controllerManager", "scheduler"]),
          expected("a list of log types"),
        )
        .default(["api", "audit", "authenticator"]),
      /**
       * Days they are kept: one of those CloudWatch Logs offers.
       * @default 90
       */
      retentionInDays: logRetentionInDays().default(90),
    },
    group,
  )
  .prefault({});

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

const addonsSchema = z
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

const taintSchema = z.strictObject(
  {
    /** The taint's key. */
    key: text("a taint's key", (value) => /^[A-Za-z0-9]([\w./-]{0,251}[A-Za-z0-9])?$/.test(value)),
    /**
     * The taint's value.
     * @default ""
     */
    value: text("a taint's value", (value) => /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value)).default(""),
    /** What it does to pods that do not tolerate it, in EKS's words. */
    effect: oneOf(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]),
  },
  group,
);

const systemNodesSchema = z
  .strictObject(
    {
      /**
       * Instance types, all of one architecture, which decides the AMI.
       * @default ["c7i-flex.large"]
       */
      instanceTypes: z
        .array(text('an instance type such as "c7i-flex.large"', isInstanceType), expected("a list of instance types"))
        .refine((list) => list.length > 0, expected("at least one instance type"))
        .refine((types) => new Set(types.map(architectureOf)).size <= 1, {
          error: ({ input }) =>
            `expected instance types of one architecture, got ${show(input)}; ${(input as string[]).filter((type) => architectureOf(type) === "arm64").join(", ")} is arm64, the rest amd64`,
        })
        .default(["c7i-flex.large"]),
      /**
       * How they are bought.
       * @default "ON_DEMAND"
       */
      capacityType: oneOf(["ON_DEMAND", "SPOT"]).default("ON_DEMAND"),
      /**
       * Fewest nodes, 1 to 100.
       * @default 1
       */
      minSize: wholeNumber("nodes", 1, 100).default(1),
      /**
       * Nodes now, from minSize to maxSize; nothing but this file changes it.
       * @default 1
       */
      desiredSize: wholeNumber("nodes", 1, 100).default(1),
      /**
       * Most nodes, 1 to 100.
       * @default 2
       */
      maxSize: wholeNumber("nodes", 1, 100).default(2),
      /**
       * Nodes that an update may take away at a time, 1 to 100.
       * @default 1
       */
      maxUnavailable: wholeNumber("nodes", 1, 100).default(1),
      /**
       * Size of the encrypted gp3 root volume in GiB, 20 to 1000.
       * @default 20
       */
      volumeSizeGiB: wholeNumber("GiB", 20, 1000).default(20),
      /**
       * Exact AMI release such as `1.35.0-20261101`.
       * @default the newest at the time of a Kubernetes upgrade
       */
      releaseVersion: text('an AMI release such as "1.35.0-20261101"', (value) =>
        /^\d+\.\d+\.\d+-\d{8}$/.test(value),
      ).optional(),
      /**
       * Labels on the nodes, by which system pods select them.
       * @default { "workload-type": "system" }
       */
      labels: z
        .record(z.string(), z.string(expected("a label's value")), expected("an object of labels"))
        .default({ "workload-type": "system" }),
      /**
       * Taints on the nodes, which system pods tolerate and others do not.
       * @default [{ key: "workload-type", value: "system", effect: "NO_SCHEDULE" }]
       */
      taints: z
        .array(taintSchema, expected("a list of taints"))
        .default([{ key: "workload-type", value: "system", effect: "NO_SCHEDULE" }]),
    },
    group,
  )
  .superRefine(
    ({ minSize, desiredSize, maxSize }, context) => {
      if (minSize <= desiredSize && desiredSize <= maxSize) return;
      if ([minSize, desiredSize, maxSize].some((size: unknown) => !Number.isInteger(size))) return;
      context.addIssue({
        code: "custom",
        path: ["desiredSize"],
        message: `expected minSize <= desiredSize <= maxSize, got ${minSize}, ${desiredSize}, ${maxSize}`,
      });
    },
    // Also where another field is at fault: all faults are told at once.
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .prefault({});

/** The control plane, who may reach it, its add-ons and its own nodes. */
export const clusterGroupSchema = z
  .strictObject(
    {
      /** Kubernetes version, as `1.N`. Raise it one minor version at a time, after Karpenter. */
      version: text(`a Kubernetes version that EKS has (${Object.keys(KUBERNETES_VERSIONS).join(", ")})`, (value) =>
        Object.hasOwn(KUBERNETES_VERSIONS, value),
      ),
      /**
       * Accept a version past its extended support, which EKS still runs and no longer creates.
       * @default false
       */
      allowUnsupportedVersion: flag().default(false),
      /**
       * Whether the API is reachable from the Internet, for those in publicAccessCidrs.
       * @default true
       */
      endpointPublicAccess: flag().default(true),
      /**
       * Whether the API is reachable from within the VPC.
       * @default true
       */
      endpointPrivateAccess: flag().default(true),
      /**
       * Networks from which the public endpoint answers.
       * @default ["0.0.0.0/0"], with a warning
       */
      publicAccessCidrs: z
        .array(network(), expected("a list of networks"))
        .refine(
          (list) => list.length > 0,
          expected("at least one network", "to close the public endpoint, set endpointPublicAccess: false"),
        )
        .default(["0.0.0.0/0"]),
      /**
       * Who may use the Kubernetes API. Must include whoever deploys.
       * @default one admin: the role or user that creates the cluster, with a warning
       */
      access: z.array(accessEntrySchema, expected("a list of access entries")).default([]),
      /** Control plane logs. */
      logging: loggingSchema,
      /**
       * ARN of a KMS key that encrypts secrets. It cannot be changed later.
       * @default a key of ours, rotated each year (about 1 USD a month)
       */
      encryptionKeyArn: text('the ARN of a KMS key such as "arn:aws:kms:eu-west-1:111122223333:key/…"', (value) =>
        /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/.test(value),
      ).optional(),
      /** Add-ons that EKS manages. */
      addons: addonsSchema,
      /** The tainted managed group that system pods and Karpenter run on. */
      systemNodes: systemNodesSchema,
      /**
       * How pods get their role's credentials: EKS Pod Identity, or IAM roles for service accounts, which adds an OIDC
       * provider to the account.
       * @default "pod-identity"
       */
      identity: oneOf(["pod-identity", "irsa"]).default("pod-identity"),
      /**
       * Whether EKS refuses to delete the cluster.
       * @default false
       */
      deletionProtection: flag().default(false),
      /**
       * Whether AWS may shift traffic away from an impaired zone (ARC zonal shift).
       * @default false
       */
      zonalShift: flag().default(false),
      /**
       * What happens when standard support ends: `STANDARD` upgrades the cluster by itself, `EXTENDED` keeps the version
       * for another year at 0.60 instead of 0.10 USD an hour.
       * @default "STANDARD"
       */
      supportType: oneOf(["STANDARD", "EXTENDED"]).default("STANDARD"),
    },
    group,
  )
  .superRefine(
    (cluster, context) => {
      const refuse = (field: PropertyKey[], message: string) => {
        context.addIssue({ code: "custom", path: field, message });
      };
      const [open, closed] = [cluster.endpointPublicAccess, cluster.endpointPrivateAccess];
      if (!open && !closed) {
        refuse(
          ["endpointPrivateAccess"],
          "expected at least one of endpointPublicAccess and endpointPrivateAccess, got neither; no one could reach the API",
        );
      }
      if (open && !closed && Array.isArray(cluster.publicAccessCidrs) && !isWholeInternet(cluster.publicAccessCidrs)) {
        refuse(
          ["publicAccessCidrs"],
          `expected endpointPrivateAccess: true with a restricted list, got ${show(cluster.publicAccessCidrs)} without it; nodes reach the API from none of these networks`,
        );
      }
      checkPrincipals(cluster.access, refuse);
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

/** Whether a list of networks lets everyone in. */
export function isWholeInternet(cidrs: readonly string[]): boolean {
  return cidrs.includes("0.0.0.0/0");
}

function checkPrincipals(access: unknown, refuse: (field: PropertyKey[], message: string) => void): void {
  if (!Array.isArray(access)) return;
  const arns = access.map((entry: { principalArn?: unknown } | null) => entry?.principalArn);
  arns.forEach((arn, index) => {
    const first = arns.indexOf(arn);
    if (arn === undefined || first === index) return;
    refuse(
      ["access", index, "principalArn"],
      `expected a principal that no other entry names, got ${show(arn)}, as access[${first}] does`,
    );
  });
}
