import { z } from "zod";
import { expected, group } from "./faults";
import { oneOf, wholeNumber } from "./fields";
import { labelValue, qualifiedName } from "./kubernetes-fields";

/** One condition on a node's labels, and so on the instance types that Karpenter chooses from. */
export const requirementSchema = z.strictObject(
  {
    /** The label, such as `karpenter.k8s.aws/instance-family`. */
    key: qualifiedName(),
    /** How the label compares with `values`. */
    operator: oneOf(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"]),
    /**
     * What it is compared with: some values for `In` and `NotIn`, one whole number in quotes for `Gt`, `Lt`, `Gte` and `Lte`.
     * @default none, as `Exists` and `DoesNotExist` want it
     */
    values: z.array(labelValue(), expected("a list of values")).optional(),
    /**
     * How many different values the candidates must leave to choose from, 1 to 50; an alpha feature of Karpenter.
     * @default no minimum
     */
    minValues: wholeNumber("values", 1, 50).optional(),
  },
  group,
);

/** A requirement as a configuration file writes it. */
export type Requirement = z.input<typeof requirementSchema>;

/** A requirement that lists what is allowed. */
export type AllowList = Requirement & { operator: "In"; values: string[] };

/** How an instance is bought: `spot` and `reserved` only where a requirement names them, or there is none at all. */
export type CapacityType = "spot" | "on-demand" | "reserved";

const allow = (key: string, values: readonly (string | number)[]): AllowList => ({
  key,
  operator: "In",
  values: values.map(String),
});

const compare = (key: string, operator: "Gt" | "Lt", bound: number): Requirement => ({
  key,
  operator,
  values: [String(bound)],
});

/** Instances bought in one of these ways; without such a requirement Karpenter may choose spot. */
export const capacityType = (...types: CapacityType[]) => allow("karpenter.sh/capacity-type", types);

/** Instances of one of these architectures; without such a requirement Karpenter may choose arm64. */
export const arch = (...architectures: ("amd64" | "arm64")[]) => allow("kubernetes.io/arch", architectures);

/** Nodes with one of these operating systems. */
export const os = (...systems: ("linux" | "windows")[]) => allow("kubernetes.io/os", systems);

/** Nodes in one of these availability zones, such as `ap-southeast-2a`. */
export const zone = (...zones: string[]) => allow("topology.kubernetes.io/zone", zones);

/** Instances of one of these categories, the first letter of the family: `c`, `m`, `r`. */
export const instanceCategory = (...categories: string[]) => allow("karpenter.k8s.aws/instance-category", categories);

/** Instances of one of these families, such as `c7i`. */
export const instanceFamily = (...families: string[]) => allow("karpenter.k8s.aws/instance-family", families);

/** Instances of one of these types, such as `c7i.large`. */
export const instanceType = (...types: string[]) => allow("node.kubernetes.io/instance-type", types);

/** Instances of one of these sizes, such as `xlarge`. */
export const instanceSize = (...sizes: string[]) => allow("karpenter.k8s.aws/instance-size", sizes);

/** Instances of a later generation than this: above 5 are `c6i` and `c7i`, and not `c5`. */
export const instanceGenerationAbove = (generation: number) =>
  compare("karpenter.k8s.aws/instance-generation", "Gt", generation);

/** Instances with one of these numbers of vCPUs. */
export const instanceCpu = (...counts: number[]) => allow("karpenter.k8s.aws/instance-cpu", counts);

/** Instances with more vCPUs than this. */
export const instanceCpuAbove = (count: number) => compare("karpenter.k8s.aws/instance-cpu", "Gt", count);

/** Instances with fewer vCPUs than this. */
export const instanceCpuBelow = (count: number) => compare("karpenter.k8s.aws/instance-cpu", "Lt", count);

/** Instances with more memory than this, in MiB. */
export const instanceMemoryAbove = (mebibytes: number) => compare("karpenter.k8s.aws/instance-memory", "Gt", mebibytes);

/** Instances with less memory than this, in MiB. */
export const instanceMemoryBelow = (mebibytes: number) => compare("karpenter.k8s.aws/instance-memory", "Lt", mebibytes);

/** Everything but what a requirement lists: `not(instanceFamily("t3"))`. */
export const not = (requirement: AllowList): Requirement => ({ ...requirement, operator: "NotIn" });
