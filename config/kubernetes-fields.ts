import { z } from "zod";
import { expected, group } from "./faults";
import { oneOf, text } from "./fields";

/** Fields in the words of Kubernetes' API: each a schema that refuses with one sentence. */

/** A text that looks like a number or a flag, and so is easily written without its quotes. */
export function quoted(what: string, test: (value: string) => boolean) {
  const refusal = {
    error: (issue: { input?: unknown }) => expected(what, remedyFor(issue.input)).error(issue),
  };
  return z.string(refusal).refine(test, refusal);
}

function remedyFor(value: unknown): string | undefined {
  return typeof value === "number" || typeof value === "boolean"
    ? `write it in quotes, as "${String(value)}"`
    : undefined;
}

/** A whole number with a lower bound, which is included. */
export function atLeast(what: string, minimum: number) {
  const message = expected(`${what}, ${minimum} or more`);
  return z.number(message).int(message).min(minimum, message);
}

/** An object of named values; a key that `key` refuses is a fault at its own path. */
export function recordOf<Value extends z.ZodType>(what: string, key: z.ZodString, value: Value) {
  return z.record(key, value, {
    error: (issue) =>
      issue.code === "invalid_key" ? issue.issues[0]?.message : expected(`an object of ${what}`).error(issue),
  });
}

/** For `refine`: refuses a list or object of too many, by their number. */
export function atMost(maximum: number, what: string) {
  return [
    (value: object) => Object.keys(value).length <= maximum,
    {
      error: ({ input }: { input?: unknown }) =>
        `expected at most ${maximum} ${what}, got ${Object.keys(input as object).length}`,
    },
  ] as const;
}

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

const isName = (value: string): boolean => value.length <= 253 && NAME.test(value);

/**
 * The name of an object, `metadata.name`.
 *
 * @param maximum characters; what becomes the value of a label has 63
 */
export const dnsSubdomain = (maximum = 253) =>
  text(
    `a name of 1 to ${maximum} lower-case letters, digits, - and ., each part starting and ending with a letter or digit`,
    (value) => value.length <= maximum && isName(value),
  );

const isLocalName = (value: string): boolean => value.length <= 63 && /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(value);

/** The key of a label, an annotation or a taint, or the name of a resource. */
export const qualifiedName = () =>
  text('a key such as "team" or "example.com/team"', (value) => {
    const parts = value.split("/");
    const [name = "", prefix] = parts.reverse();
    return parts.length <= 2 && isLocalName(name) && (prefix === undefined || isName(prefix));
  });

/** The value of a label. */
export const labelValue = () =>
  quoted(
    "up to 63 letters, digits, -, _ and ., starting and ending with a letter or digit",
    (value) => value === "" || isLocalName(value),
  );

/** Labels of an object. */
export const labels = () => recordOf("labels", qualifiedName(), labelValue());

/** Annotations of an object. */
export const annotations = () =>
  recordOf(
    "annotations",
    qualifiedName(),
    quoted("a text", () => true),
  );

/** An amount without its sign, which no field here has a use for. */
const QUANTITY = /^(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?(\d+(\.\d*)?|\.\d+))?$/;

/** An amount of a resource. */
export const quantity = () => quoted('a quantity such as "1000", "500m" or "1000Gi"', (value) => QUANTITY.test(value));

const FACTORS: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** What a quantity amounts to, in CPUs, bytes or whatever it counts; undefined where it is none. */
export function amountOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !QUANTITY.test(value)) return undefined;
  const suffix = /[A-Za-z]+$/.exec(value)?.[0] ?? "";
  return Number(value.slice(0, value.length - suffix.length)) * (FACTORS[suffix] ?? 1);
}

/** An amount of a resource, or a share of it. */
export const quantityOrPercentage = () =>
  quoted(
    'a quantity such as "500Mi", or a percentage such as "5%"',
    (value) => QUANTITY.test(value) || /^(\d{1,2}(\.\d{1,2})?|100(\.0{1,2})?)%$/.test(value),
  );

const DURATION = /^(\d+[smh])+$/;

/** A length of time, in hours, minutes and seconds. */
export const duration = () => text('a duration such as "1h30m" or "90s"', (value) => DURATION.test(value));

/** A length of time, or one without end. */
export const durationOrNever = () =>
  text('a duration such as "1h30m" or "90s", or "Never"', (value) => value === "Never" || DURATION.test(value));

/** A point in time. */
const dateTime = () =>
  text(
    'a time such as "2026-01-31T08:00:00Z"',
    (value) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  );

/** A taint of a node. */
export const taintSchema = z.strictObject(
  {
    /** Its key, such as `example.com/gpu`. */
    key: qualifiedName(),
    /**
     * Its value, 1 to 63 characters.
     * @default none
     */
    value: quoted(
      "1 to 63 letters, digits, -, _ and ., starting and ending with a letter or digit",
      isLocalName,
    ).optional(),
    /** What it does to pods that do not tolerate it: keep them out, keep them out where possible, or evict them too. */
    effect: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
    /**
     * When it was added, which only `NoExecute` has a use for; nodes get their own.
     * @default none
     */
    timeAdded: dateTime().optional(),
  },
  group,
);
