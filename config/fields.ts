import { Address4 } from "ip-address";
import { z } from "zod";
import { LOG_RETENTION_DAYS, REGION_PATTERN, RESERVED_TAG_PREFIXES } from "./aws";
import { expected } from "./faults";
import { OWN_TAG_KEYS } from "./names";

/** Fields that several groups of the configuration share: each a schema that refuses with one sentence. */

/** A string that passes `test`. */
export function text(what: string, test: (value: string) => boolean, remedy?: string) {
  return z.string(expected(what, remedy)).refine(test, expected(what, remedy));
}

/** One of a closed set of words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, expected(`one of ${values.map((value) => `"${value}"`).join(", ")}`));
}

/** A whole number within bounds, both included. */
export function wholeNumber(what: string, minimum: number, maximum: number) {
  const message = expected(`${what} from ${minimum} to ${maximum}`);
  return z.number(message).int(message).min(minimum, message).max(maximum, message);
}

export const flag = () => z.boolean(expected("true or false"));

export const accountId = () =>
  text("an AWS account id of 12 digits", (value) => /^\d{12}$/.test(value), 'write it in quotes, as "111122223333"');

export const project = () =>
  text("1 to 63 letters, digits and hyphens, starting and ending with a letter or digit", (value) =>
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(value),
  );

const REGION = new RegExp(`^${REGION_PATTERN}$`);

export const region = () => text('a region such as "ap-southeast-2"', (value) => REGION.test(value));

export const roleArn = () =>
  text('the ARN of an IAM role such as "arn:aws:iam::111122223333:role/deployer"', (value) =>
    /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value),
  );

export const image = (example: string) =>
  text(`an image such as "${example}"`, (value) =>
    /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/.test(
      value,
    ),
  );

/** The account that a role's ARN names. */
export const accountOfRole = (arn: string): string => arn.split(":")[4] ?? "";

/** The partition that an ARN is of. */
export const partitionOfArn = (arn: string): string => arn.split(":")[1] ?? "";

export const logRetentionInDays = () => {
  const message = expected(`days that CloudWatch Logs offers (${LOG_RETENTION_DAYS.join(", ")})`);
  return z.number(message).refine((value) => (LOG_RETENTION_DAYS as readonly number[]).includes(value), message);
};

/** Parses an IPv4 network in CIDR notation; undefined where it is none, or names a host within one. */
export function parseNetwork(value: string): Address4 | undefined {
  if (!/\/\d+$/.test(value) || !Address4.isValid(value)) return undefined;
  const address = new Address4(value);
  return address.startAddress().correctForm() === address.correctForm() ? address : undefined;
}

/** Tags that a user may give: AWS takes 50 for each resource, and ours and the controllers' are among them. */
export const MOST_TAGS = 40;

const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const tagKey = (taken: readonly string[]) =>
  text(
    `a tag key of 1 to 128 letters, digits, spaces and _.:/=+-@ that neither starts with ${RESERVED_TAG_PREFIXES.join(", ")} nor is ${taken.slice(0, -1).join(", ")} or ${taken.at(-1) ?? ""}`,
    (key) =>
      key.length >= 1 &&
      key.length <= 128 &&
      TAG_CHARACTERS.test(key) &&
      !RESERVED_TAG_PREFIXES.some((prefix) => key.toLowerCase().startsWith(prefix)) &&
      !taken.some((own) => own.toLowerCase() === key.toLowerCase()),
    "AWS, a controller or this blueprint sets those itself",
  );

const tagValue = () =>
  text(
    "a tag value of up to 256 letters, digits, spaces and _.:/=+-@",
    (value) => value.length <= 256 && TAG_CHARACTERS.test(value),
  );

/**
 * Tags as AWS takes them; keys that IAM, which ignores case, would call equal are refused.
 *
 * @param taken keys that someone else sets
 */
export const tags = (taken: readonly string[] = [...OWN_TAG_KEYS, "Name"]) =>
  z
    .record(z.string(), tagValue(), expected("an object of tag keys and values"))
    .refine((record) => Object.keys(record).length <= MOST_TAGS, {
      error: ({ input }) =>
        `expected at most ${MOST_TAGS} tags, got ${Object.keys(input as object).length}; AWS takes 50 for each resource, and ours are among them`,
    })
    .superRefine((record, context) => {
      const seen = new Map<string, string>();
      for (const key of Object.keys(record)) {
        for (const issue of tagKey(taken).safeParse(key).error?.issues ?? []) {
          context.addIssue({ code: "custom", path: [key], message: issue.message });
        }
        const twin = seen.get(key.toLowerCase());
        if (twin !== undefined) {
          context.addIssue({
            code: "custom",
            path: [key],
            message: `expected a key that differs from "${twin}" by more than case, got "${key}"; IAM ignores the case of tag keys`,
          });
        }
        seen.set(key.toLowerCase(), key);
      }
    });
