/** A taint in EKS's words. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NO_SCHEDULE" | "NO_EXECUTE" | "PREFER_NO_SCHEDULE";
}

/** Where system pods belong: on nodes with these labels, in spite of these taints. */
export interface Placement {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

const EFFECTS = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
} as const;

/** Node selector and tolerations for a pod that belongs there, in Kubernetes' words. */
export function placed({ labels, taints }: Placement) {
  return {
    nodeSelector: { ...labels },
    tolerations: taints.map(({ key, value, effect }) => ({
      key,
      ...(value === "" ? { operator: "Exists" } : { operator: "Equal", value }),
      effect: EFFECTS[effect],
    })),
  };
}
