import { z } from "zod";
import { expected, group } from "./faults";
import { accountId, oneOf, text } from "./fields";
import { atMost, quoted, recordOf } from "./kubernetes-fields";

/** How an EC2NodeClass finds what it uses in EC2: within a term all fields must match, of a list any one term. */

/** The id of an EC2 resource. */
export const ec2Id = (what: string, prefix: string) => {
  const pattern = new RegExp(`^${prefix}-[0-9a-z]+$`);
  return text(`the id of ${what} such as "${prefix}-0123456789abcdef0"`, (value) => pattern.test(value));
};

/** The name of an EC2 resource. */
export const ec2Name = (what: string) => text(`the name of ${what}`, (value) => value !== "");

const selectorTags = () =>
  recordOf(
    "tag keys and values",
    text("a tag key of 1 to 128 characters", (key) => key !== "" && key.length <= 128),
    quoted('a tag value of 1 to 256 characters, or "*" for any', (value) => value !== "" && value.length <= 256),
  ).refine(...atMost(20, "tags"));

const terms = <Term extends z.ZodType>(term: Term) =>
  z.array(term, expected("a list of selector terms")).refine(...atMost(30, "selector terms"));

/** A list that selects nothing is a mistake that Karpenter finds out at run time. */
const someTerms = <Term extends z.ZodType>(term: Term) =>
  terms(term).refine((list) => list.length > 0, expected("at least one selector term"));

const PINNED_FAMILIES = "al2|al2023|bottlerocket";
const UNPINNED_FAMILIES = "windows2019|windows2022|windows2025";
const ALIAS = new RegExp(`^((${PINNED_FAMILIES})@\\S+|(${UNPINNED_FAMILIES})@latest)$`);

/** Which AMIs the nodes are made from. */
export const amiSelectorTerms = () =>
  someTerms(
    z.strictObject(
      {
        /**
         * An AMI that EKS publishes, as `family@version`: `al2023@v20260101` keeps it, `al2023@latest` replaces every node
         * when AWS publishes another. It stands alone.
         * @default none
         */
        alias: text(
          'an alias such as "al2023@v20260101", of al2, al2023 or bottlerocket, or "windows2022@latest", of windows2019, windows2022 or windows2025',
          (value) => value.length <= 30 && ALIAS.test(value),
        ).optional(),
        /**
         * The AMI's id.
         * @default any
         */
        id: ec2Id("an AMI", "ami").optional(),
        /**
         * The AMI's name, which is not its tag `Name`; `*` stands for anything.
         * @default any
         */
        name: ec2Name("an AMI").optional(),
        /**
         * Who owns the AMI: an account id, `self`, `amazon` or `aws-marketplace`.
         * @default "self" and "amazon", where the term has a name or tags
         */
        owner: quoted('an account id of 12 digits, "self", "amazon" or "aws-marketplace"', (value) =>
          /^(\d{12}|self|amazon|aws-marketplace)$/.test(value),
        ).optional(),
        /**
         * Name or ARN of the SSM parameter that holds the AMI's id.
         * @default none
         */
        ssmParameter: text('the name or ARN of an SSM parameter such as "/golden/ami"', (value) =>
          /^[\w.:/-]+$/.test(value),
        ).optional(),
        /**
         * The AMI's tags, up to 20; `*` stands for any value.
         * @default any
         */
        tags: selectorTags().optional(),
      },
      group,
    ),
  );

/** Which subnets the nodes are in. */
export const subnetSelectorTerms = () =>
  someTerms(
    z.strictObject(
      {
        /**
         * The subnet's id. It stands alone.
         * @default any
         */
        id: ec2Id("a subnet", "subnet").optional(),
        /**
         * The subnet's tags, up to 20; `*` stands for any value.
         * @default any
         */
        tags: selectorTags().optional(),
      },
      group,
    ),
  );

/** Which security groups the nodes have. */
export const securityGroupSelectorTerms = () =>
  someTerms(
    z.strictObject(
      {
        /**
         * The security group's id. It stands alone.
         * @default any
         */
        id: ec2Id("a security group", "sg").optional(),
        /**
         * The security group's name, which is not its tag `Name`. It stands alone.
         * @default any
         */
        name: ec2Name("a security group").optional(),
        /**
         * The security group's tags, up to 20; `*` stands for any value.
         * @default any
         */
        tags: selectorTags().optional(),
      },
      group,
    ),
  );

/** Which capacity reservations the nodes may use. */
export const capacityReservationSelectorTerms = () =>
  terms(
    z.strictObject(
      {
        /**
         * The reservation's id. It stands alone.
         * @default any
         */
        id: ec2Id("a capacity reservation", "cr").optional(),
        /**
         * Whether the reservation serves every instance that fits it, or only those that name it.
         * @default any
         */
        instanceMatchCriteria: oneOf(["open", "targeted"]).optional(),
        /**
         * Account that owns the reservation, 12 digits.
         * @default any
         */
        ownerID: accountId().optional(),
        /**
         * The reservation's tags, up to 20; `*` stands for any value.
         * @default any
         */
        tags: selectorTags().optional(),
      },
      group,
    ),
  );

/** Which placement group the nodes are in. */
export const placementGroupSelectorSchema = z.strictObject(
  {
    /**
     * The placement group's id, where no name is given.
     * @default none
     */
    id: ec2Id("a placement group", "pg").optional(),
    /**
     * The placement group's name, where no id is given.
     * @default none
     */
    name: ec2Name("a placement group").optional(),
  },
  group,
);
