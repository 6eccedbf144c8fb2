/** A value of a JSON object. */
type Values = Readonly<Record<string, unknown>>;

/** Merges `over` into `base`: objects key by key, everything else, lists included, replaced whole. Changes neither. */
export function deepMerge(base: Values, over: Values): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? deepMerge(below, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
