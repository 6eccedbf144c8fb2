import { z } from "zod";
import { expected, group } from "./faults";
import { flag, oneOf, text, wholeNumber } from "./fields";
import { atLeast, atMost } from "./kubernetes-fields";
import { ec2Id } from "./selector-terms";

const LARGEST_VOLUME: Readonly<Record<string, number>> = { Gi: 59000, G: 64000, Ti: 58, T: 64 };

function isVolumeSize(value: string): boolean {
  const [, digits = "", unit = ""] = /^([1-9]\d*)(Gi?|Ti?)$/.exec(value) ?? [];
  const size = Number(digits);
  // The CRD's pattern forgets 18Ti, 19Ti, 28Ti and so on; the API server would refuse them.
  if (unit === "Ti" && size > 9 && size < 58 && size % 10 > 7) return false;
  return size >= 1 && size <= (LARGEST_VOLUME[unit] ?? 0);
}

const ebsSchema = z.strictObject(
  {
    /**
     * Its size in Gi, G, Ti or T; without a snapshot it is needed.
     * @default the snapshot's
     */
    volumeSize: text(
      'a volume size such as "100Gi", of at most 59000Gi, 64000G, 58Ti (of which the CRD forgets 18Ti, 19Ti, 28Ti and so on) or 64T',
      isVolumeSize,
    ).optional(),
    /**
     * Its type; `gp3` is the cheapest of the SSDs.
     * @default EC2's own choice, gp2 unless the AMI says otherwise
     */
    volumeType: oneOf(["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"]).optional(),
    /**
     * Operations a second, of gp3, io1 and io2. What is possible depends on type and size.
     * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html
     * @default 3000 for gp3; io1 and io2 need it
     */
    iops: atLeast("operations a second", 1).optional(),
    /**
     * MiB a second, of gp3.
     * @default 125
     */
    throughput: atLeast("MiB a second", 1).optional(),
    /**
     * Whether it is encrypted; it cannot be said of a volume from a snapshot.
     * @default as the account's EBS settings or the snapshot say
     */
    encrypted: flag().optional(),
    /**
     * The KMS key that encrypts it: its id or ARN, or those of an alias.
     * @default the account's key for EBS
     */
    kmsKeyID: text('a KMS key such as "alias/nodes" or its ARN', (value) => /^[\w:/-]+$/.test(value)).optional(),
    /**
     * The snapshot that it is made from.
     * @default none
     */
    snapshotID: ec2Id("a snapshot", "snap").optional(),
    /**
     * How fast the snapshot is loaded, 100 to 300 MiB a second; it costs by GiB.
     * @default when blocks are first read
     */
    volumeInitializationRate: wholeNumber("MiB a second", 100, 300).optional(),
    /**
     * Whether it goes with its instance.
     * @default as the AMI says, which for a root volume is true
     */
    deleteOnTermination: flag().optional(),
  },
  group,
);

/** The volumes of a node. */
export const blockDeviceMappings = () =>
  z
    .array(
      z.strictObject(
        {
          /** The device's name in the AMI, such as `/dev/xvda`. */
          deviceName: text('a device such as "/dev/xvda"', (value) => /^\S+$/.test(value)),
          /**
           * The EBS volume behind it.
           * @default as the AMI says
           */
          ebs: ebsSchema.optional(),
          /**
           * Whether the kubelet's files are on it, so that its size is the node's ephemeral storage; one at most.
           * @default false, and the AMI family's usual device is taken for it
           */
          rootVolume: flag().optional(),
        },
        group,
      ),
      expected("a list of block device mappings"),
    )
    .refine(...atMost(50, "block device mappings"));
