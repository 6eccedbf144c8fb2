import { ACCESS_REFUSALS } from "./access-refusals";
import { CLUSTER_REFUSALS } from "./cluster-refusals";
import { COMPUTE_REFUSALS } from "./compute-refusals";
import { EksError } from "./eks-error";
import type { Refusal } from "./refusal";

const TABLE = { ...CLUSTER_REFUSALS, ...COMPUTE_REFUSALS, ...ACCESS_REFUSALS } as const;

export type RefusalId = keyof typeof TABLE;

/** Every refusal, by its id. */
export const REFUSALS: Readonly<Record<RefusalId, Refusal>> = TABLE;

/** The error of a refusal, with what is to be filled into its message. */
export function refuse(id: RefusalId, values: Readonly<Record<string, string | number>> = {}): EksError {
  const { code, message } = REFUSALS[id];
  return new EksError(
    code,
    message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`)),
  );
}
