import type { AwsRequest } from "../correction";
import type { OperationModel, ServiceModel, Shape } from "./service-model";

/** A request as the model understands it. */
export interface ReadRequest {
  readonly operation: OperationModel;
  readonly input: Readonly<Record<string, unknown>>;
  /** What was there and has no place in the operation's input, or cannot be read. */
  readonly faults: readonly string[];
}

/** Turns HTTP requests into operations and their input, by nothing but the model's `requestUri`s and locations. */
export class RequestReader {
  private readonly routes: readonly { readonly operation: OperationModel; readonly segments: readonly string[] }[];

  constructor(private readonly model: ServiceModel) {
    this.routes = Object.values(model.operations).map((operation) => ({
      operation,
      segments: operation.http.requestUri.split("/"),
    }));
  }

  /** @returns undefined where no operation has this method and path */
  read(request: AwsRequest): ReadRequest | undefined {
    const path = request.url.pathname.split("/");
    const route = this.routes.find(
      ({ operation, segments }) =>
        operation.http.method === request.method &&
        segments.length === path.length &&
        segments.every((segment, i) => (isLabel(segment) ? path[i] !== "" : segment === path[i])),
    );
    if (route === undefined) return undefined;
    const { operation, segments } = route;
    const labels = new Map(segments.map((segment, i) => [segment.slice(1, -1), decodeURIComponent(path[i] ?? "")]));
    const shape = this.model.shapes[operation.input.shape];
    const { body, faults } = readBody(request.body);
    const query = this.readQuery(shape, request.url.searchParams);
    const uri = Object.entries(shape?.members ?? {})
      .filter(([, { location }]) => location === "uri")
      .map(([name, { locationName }]) => [name, labels.get(locationName ?? name)] as const);
    return {
      operation,
      input: { ...body, ...query.values, ...Object.fromEntries(uri) },
      faults: [...faults, ...query.faults],
    };
  }

  private readQuery(shape: Shape | undefined, parameters: URLSearchParams) {
    const members = Object.entries(shape?.members ?? {}).filter(([, { location }]) => location === "querystring");
    const known = members.flatMap(([name, member]) => {
      const key = member.locationName ?? name;
      const values = parameters.getAll(key);
      return values.length === 0 ? [] : [[name, key, this.convert(member.shape, values)] as const];
    });
    const keys = new Set(known.map(([, key]) => key));
    return {
      values: Object.fromEntries(known.map(([name, , value]) => [name, value])),
      faults: [...new Set(parameters.keys())]
        .filter((key) => !keys.has(key))
        .map((key) => `${key}: the model does not know it in the query`),
    };
  }

  /** A query has texts only; what they stand for is the model's to say. */
  private convert(shapeName: string, values: readonly string[]): unknown {
    const [first = ""] = values;
    switch (this.model.shapes[shapeName]?.type) {
      case "list":
        return values;
      case "integer":
        return first === "" ? first : Number(first);
      case "boolean":
        return first === "true" ? true : first === "false" ? false : first;
      default:
        return first;
    }
  }
}

function isLabel(segment: string): boolean {
  return segment.startsWith("{");
}

function readBody(body: Buffer): { readonly body: object; readonly faults: readonly string[] } {
  if (body.length === 0) return { body: {}, faults: [] };
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === "object" && value !== null) return { body: value, faults: [] };
  } catch {
    // Said below.
  }
  return { body: {}, faults: ["body: expected a JSON object"] };
}
