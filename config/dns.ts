import { z } from "zod";
import { group } from "./faults";
import { flag, text } from "./fields";

const LABEL = /^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A public Route 53 zone beside the cluster. */
export const dnsSchema = z.strictObject(
  {
    /** The zone's domain name, in lower case and without the final dot. About 0.50 USD a month. */
    zoneName: text('a domain name such as "eks.example.com"', (value) => {
      const labels = value.split(".");
      return (
        value.length <= 253 &&
        labels.length >= 2 &&
        labels.every((label) => LABEL.test(label)) &&
        /[a-z]/.test(labels.at(-1) ?? "")
      );
    }),
    /**
     * Whether a destroy may delete the zone with records in it that Terraform does not know.
     * @default false
     */
    forceDestroy: flag().default(false),
  },
  group,
);
