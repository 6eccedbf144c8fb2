import { z } from "zod";

/** Removes what a schema wraps around another: default, optional, nullable, readonly. */
function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}

/** The schema one step down, or undefined where the path leads nowhere. */
function step(schema: z.ZodType, part: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, z.ZodType>)[part];
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return undefined;
}

/** The object schema at a path of a value, or undefined where there is none. */
export function objectAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodObject | undefined {
  let current = unwrap(schema);
  for (const part of path) {
    const next = step(current, part);
    if (next === undefined) return undefined;
    current = unwrap(next);
  }
  return current instanceof z.ZodObject ? current : undefined;
}

/**
 * The paths of a schema's leaves: `clusters[].network.cidr`, and `nodePools.*.weight` in a record. A list or record of
 * scalars is a leaf itself.
 */
export function leafPaths(schema: z.ZodType, path = ""): string[] {
  const inner = unwrap(schema);
  const below = (child: z.ZodType, key: string) => leafPaths(child, path === "" ? key : `${path}.${key}`);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, value]) => below(value, key));
  }
  if (inner instanceof z.ZodArray && holdsObjects(inner.element as z.ZodType)) {
    return leafPaths(inner.element as z.ZodType, `${path}[]`);
  }
  if (inner instanceof z.ZodRecord && holdsObjects(inner.valueType as z.ZodType)) {
    return below(inner.valueType as z.ZodType, "*");
  }
  return [path];
}

/** Whether a schema is of objects, or of lists or records of them. */
function holdsObjects(schema: z.ZodType): boolean {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return holdsObjects(inner.element as z.ZodType);
  if (inner instanceof z.ZodRecord) return holdsObjects(inner.valueType as z.ZodType);
  return inner instanceof z.ZodObject;
}
