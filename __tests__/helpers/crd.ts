/**
 * The leaves of a CRD's spec, written as `leafPaths` writes a schema's. It reads the YAML that controller-gen makes, one
 * key to a line, and no other.
 */
export function specFieldsOf(yaml: string): string[] {
  const fields = keyPathsOf(yaml).flatMap(([...keys]) => {
    const inside = keys.splice(0, SPEC.length).join(".") === SPEC.join(".") ? fieldAt(keys) : undefined;
    return inside === undefined ? [] : [inside];
  });
  return fields.filter(
    (field) => !fields.some((other) => other.startsWith(`${field}.`) || other.startsWith(`${field}[`)),
  );
}

const SPEC = ["spec", "versions", "schema", "openAPIV3Schema", "properties", "spec"];

/** `properties.taints.items.properties.key` is the field `taints[].key`; undefined for what is no field. */
function fieldAt(keys: readonly string[]): string | undefined {
  let field = "";
  for (let index = 0; index < keys.length; index += 1) {
    if (keys[index] === "items") field += "[]";
    else if (keys[index] === "properties" && index + 1 < keys.length) {
      index += 1;
      field += `${field === "" ? "" : "."}${keys[index] ?? ""}`;
    } else return undefined;
  }
  return field === "" || field.endsWith("[]") ? undefined : field;
}

/** The keys that lead to each line of a YAML document. */
function keyPathsOf(yaml: string): string[][] {
  const open: { readonly indent: number; readonly key: string }[] = [];
  const paths: string[][] = [];
  let textDeeperThan = Infinity;
  for (const line of yaml.split("\n")) {
    const [, start = "", key = "", rest = ""] = /^((?: |- )*)([\w.-]+):(.*)$/.exec(line) ?? [];
    if (line.trim() === "" || line.search(/\S/) > textDeeperThan) continue;
    textDeeperThan = rest.trim().startsWith("|") ? start.length : Infinity;
    if (key === "") continue;
    while ((open.at(-1)?.indent ?? -1) >= start.length) open.pop();
    open.push({ indent: start.length, key });
    paths.push(open.map((entry) => entry.key));
  }
  return paths;
}
