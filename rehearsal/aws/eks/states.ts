/** The states that things can be in here, in EKS's words: fewer than EKS has. */
export const STATES = {
  cluster: ["CREATING", "ACTIVE", "UPDATING", "DELETING", "FAILED"],
  nodegroup: ["CREATING", "ACTIVE", "UPDATING", "DELETING", "CREATE_FAILED"],
  addon: ["CREATING", "ACTIVE", "UPDATING", "DELETING", "DEGRADED"],
  update: ["InProgress", "Successful", "Failed"],
} as const;

/** The states of one kind of thing. */
export type StateOf<Kind extends keyof typeof STATES> = (typeof STATES)[Kind][number];
