import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { aboutOf, actionOf, type LoggedCall } from "./call-log";
import type { AwsRequest, AwsResponse, Correction } from "./correction";
import { corrections } from "./corrections";
import { credentialOf } from "./credential";
import type { AwsService } from "./service";

export interface FrontOptions {
  /**
   * Address of the moto that answers what is not answered here.
   * @default none: such calls end in 502
   */
  readonly moto?: string;
  /**
   * Services that are answered here, by their names in a credential scope.
   * @default none
   */
  readonly services?: Readonly<Record<string, AwsService>>;
  /**
   * Whose an access key is, as STS says it; undefined where that is moto's to say.
   * @default moto's to say for every key
   */
  readonly callerOf?: (accessKey: string) => string | undefined;
  /**
   * Sees every call with its answer.
   * @default nobody
   */
  readonly observe?: (request: AwsRequest, response: AwsResponse) => void;
}

/**
 * The address that all AWS calls of a rehearsal go to: it hands each to the service that is answered here, corrects moto
 * where moto is wrong, passes the rest on, and keeps a log.
 */
export class Front {
  private readonly log: LoggedCall[] = [];
  private readonly corrections: readonly Correction[];
  private readonly server: Server;

  private constructor(private readonly options: FrontOptions) {
    this.corrections = corrections(options.callerOf ?? (() => undefined));
    this.server = createServer((incoming, outgoing) => {
      this.receive(incoming, outgoing).catch(() => outgoing.destroy());
    });
    // The SDKs keep connections alive longer than Node's default, and a closed one is a failed call.
    this.server.keepAliveTimeout = 300_000;
  }

  /** Listens on a free loopback port. */
  static async start(options: FrontOptions): Promise<Front> {
    const front = new Front(options);
    await new Promise<void>((resolve, reject) => {
      front.server.once("error", reject);
      front.server.listen(0, "127.0.0.1", resolve);
    });
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Every call so far, in the order in which they were answered. */
  get calls(): readonly LoggedCall[] {
    return this.log;
  }

  /** The services that were called so far. */
  get servicesCalled(): ReadonlySet<string> {
    return new Set(this.log.flatMap(({ service }) => service ?? []));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const at = Date.now();
    const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
    const { headers, method = "GET" } = incoming;
    const unsigned: AwsRequest = { method, url, headers, body: await bodyOf(incoming), ...credentialOf(headers, url) };
    const request = { ...unsigned, service: unsigned.service ?? UNSIGNED[actionOf(unsigned)] };
    const response = await this.answer(request).catch((error: unknown): AwsResponse => ({
      status: 502,
      headers: {},
      body: Buffer.from(String(error)),
    }));
    this.options.observe?.(request, response);
    const { accessKey, service, region } = request;
    const [action, about, { status }] = [actionOf(request), aboutOf(request), response];
    this.log.push({ at, durationMs: Date.now() - at, accessKey, service, region, action, about, status });
    outgoing.writeHead(status, { ...response.headers, "content-length": contentLength(request, response) });
    outgoing.end(method === "HEAD" ? undefined : response.body);
  }

  private readonly answer = async (request: AwsRequest): Promise<AwsResponse> => {
    const service = this.options.services?.[request.service ?? ""];
    if (service !== undefined) return service.answer(request, this.answer);
    const forward = (body?: string) =>
      this.forward(body === undefined ? request : { ...request, body: Buffer.from(body) });
    const correction = this.corrections.find((row) => row.applies(request));
    return correction === undefined ? forward() : correction.answer(request, forward);
  };

  private async forward(request: AwsRequest): Promise<AwsResponse> {
    const { moto } = this.options;
    if (moto === undefined) throw new Error(`${request.service ?? "unsigned"}: nobody here answers that`);
    return send(request, moto);
  }
}

/** Actions that nobody can sign, because they are what gives a caller its first key; and whose they are. */
const UNSIGNED: Readonly<Record<string, string>> = { AssumeRoleWithWebIdentity: "sts", AssumeRoleWithSAML: "sts" };

function contentLength({ method }: AwsRequest, { headers, body }: AwsResponse): string | number {
  // A HEAD's answer has no body, and its length is the object's.
  return method === "HEAD" ? (headers["content-length"] ?? 0) : body.length;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function send({ method, url, headers, body }: AwsRequest, moto: string): Promise<AwsResponse> {
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest(
      moto,
      { method, path: url.pathname + url.search, headers: { ...headers, "content-length": body.length } },
      resolve,
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
  const answered = { ...incoming.headers };
  for (const hop of ["connection", "transfer-encoding", "keep-alive"]) Reflect.deleteProperty(answered, hop);
  return { status: incoming.statusCode ?? 502, headers: answered, body: await bodyOf(incoming) };
}
