import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsRequest, AwsResponse } from "./correction";
import { corrections } from "./corrections";

/** The address that all AWS calls of a rehearsal go to: it corrects moto where moto is wrong, and passes the rest on. */
export class Front {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    /** The services that were called so far. */
    readonly servicesCalled: ReadonlySet<string>,
  ) {}

  /** Listens on a free loopback port. */
  static async start(moto: string): Promise<Front> {
    const table = corrections();
    const services = new Set<string>();
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const request: AwsRequest = {
          method: incoming.method ?? "GET",
          url: new URL(incoming.url ?? "/", moto),
          headers: incoming.headers,
          body: Buffer.concat(chunks),
          service: serviceOf(incoming.headers),
        };
        if (request.service !== undefined) services.add(request.service);
        const forward = (body?: string) =>
          send(body === undefined ? request : { ...request, body: Buffer.from(body) }, moto);
        const correction = table.find((row) => row.applies(request));
        (correction === undefined ? forward() : correction.answer(request, forward))
          .catch((error: unknown): AwsResponse => ({ status: 502, headers: {}, body: Buffer.from(String(error)) }))
          .then(({ status, headers, body }) => {
            outgoing.writeHead(status, { ...headers, "content-length": contentLength(request, headers, body) });
            outgoing.end(request.method === "HEAD" ? undefined : body);
          })
          .catch(() => outgoing.destroy());
      });
    });
    // The SDKs keep connections alive longer than Node's default, and a closed one is a failed call.
    server.keepAliveTimeout = 300_000;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return new Front(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, services);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** `…Credential=KEY/DATE/REGION/SERVICE/aws4_request…` */
function serviceOf(headers: IncomingHttpHeaders): string | undefined {
  return /Credential=[^/]+\/\d{8}\/[^/]*\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1];
}

function contentLength(request: AwsRequest, headers: IncomingHttpHeaders, body: Buffer): string | number {
  // A HEAD's answer has no body, and its length is the object's.
  return request.method === "HEAD" ? (headers["content-length"] ?? 0) : body.length;
}

function send(request: AwsRequest, moto: string): Promise<AwsResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      moto,
      {
        method: request.method,
        path: request.url.pathname + request.url.search,
        headers: { ...request.headers, "content-length": request.body.length },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          const headers = { ...incoming.headers };
          for (const hop of ["connection", "transfer-encoding", "keep-alive"]) Reflect.deleteProperty(headers, hop);
          resolve({ status: incoming.statusCode ?? 502, headers, body: Buffer.concat(chunks) });
        });
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}
