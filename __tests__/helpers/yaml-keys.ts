/**
 * The keys of a chart's values file, and what stands behind each on its line.
 *
 * Reads no more of YAML than such files use: nested keys in blocks. What is within a list is the list's own.
 */
export function yamlKeys(yaml: string): Map<string, string> {
  const keys = new Map<string, string>();
  const parents: { readonly indent: number; readonly path: string }[] = [];
  let list: number | undefined;
  for (const line of yaml.split("\n").filter((text) => !/^\s*(#|$)/.test(text))) {
    const indent = line.search(/\S/);
    const isItem = line.startsWith("- ", indent);
    if (list !== undefined && (indent > list || (indent === list && isItem))) continue;
    list = isItem ? indent : undefined;
    if (isItem) continue;
    const [, key, value] = /^\s*([\w./-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`this line has no key: ${line}`);
    while ((parents.at(-1)?.indent ?? -1) >= indent) parents.pop();
    const path = [...parents.slice(-1).map((parent) => parent.path), key].join(".");
    parents.push({ indent, path });
    keys.set(path, value.replace(/^"(.*)"$/, "$1"));
  }
  return keys;
}
