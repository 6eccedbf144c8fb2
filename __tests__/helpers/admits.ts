import type { Requirement } from "../../config/requirements";

/** Whether a node with these labels meets every requirement; a small literal reading, for instance types in tests. */
export function admits(requirements: readonly Requirement[], labels: Readonly<Record<string, string>>): boolean {
  return requirements.every(({ key, operator, values = [] }) => {
    const label = labels[key];
    switch (operator) {
      case "In":
        return label !== undefined && values.includes(label);
      case "NotIn":
        return label === undefined || !values.includes(label);
      case "Exists":
        return label !== undefined;
      case "DoesNotExist":
        return label === undefined;
      case "Gt":
        return Number(label) > Number(values[0]);
      case "Gte":
        return Number(label) >= Number(values[0]);
      case "Lt":
        return Number(label) < Number(values[0]);
      case "Lte":
        return Number(label) <= Number(values[0]);
    }
  });
}
