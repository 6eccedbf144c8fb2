import { z } from "zod";
import { clusterGroupSchema } from "./cluster";
import { demoSchema } from "./demo";
import { dnsSchema } from "./dns";
import { expected } from "./faults";
import { accountId, project, region, roleArn, tags, text } from "./fields";
import { iamSchema } from "./iam";
import { karpenterSchema } from "./karpenter";
import { dnsSubdomain, recordOf } from "./kubernetes-fields";
import { networkSchema } from "./network";
import { nodeClassSchema } from "./node-class";
import { nodePoolSchema } from "./node-pool";
import { stateSchema } from "./state";
import { PROVIDER_VERSIONS } from "./versions";

const providerVersion = (version: string) =>
  text(`an exact version such as "${version}"`, (value) => /^\d+\.\d+\.\d+$/.test(value)).default(version);

const providerVersionsSchema = z
  .strictObject(
    {
      /**
       * Exact version of hashicorp/aws, for mirrors, air-gapped sites and newer patch levels.
       * @default "6.25.0", which the bindings were generated from
       */
      aws: providerVersion(PROVIDER_VERSIONS.aws),
      /**
       * Exact version of hashicorp/helm, 3.0.0 or newer.
       * @default "3.1.1", which the bindings were generated from
       */
      helm: text('an exact version from 3.0.0 on such as "3.1.1"', (value) =>
        /^([3-9]|[1-9]\d+)\.\d+\.\d+$/.test(value),
      ).default(PROVIDER_VERSIONS.helm),
      /**
       * Exact version of hashicorp/kubernetes.
       * @default "2.38.0", which the bindings were generated from
       */
      kubernetes: providerVersion(PROVIDER_VERSIONS.kubernetes),
      /**
       * Exact version of hashicorp/time.
       * @default "0.13.1", which the bindings were generated from
       */
      time: providerVersion(PROVIDER_VERSIONS.time),
    },
    expected("an object of provider versions"),
  )
  .prefault({});

/** The project of a configuration that names none. */
export const DEFAULT_PROJECT = "carpenter";

const clusterSchema = z.strictObject(
  {
    /**
     * The EKS cluster's name: 1 to 100 letters, digits, `-` and `_`, starting with a letter or digit. In lower case it
     * names the cluster's stacks and states, so it cannot be changed later.
     */
    name: text("1 to 100 letters, digits, - and _, starting with a letter or digit", (value) =>
      /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/.test(value),
    ),
    /**
     * The account the cluster lives in, 12 digits.
     * @default the configuration's `account`
     */
    account: accountId().optional(),
    /**
     * The region the cluster lives in.
     * @default the configuration's `region`
     */
    region: region().optional(),
    /**
     * ARN of a role in the cluster's account that Terraform assumes for all of the cluster's stacks.
     * @default the caller's own credentials
     */
    assumeRole: roleArn().optional(),
    /** The VPC and what is in it. */
    network: networkSchema,
    /** The control plane, who may reach it, its add-ons and its own nodes. */
    cluster: clusterGroupSchema,
    /** Karpenter: its version, its controller and what that may do. */
    karpenter: karpenterSchema,
    /**
     * EC2NodeClasses by name: what instances are like in AWS. Each is the object's `spec`, in Karpenter's own words.
     * @default {}
     */
    nodeClasses: recordOf("node classes", dnsSubdomain(63), nodeClassSchema).default({}),
    /**
     * NodePools by name: which nodes Karpenter may launch. Each is the object's `spec`, in Karpenter's own words. Without
     * any, the stack `demo` is left out, and `node-pools` too where there is no node class: pools may come from elsewhere.
     * @default {}
     */
    nodePools: recordOf("node pools", dnsSubdomain(63), nodePoolSchema).default({}),
    /**
     * A workload to see nodes come and go with.
     * @default none
     */
    demo: demoSchema.optional(),
    /** What your organisation asks of every role. */
    iam: iamSchema,
    /**
     * A public Route 53 zone beside the cluster.
     * @default none
     */
    dns: dnsSchema.optional(),
  },
  expected("an object that describes a cluster"),
);

export const blueprintSchema = z.strictObject(
  {
    /**
     * Names the deployment: the tag `project` on everything, and the beginning of the state bucket's name, so 1 to 27
     * letters, digits and hyphens in most regions. It cannot be changed later.
     * @default "carpenter"
     */
    project: project().default(DEFAULT_PROJECT),
    /**
     * The AWS account to deploy into, 12 digits. Every provider and backend refuses any other.
     * @default the environment's AWS_ACCOUNT_ID, else the documentation account 111122223333, which refuses every deploy
     */
    account: accountId().optional(),
    /** The region of the state bucket, and of each cluster that names none. It cannot be changed later. */
    region: region(),
    /**
     * Tags on everything that takes tags, besides `project`, `cluster` and `managed-by`. A change replaces the system
     * nodes one by one, and Karpenter's nodes by drift: instances are tagged when they are made.
     * @default {}
     */
    tags: tags().default({}),
    /** Where Terraform keeps its state. */
    state: stateSchema,
    /** Versions of the Terraform providers. */
    providerVersions: providerVersionsSchema,
    /** The clusters, each with a network and stacks of its own; one or more. */
    clusters: z
      .array(clusterSchema, expected("a list of clusters"))
      .refine((list) => list.length > 0, expected("at least one cluster", "to remove the last one, destroy it")),
  },
  expected("a configuration object", "export default defineBlueprint({ … })"),
);

/** The configuration as a user writes it. */
export type Blueprint = z.input<typeof blueprintSchema>;

/** The configuration after validation, with every default in place. */
export type ValidBlueprint = z.output<typeof blueprintSchema>;

/** Gives the configuration file its types; the loader validates it. */
export function defineBlueprint(blueprint: Blueprint): Blueprint {
  return blueprint;
}
