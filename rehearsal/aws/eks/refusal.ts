import type { EksErrorCode } from "./eks-error";

/** A call that EKS refuses. */
export interface Refusal {
  readonly code: EksErrorCode;
  /** EKS's own words where someone has quoted them; `{name}` is filled in. */
  readonly message: string;
  readonly reason: string;
  /** Where it is documented, or was seen. */
  readonly source: string;
}
