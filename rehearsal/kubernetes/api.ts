import { Agent, request } from "node:https";

/** What every object has, also in lists, which leave out its kind. */
export interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
}

export interface KubernetesObject extends Item {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** Who calls: a client certificate, all as PEM. */
export interface ClientCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** An answer that says no. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The few calls to a Kubernetes API that the rehearsal makes itself. */
export class KubernetesApi {
  private readonly agent: Agent;

  constructor(
    private readonly endpoint: string,
    certificate: ClientCertificate,
  ) {
    this.agent = new Agent({ keepAlive: true, ...certificate });
  }

  /** @returns undefined where there is no such thing */
  async get<T extends Item>(path: string): Promise<T | undefined> {
    return this.unlessMissing(async () => JSON.parse(await this.call("GET", path)) as T);
  }

  /** @returns undefined where there is no such kind of thing */
  async list<T extends Item>(path: string): Promise<readonly T[] | undefined> {
    return this.unlessMissing(async () => (JSON.parse(await this.call("GET", path)) as { items: T[] }).items);
  }

  /** Creates with its status: what a later patch of the object would leave out. */
  async create(object: KubernetesObject): Promise<void> {
    await this.call("POST", collectionOf(object), object);
  }

  /** Creates it, or makes it what it should be; fields that were ours and are gone are removed. */
  async apply(object: KubernetesObject): Promise<void> {
    const path = `${pathOf(object)}?fieldManager=eks&force=true`;
    await this.call("PATCH", path, object, "application/apply-patch+yaml");
  }

  async merge(path: string, patch: object): Promise<void> {
    await this.call("PATCH", path, patch, "application/merge-patch+json");
  }

  /** What is gone already is gone. */
  async delete(path: string, options: { readonly gracePeriodSeconds?: number } = {}): Promise<void> {
    await this.unlessMissing(() => this.call("DELETE", path, options));
  }

  /** Ends the connections that are kept open. */
  close(): void {
    this.agent.destroy();
  }

  private async unlessMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  private call(method: string, path: string, body?: object, type = "application/json"): Promise<string> {
    return new Promise((resolve, reject) => {
      const content = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        accept: "application/json",
        // Node sends a DELETE's body without, and the API server takes it for the next request.
        "content-length": Buffer.byteLength(content),
        ...(body === undefined ? {} : { "content-type": type }),
      };
      const outgoing = request(`${this.endpoint}${path}`, { method, headers, agent: this.agent }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode: status = 0 } = incoming;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new ApiError(status, `${method} ${path}: ${status} ${text.slice(0, 500)}`));
        });
      });
      outgoing.setTimeout(30_000, () => outgoing.destroy(new Error(`${method} ${path}: no answer within 30 s`)));
      outgoing.on("error", reject);
      outgoing.end(content);
    });
  }
}

export function pathOf(object: KubernetesObject): string {
  return `${collectionOf(object)}/${encodeURIComponent(object.metadata.name)}`;
}

function collectionOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  // Holds for every kind that is used here: EC2NodeClass → ec2nodeclasses.
  const plural = kind.toLowerCase() + (kind.endsWith("s") ? "es" : "s");
  return [group, ...(namespace === undefined ? [] : ["namespaces", namespace]), plural].join("/");
}
