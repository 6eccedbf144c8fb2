const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
  "&amp;": "&",
};

/** The text of the first element of that name: enough for answers that hold one of each. */
export function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text?.replace(/&(?:lt|gt|quot|apos|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** @throws Error where there is no such element */
export function requiredTextOf(xml: string, element: string): string {
  const text = textOf(xml, element);
  if (text === undefined || text === "") throw new Error(`expected an element ${element}, got ${xml.slice(0, 500)}`);
  return text;
}
