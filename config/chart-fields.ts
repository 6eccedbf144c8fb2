import { z } from "zod";
import { expected } from "./faults";
import { text } from "./fields";

/** Fields of the chart's values, each a schema that refuses with one sentence. */

/** An object whose shape Kubernetes, and not this configuration, defines. */
export const openObject = () => z.record(z.string(), z.unknown(), expected("an object"));

/** A list of such objects. */
export const openObjects = () => z.array(openObject(), expected("a list of objects"));

/** The name of an object whose name becomes part of others, such as a container or a Service. */
export const shortName = () =>
  text('a name of up to 63 lower-case letters, digits and hyphens, such as "karpenter"', (value) =>
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
  );

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** The name of any other object. */
export const objectName = () =>
  text('a name of up to 253 lower-case letters, digits, - and ., such as "karpenter"', (value) => NAME.test(value));

/** The name of another object, which may be left out. */
export const optionalName = () =>
  text(
    'a name of up to 253 lower-case letters, digits, - and ., or "" for none',
    (value) => value === "" || NAME.test(value),
  );

/** Where an image is pulled from, without its tag and digest. */
export const imageRepository = () =>
  text('a repository without a tag, such as "public.ecr.aws/karpenter/controller"', (value) => REPOSITORY.test(value));

const REPOSITORY = /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/;

/** Pods out of those there are: a count, or a percentage. */
export const countOrPercentage = () => {
  // Each part says the whole: zod tells only of the part that comes closest.
  const message = expected('a count such as 1, or a percentage such as "50%"');
  return z.union([z.int(message).min(0, message), z.string(message).regex(/^\d{1,3}%$/, message)], message);
};

const NANOSECONDS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** A duration in nanoseconds; undefined where Go would not read it as one. */
function nanosecondsOf(duration: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(duration)) return undefined;
  return [...duration.matchAll(/([\d.]+)([a-z]+)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (NANOSECONDS[unit] ?? 0),
    0,
  );
}

/** A duration as Go writes it. */
export const goDuration = () =>
  text('a duration such as "10s" or "1m30s"', (value) => nanosecondsOf(value) !== undefined);

/** A duration of a minute or more. */
export const minuteOrLonger = () =>
  text('a duration of at least "1m", such as "5m" or "1h30m"', (value) => (nanosecondsOf(value) ?? 0) >= 6e10);
