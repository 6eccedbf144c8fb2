import type { z } from "zod";
import { faultsOf } from "../../config/faults";

/** The faults that a schema finds in a value, in the house form. */
export function refusals(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : faultsOf(schema, error);
}
