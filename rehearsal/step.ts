import type { Rehearsal } from "./rehearsal";

/** One part of the rehearsal. */
export interface Step {
  readonly name: string;
  /** Why it cannot run with this configuration, or undefined where it can. */
  skip?(rehearsal: Rehearsal): string | undefined;
  /**
   * @param note adds something to the step's line
   * @throws Error where something is otherwise than it should be
   */
  run(rehearsal: Rehearsal, note: (text: string) => void): Promise<void>;
}
