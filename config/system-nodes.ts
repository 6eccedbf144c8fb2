import { z } from "zod";
import { despiteFaults, expected, group, show } from "./faults";
import { oneOf, text, wholeNumber } from "./fields";
import { architectureOf, isInstanceType } from "./instance-types";
import { labels } from "./kubernetes-fields";

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

/** The tainted managed node group for system pods. */
export const systemNodesSchema = z
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
      labels: labels().default({ "workload-type": "system" }),
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
  .superRefine(({ minSize, desiredSize, maxSize }, context) => {
    if (minSize <= desiredSize && desiredSize <= maxSize) return;
    if ([minSize, desiredSize, maxSize].some((size: unknown) => !Number.isInteger(size))) return;
    context.addIssue({
      code: "custom",
      path: ["desiredSize"],
      message: `expected minSize <= desiredSize <= maxSize, got ${minSize}, ${desiredSize}, ${maxSize}`,
    });
  }, despiteFaults)
  .prefault({});
