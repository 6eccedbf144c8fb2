import { z } from "zod";
import { expected, group } from "./faults";
import { oneOf, text, wholeNumber } from "./fields";
import {
  annotations,
  atLeast,
  atMost,
  dnsSubdomain,
  duration,
  durationOrNever,
  labels,
  qualifiedName,
  quantity,
  quoted,
  recordOf,
  taintSchema,
} from "./kubernetes-fields";
import { requirementSchema } from "./requirements";

const taints = () => z.array(taintSchema, expected("a list of taints"));

const nodeClassRefSchema = z.strictObject(
  {
    /**
     * The API group of the node class. It cannot be changed later.
     * @default "karpenter.k8s.aws"
     */
    group: text('an API group such as "karpenter.k8s.aws"', (value) => /^[^/]+$/.test(value)).default(
      "karpenter.k8s.aws",
    ),
    /**
     * The kind of the node class. It cannot be changed later.
     * @default "EC2NodeClass"
     */
    kind: text('a kind such as "EC2NodeClass"', (value) => value !== "").default("EC2NodeClass"),
    /** The name of the node class. */
    name: dnsSubdomain(),
  },
  group,
);

const templateMetadataSchema = z.strictObject(
  {
    /**
     * Labels on the nodes, up to 100, which pods can select them by.
     * @default {}
     */
    labels: labels()
      .refine(...atMost(100, "labels"))
      .optional(),
    /**
     * Annotations on the nodes.
     * @default {}
     */
    annotations: annotations().optional(),
  },
  group,
);

const templateSpecSchema = z.strictObject(
  {
    /** The node class that says how the instances are made. */
    nodeClassRef: nodeClassRefSchema,
    /**
     * Conditions that every node meets, up to 100; the helpers of `config/requirements.ts` write them. What no condition
     * mentions Karpenter chooses itself, spot and arm64 included.
     */
    requirements: z.array(requirementSchema, expected("a list of requirements")).refine(...atMost(100, "requirements")),
    /**
     * Taints on the nodes; only pods that tolerate them are scheduled there.
     * @default []
     */
    taints: taints().optional(),
    /**
     * Taints that something on the node removes once it is ready, such as a network plugin's; pods need not tolerate them.
     * @default []
     */
    startupTaints: taints().optional(),
    /**
     * How old a node may get before it is replaced: hours, minutes and seconds, or `Never`.
     * https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecexpireafter
     * @default "720h"
     */
    expireAfter: durationOrNever().optional(),
    /**
     * How long a node may drain before its pods are deleted despite disruption budgets and `karpenter.sh/do-not-disrupt`.
     * https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecterminationgraceperiod
     * @default as long as it takes, which may be for ever
     */
    terminationGracePeriod: duration().optional(),
  },
  group,
);

const budgetSchema = z.strictObject(
  {
    /** How many of the pool's nodes may be going at once: a number or a percentage, in quotes; `"0"` forbids it. */
    nodes: quoted('a number or a percentage of nodes, such as "3" or "10%"', (value) =>
      /^((100|\d{1,2})%|\d+)$/.test(value),
    ),
    /**
     * Which disruptions it limits.
     * @default all of them
     */
    reasons: z
      .array(oneOf(["Underutilized", "Empty", "Drifted"]), expected("a list of reasons"))
      .refine(...atMost(50, "reasons"))
      .optional(),
    /**
     * When it begins to apply, in UTC: five cron fields, or a macro such as `@daily`. It needs `duration`.
     * @default always
     */
    schedule: text('a cron schedule such as "0 9 * * 1-5" or "@daily"', (value) =>
      /^(@(annually|yearly|monthly|weekly|daily|midnight|hourly)|(\S+\s+){4}\S+)$/.test(value),
    ).optional(),
    /**
     * How long it applies from each start of `schedule`, in hours and minutes.
     * @default always
     */
    duration: text('hours and minutes such as "8h" or "1h30m"', (value) =>
      /^(\d+h|\d+m|\d+h\d+m)(0s)?$/.test(value),
    ).optional(),
  },
  group,
);

const disruptionSchema = z.strictObject(
  {
    /** How long a node stays as it is after its last change of pods before it is consolidated; `Never` turns that off. */
    consolidateAfter: durationOrNever(),
    /**
     * Which nodes are consolidated: empty ones, underused ones too, or those whose saving is worth the disruption.
     * @default "WhenEmptyOrUnderutilized"
     */
    consolidationPolicy: oneOf(["WhenEmpty", "WhenEmptyOrUnderutilized", "Balanced"]).optional(),
    /**
     * Limits on how many nodes go at once, up to 50; of those that apply, the strictest counts.
     * https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets
     * @default [{ nodes: "10%" }]
     */
    budgets: z
      .array(budgetSchema, expected("a list of budgets"))
      .refine(...atMost(50, "budgets"))
      .optional(),
  },
  group,
);

/**
 * A Karpenter NodePool: its `spec` in Karpenter's own words, beside the object's labels and annotations.
 * https://karpenter.sh/docs/concepts/nodepools/
 */
export const nodePoolSchema = z.strictObject(
  {
    /**
     * Labels on the NodePool itself; those of its nodes are in `template.metadata`.
     * @default {}
     */
    labels: labels().optional(),
    /**
     * Annotations on the NodePool itself; those of its nodes are in `template.metadata`.
     * @default {}
     */
    annotations: annotations().optional(),
    /** What the pool's nodes are like. */
    template: z.strictObject(
      {
        /**
         * Labels and annotations of the nodes.
         * @default none
         */
        metadata: templateMetadataSchema.optional(),
        /** Instances, taints and lifetime of the nodes. */
        spec: templateSpecSchema,
      },
      group,
    ),
    /**
     * When and how fast Karpenter takes nodes away to save cost or renew them.
     * https://karpenter.sh/docs/concepts/disruption/
     * @default { consolidateAfter: "0s" }
     */
    disruption: disruptionSchema.optional(),
    /**
     * The most that all nodes of the pool may add up to, by resource: `{ cpu: "1000", memory: "1000Gi", nodes: "50" }`.
     * Always in quotes.
     * @default no limit
     */
    limits: recordOf("resources and quantities", qualifiedName(), quantity()).optional(),
    /**
     * Which pool is tried first, 1 to 100; higher goes first.
     * @default 0
     */
    weight: wholeNumber("a weight", 1, 100).optional(),
    /**
     * A fixed number of nodes, kept whether pods need them or not: an alpha feature behind the gate `staticCapacity`. A
     * pool cannot change between this and following its pods.
     * https://karpenter.sh/docs/concepts/nodepools/#specreplicas
     * @default as many as the pods need
     */
    replicas: atLeast("a number of nodes", 0).optional(),
  },
  group,
);
