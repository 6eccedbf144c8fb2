import type { ServiceModel, Shape } from "./service-model";

/** Everything in which a value is not of the model's type, each as `path: what is wrong`. */
export function faultsOf(model: ServiceModel, shapeName: string, value: unknown, path = ""): string[] {
  const shape = model.shapes[shapeName];
  if (shape === undefined) return [`${path}: the model has no type ${shapeName}`];
  const at = path === "" ? shapeName : path;
  switch (shape.type) {
    case "structure":
      return isObject(value) ? structureFaults(model, shape, value, path) : [`${at}: expected an object`];
    case "map":
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            faultsOf(model, shape.value?.shape ?? "", item, join(path, key)),
          )
        : [`${at}: expected an object`];
    case "list":
      return Array.isArray(value)
        ? [
            ...boundFaults(shape, value.length, at, "items"),
            ...value.flatMap((item, i) => faultsOf(model, shape.member?.shape ?? "", item, `${at}[${i}]`)),
          ]
        : [`${at}: expected a list`];
    case "string":
      return typeof value === "string" ? stringFaults(shape, value, at) : [`${at}: expected a text`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${at}: expected true or false`];
    case "integer":
      return Number.isInteger(value)
        ? boundFaults(shape, Number(value), at, "at all")
        : [`${at}: expected a whole number`];
    case "timestamp":
      return typeof value === "number" ? [] : [`${at}: expected seconds since 1970`];
  }
}

function structureFaults(
  model: ServiceModel,
  { members = {}, required = [] }: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): string[] {
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => `${join(path, name)}: expected it, got nothing`);
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const member = members[name];
    if (member === undefined) return [`${join(path, name)}: the model does not know it`];
    // JSON's way to leave something out.
    return item === null ? [] : faultsOf(model, member.shape, item, join(path, name));
  });
  return [...missing, ...wrong];
}

function stringFaults(shape: Shape, value: string, at: string): string[] {
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    return [`${at}: expected one of ${shape.enum.join(", ")}, got ${value}`];
  }
  if (shape.pattern !== undefined && !new RegExp(`^(?:${shape.pattern})$`).test(value)) {
    return [`${at}: expected ${shape.pattern}, got ${value}`];
  }
  return boundFaults(shape, value.length, at, "characters");
}

function boundFaults({ min, max }: Shape, size: number, at: string, unit: string): string[] {
  if (min !== undefined && size < min) return [`${at}: expected at least ${min} ${unit}, got ${size}`];
  if (max !== undefined && size > max) return [`${at}: expected at most ${max} ${unit}, got ${size}`];
  return [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
