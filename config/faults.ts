import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { objectAt } from "./schema-walk";

/** Renders a value for a message: JSON, cut to one readable line. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : asJson(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function asJson(value: unknown): string {
  try {
    return ["function", "symbol"].includes(typeof value) ? `a ${typeof value}` : JSON.stringify(value);
  } catch {
    // A BigInt, or an object that holds itself.
    return `a ${typeof value} that is no JSON`;
  }
}

/** Faults for what looks like an object of options and is none: a Promise that was not awaited would mean all defaults. */
export function faultsOfObjects(
  value: unknown,
  path: readonly PropertyKey[] = [],
  seen = new Set<unknown>(),
): string[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  // JavaScript takes `__proto__: …` in a literal for the object's prototype, and JSON for a key that others then drop.
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  const isInherited = !Array.isArray(value) && prototype !== null && Object.getPrototypeOf(prototype) !== null;
  if (Object.hasOwn(value, "__proto__") || (isInherited && prototype.constructor?.name === "Object")) {
    return [faultAt(path, 'expected no key "__proto__", got one; JavaScript reads it otherwise')];
  }
  const name = prototype?.constructor?.name;
  if (name !== undefined && !["Object", "Array"].includes(name)) {
    return [faultAt(path, `expected a plain object or list, got a ${name}`)];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    faultsOfObjects(child, [...path, Array.isArray(value) ? Number(key) : key], seen),
  );
}

/**
 * A zod error in the house form: `expected <what>, got <value>; <remedy>`.
 *
 * @param what what is allowed, as the object of "expected"
 * @param remedy what to do about it, where that is not obvious from `what`
 */
export function expected(what: string, remedy?: string): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => `expected ${what}, got ${show(input)}${remedy === undefined ? "" : `; ${remedy}`}` };
}

/** For a group of options that is no object. */
export const group = expected("an object with the group's options");

/** For a rule across fields, which also runs where one of them is at fault: all faults are told at once. */
export const despiteFaults = {
  when: ({ value }: { readonly value: unknown }) => typeof value === "object" && value !== null,
};

/** One fault: where, and what. */
function faultAt(path: readonly PropertyKey[], message: string): string {
  return path.length === 0 ? message : `${showPath(path)}: ${message}`;
}

/** Joins a path as a reader of the configuration would write it: `clusters[0].network.cidr`. */
function showPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part);
    if (!/^[A-Za-z_][\w./:-]*$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

/** All faults of a configuration at once, one per line of the message. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  /**
   * @param source the file the configuration came from
   * @param faults one line each: `path: expected …, got …`
   */
  constructor(
    readonly source: string,
    readonly faults: readonly string[],
  ) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    super(`${source} has ${count}:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  }
}

/** The faults that zod found, in the order of the configuration's own keys. */
export function faultsOf(schema: z.ZodType, error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [faultAt(issue.path, issue.message)];
    const known = Object.keys(objectAt(schema, issue.path)?.shape ?? {}).sort();
    return issue.keys.map((key) => faultAt([...issue.path, key], unknownKey(key, known)));
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const [nearest] = known
    .map((name) => ({ name, distance: distance(name.toLowerCase(), key.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= Math.max(2, key.length / 3))
    .sort((a, b) => a.distance - b.distance);
  const allowed = `expected one of the keys ${known.join(", ")}, got an unknown one`;
  return nearest === undefined ? allowed : `${allowed}; did you mean "${nearest.name}"?`;
}
