import { z } from "zod";
import { blockDeviceMappings } from "./block-devices";
import { group } from "./faults";
import { flag, oneOf, tags, text, wholeNumber } from "./fields";
import { kubeletSchema } from "./kubelet";
import { annotations, atLeast, labels } from "./kubernetes-fields";
import { OWN_TAG_KEYS } from "./names";
import { connectionTrackingSchema, networkInterfaces } from "./node-network";
import {
  amiSelectorTerms,
  capacityReservationSelectorTerms,
  placementGroupSelectorSchema,
  securityGroupSelectorTerms,
  subnetSelectorTerms,
} from "./selector-terms";

const roleName = () =>
  text(
    "the name of an IAM role that has no path, 1 to 64 letters, digits and _+=,.@-",
    (value) => /^[\w+=,.@-]{1,64}$/.test(value),
    "a role with a path is not found by its name, and Karpenter leaks instance profiles for one",
  );

const metadataOptionsSchema = z.strictObject(
  {
    /**
     * Whether the instance metadata service answers at all.
     * @default "enabled"
     */
    httpEndpoint: oneOf(["enabled", "disabled"]).optional(),
    /**
     * Whether it answers on IPv6 too.
     * @default "disabled"
     */
    httpProtocolIPv6: oneOf(["enabled", "disabled"]).optional(),
    /**
     * How many network hops its answers travel, 1 to 64: with 1 pods on their own network do not reach it.
     * @default 1
     */
    httpPutResponseHopLimit: wholeNumber("hops", 1, 64).optional(),
    /**
     * Whether a session token is needed (IMDSv2), or the older way works too.
     * @default "required"
     */
    httpTokens: oneOf(["required", "optional"]).optional(),
  },
  group,
);

const cpuOptionsSchema = z.strictObject(
  {
    /**
     * Whether virtual machines can run on the nodes; only instance types that can do it are then chosen.
     * @default "disabled"
     */
    nestedVirtualization: oneOf(["enabled", "disabled"]).optional(),
  },
  group,
);

/**
 * A Karpenter EC2NodeClass: its `spec` in Karpenter's own words, beside the object's labels and annotations, and the role
 * of an instance profile of yours.
 * https://karpenter.sh/docs/concepts/nodeclasses/
 */
export const nodeClassSchema = z.strictObject(
  {
    /**
     * Labels on the EC2NodeClass itself; those of nodes are in a NodePool's `template.metadata`.
     * @default {}
     */
    labels: labels().optional(),
    /**
     * Annotations on the EC2NodeClass itself.
     * @default {}
     */
    annotations: annotations().optional(),
    /** Which AMIs the nodes are made from: one term with an alias, or up to 30 others, which need `amiFamily`. */
    amiSelectorTerms: amiSelectorTerms(),
    /**
     * How user data and volumes are made up for the AMI. `Custom` adds nothing to yours.
     * @default the family of the alias
     */
    amiFamily: oneOf([
      "AL2",
      "AL2023",
      "Bottlerocket",
      "Custom",
      "Windows2019",
      "Windows2022",
      "Windows2025",
    ]).optional(),
    /**
     * Name of the role that nodes have; Karpenter makes its instance profile.
     * @default the blueprint's node role, or its instance profile where `karpenter.nodeInstanceProfile` is true
     */
    role: roleName().optional(),
    /**
     * Name of an instance profile of yours that nodes have, instead of `role`.
     * @default one that Karpenter makes for the role
     */
    instanceProfile: text("the name of an instance profile, 1 to 128 letters, digits and _+=,.@-", (value) =>
      /^[\w+=,.@-]{1,128}$/.test(value),
    ).optional(),
    /**
     * Name of the role in the instance profile that `instanceProfile` names. It is no field of Karpenter's: Terraform
     * lets that role's nodes into the cluster, and lets Karpenter pass it to EC2.
     * @default none
     */
    instanceProfileRole: roleName().optional(),
    /**
     * Which subnets the nodes are in, up to 30 terms.
     * @default those tagged `karpenter.sh/discovery=<cluster>`; by id in an existing VPC that may not be tagged
     */
    subnetSelectorTerms: subnetSelectorTerms().optional(),
    /**
     * Which security groups the nodes have, up to 30 terms.
     * @default those tagged `karpenter.sh/discovery=<cluster>`; by id in an existing VPC that may not be tagged
     */
    securityGroupSelectorTerms: securityGroupSelectorTerms().optional(),
    /**
     * Which capacity reservations the nodes may use, up to 30 terms.
     * @default []
     */
    capacityReservationSelectorTerms: capacityReservationSelectorTerms().optional(),
    /**
     * Which placement group the nodes are in.
     * @default none
     */
    placementGroupSelector: placementGroupSelectorSchema.optional(),
    /**
     * Tags on instances, volumes, launch templates and all else that Karpenter makes, merged over the configuration's
     * own tags.
     * @default the configuration's own tags
     */
    tags: tags(OWN_TAG_KEYS).optional(),
    /**
     * What Karpenter tells the kubelet.
     * https://karpenter.sh/docs/concepts/nodeclasses/#speckubelet
     * @default {}
     */
    kubelet: kubeletSchema.optional(),
    /**
     * The nodes' volumes, up to 50.
     * https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings
     * @default what Karpenter gives the AMI family, such as 20Gi of encrypted gp3 for AL2023
     */
    blockDeviceMappings: blockDeviceMappings().optional(),
    /**
     * What becomes of the disks that an instance type brings along: `RAID0` makes one of them, for the kubelet's files.
     * @default they are left alone
     */
    instanceStorePolicy: oneOf(["RAID0"]).optional(),
    /**
     * User data, in the form that the AMI family takes; Karpenter merges its own into it.
     * https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata
     * @default none
     */
    userData: text("user data as one text", (value) => value !== "").optional(),
    /**
     * How the instance metadata service answers on the nodes.
     * @default { httpEndpoint: "enabled", httpProtocolIPv6: "disabled", httpPutResponseHopLimit: 1, httpTokens: "required" }
     */
    metadataOptions: metadataOptionsSchema.optional(),
    /**
     * Whether CloudWatch gets metrics each minute instead of each five; it costs by instance.
     * @default false
     */
    detailedMonitoring: flag().optional(),
    /**
     * Whether the nodes get public IP addresses.
     * @default as their subnet says
     */
    associatePublicIPAddress: flag().optional(),
    /**
     * How many IPv4 prefixes EC2 gives a node's network interface at launch.
     * @default none
     */
    ipPrefixCount: atLeast("prefixes", 0).optional(),
    /**
     * Network interfaces that the nodes start with, up to 150.
     * @default one, and those of the Elastic Fabric Adapter where pods ask for them
     */
    networkInterfaces: networkInterfaces().optional(),
    /**
     * After how many idle seconds security groups forget the nodes' connections.
     * @default EC2's own timeouts
     */
    connectionTracking: connectionTrackingSchema.optional(),
    /**
     * What the processors of the nodes can do.
     * @default as the instance type comes
     */
    cpuOptions: cpuOptionsSchema.optional(),
    /**
     * A value that EC2 reserves for its CreateFleet call; most have no use for it.
     * @default none
     */
    context: text("EC2's context as a text", (value) => value !== "").optional(),
  },
  group,
);
