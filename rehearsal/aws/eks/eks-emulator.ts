import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse } from "../correction";
import type { Ask, AwsService } from "../service";
import type { AwsLookups } from "./aws-lookups";
import type { Call } from "./call";
import type { ClusterRuntime } from "./cluster-runtime";
import type { StoredCluster } from "./cluster-state";
import { EksError } from "./eks-error";
import { Lifecycle } from "./lifecycle";
import { faultsOf } from "./model-check";
import { motoLookups } from "./moto-lookups";
import { OPERATIONS } from "./operations";
import { RequestReader } from "./request-reader";
import type { OperationModel, ServiceModel } from "./service-model";

export interface EksOptions {
  readonly model: ServiceModel;
  /** The account that a caller acts in. */
  readonly accountOf: (request: AwsRequest) => string;
  readonly runtime: ClusterRuntime;
  /** The day by which Kubernetes versions are supported or not. */
  readonly today: Date;
  /**
   * How long a state such as CREATING lasts at least.
   * @default 1000
   */
  readonly settleMs?: number;
  /**
   * Looks into the rest of AWS.
   * @default asks IAM, EC2 and STS as the caller
   */
  readonly lookups?: (request: AwsRequest, ask: Ask) => AwsLookups;
}

/** A request or an answer that is not as EKS's model has it. */
export interface Violation {
  readonly operation: string;
  readonly in: "request" | "response";
  readonly fault: string;
}

/** EKS, as far as this project and its users' tools need it: by account, region and cluster, checked against EKS's model. */
export class EksEmulator implements AwsService {
  /** What did not agree with EKS's model; a rehearsal with any of them has failed. */
  readonly violations: Violation[] = [];
  private readonly regions = new Map<string, Map<string, StoredCluster>>();
  private readonly reader: RequestReader;
  private readonly lifecycle: Lifecycle;

  constructor(private readonly options: EksOptions) {
    this.reader = new RequestReader(options.model);
    this.lifecycle = new Lifecycle(options.runtime, options.settleMs ?? 1_000);
  }

  /** What went wrong behind the clusters. */
  get failures(): readonly string[] {
    return this.lifecycle.failures;
  }

  async answer(request: AwsRequest, ask: Ask): Promise<AwsResponse> {
    try {
      return await this.perform(request, ask);
    } catch (error) {
      if (error instanceof EksError) return failure(error);
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return failure(new EksError("ServerException", reason));
    }
  }

  /** Ends what runs behind the clusters that are left. */
  async stop(): Promise<void> {
    await this.lifecycle.stop([...this.regions.values()].flatMap((clusters) => [...clusters.values()]));
  }

  private async perform(request: AwsRequest, ask: Ask): Promise<AwsResponse> {
    const { model, accountOf, today, lookups = motoLookups } = this.options;
    const read = this.reader.read(request);
    if (read === undefined) {
      throw new EksError("InvalidRequestException", `${request.method} ${request.url.pathname}: no such operation`);
    }
    const { operation, input } = read;
    const faults = [...read.faults, ...faultsOf(model, operation.input.shape, input)];
    if (faults.length > 0) {
      this.record(operation, "request", faults);
      throw new EksError("InvalidParameterException", faults.join("; "));
    }
    const perform = OPERATIONS[operation.name];
    if (perform === undefined) {
      throw new EksError("ServerException", `${operation.name}: the stand-in does not answer it`);
    }
    const [account, region] = [accountOf(request), request.region ?? "us-east-1"];
    const call: Call<unknown> = {
      ...{ account, region, input, today },
      clusters: this.clustersIn(account, region),
      aws: lookups(request, ask),
      lifecycle: this.lifecycle,
    };
    // The model has just said that the input is what the operation takes.
    const text = JSON.stringify(await perform(call as Call<never>));
    this.record(operation, "response", faultsOf(model, operation.output.shape, JSON.parse(text)));
    return answer(200, {}, text);
  }

  private clustersIn(account: string, region: string): Map<string, StoredCluster> {
    const key = `${account} ${region}`;
    const clusters = this.regions.get(key) ?? new Map<string, StoredCluster>();
    this.regions.set(key, clusters);
    return clusters;
  }

  private record({ name }: OperationModel, where: Violation["in"], faults: readonly string[]): void {
    this.violations.push(...faults.map((fault) => ({ operation: name, in: where, fault })));
  }
}

function failure({ status, code, message }: EksError): AwsResponse {
  return answer(status, { "x-amzn-errortype": code }, JSON.stringify({ message }));
}

function answer(status: number, headers: Readonly<Record<string, string>>, text: string): AwsResponse {
  const common = { "content-type": "application/json", "x-amzn-requestid": randomUUID() };
  return { status, headers: { ...common, ...headers }, body: Buffer.from(text) };
}
