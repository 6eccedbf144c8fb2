/** A value, every string in it, as Terraform takes it literally: it would read `${` and `%{` as templates of its own. */
export function literal<T>(value: T): T;
export function literal(value: unknown): unknown {
  // By functions: in a replacement text, JavaScript reads `$$` as one `$`.
  if (typeof value === "string") return value.replaceAll("${", () => "$${").replaceAll("%{", () => "%%{");
  if (Array.isArray(value)) return value.map((item: unknown) => literal(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [literal(key), literal(item as unknown)]));
}
