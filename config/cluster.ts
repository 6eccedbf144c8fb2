import { z } from "zod";
import { addonsSchema } from "./addons";
import { despiteFaults, expected, group, show } from "./faults";
import { flag, logRetentionInDays, oneOf, parseNetwork, text } from "./fields";
import { KUBERNETES_VERSIONS } from "./kubernetes-versions";
import { systemNodesSchema } from "./system-nodes";

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
  .superRefine((cluster, context) => {
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
  }, despiteFaults);

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
