import { join, resolve } from "node:path";
import type { LoggedCall } from "./aws/call-log";
import { EksEmulator } from "./aws/eks/eks-emulator";
import { NO_KUBERNETES } from "./aws/eks/no-kubernetes";
import { findServiceModel, pythonsOf, readServiceModel } from "./aws/eks/service-model";
import { Front } from "./aws/front";
import { startMoto } from "./aws/moto";
import { KEY } from "./environment";
import type { KubernetesCall } from "./kubernetes/audit-log";
import { callerArn, Credentials } from "./kubernetes/credentials";
import { Ec2 } from "./kubernetes/ec2";
import { Ec2Instances } from "./kubernetes/instances";
import { KubernetesClusters } from "./kubernetes/kubernetes";
import type { Processes } from "./processes";
import type { Tools } from "./tools";

const PROJECT = resolve(__dirname, "..");

export interface StandInOptions {
  readonly tools: Tools;
  readonly processes: Processes;
  /** The rehearsal's own. */
  readonly folder: string;
  readonly account: string;
}

/** What stands in for AWS: the front that all calls go to, moto and our EKS behind it, and the clusters' Kubernetes. */
export class StandIn {
  private front: Front | undefined;
  private eks: EksEmulator | undefined;
  private kubernetes: KubernetesClusters | undefined;
  private readonly credentials = new Credentials([]);

  constructor(private readonly options: StandInOptions) {}

  async start(): Promise<void> {
    const { tools, processes, account } = this.options;
    const model = findServiceModel(pythonsOf(tools.moto));
    if (model === undefined) {
      throw new Error(`expected botocore, with EKS's service model, beside ${tools.moto}, got none`);
    }
    const { credentials } = this;
    const address = await startMoto(processes, tools.moto, account);
    this.kubernetes = await this.startKubernetes(new Ec2Instances(new Ec2(() => this.url ?? address)));
    this.eks = new EksEmulator({
      model: readServiceModel(model),
      accountOf: ({ accessKey = "" }) => credentials.find(accessKey)?.principal.arn.split(":")[4] ?? account,
      runtime: this.kubernetes ?? NO_KUBERNETES,
      today: new Date(),
    });
    const observe = credentials.remember.bind(credentials);
    this.front = await Front.start({
      moto: address,
      services: { eks: this.eks },
      callerOf: (accessKey) => {
        const key = credentials.find(accessKey);
        return key === undefined ? undefined : callerArn(key.principal);
      },
      observe,
    });
  }

  /** From now on the rehearsal's key is of that user, or of a session of that role. */
  identify(arn: string): void {
    this.credentials.add({ ...KEY, principal: { arn, ...(arn.includes(":role/") ? { session: "rehearsal" } : {}) } });
  }

  /**
   * Ends every process and server.
   *
   * @throws AggregateError of what could not be ended, after everything else was
   */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of [
      // Instances are ended in moto, which goes after them.
      () => this.eks?.stop(),
      () => this.kubernetes?.stopAll(),
      () => this.options.processes.stopServers(),
      () => this.front?.stop(),
    ]) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be ended");
  }

  /** Where AWS is, once it is up. */
  get url(): string | undefined {
    return this.front?.url;
  }

  /** Every call that reached AWS so far. */
  get calls(): readonly LoggedCall[] {
    return this.front?.calls ?? [];
  }

  /** The services that were called so far. */
  get servicesCalled(): ReadonlySet<string> {
    return this.front?.servicesCalled ?? new Set();
  }

  /** Every call so far that changed something in a cluster, by the cluster's ARN. */
  callsIn(arn: string): readonly KubernetesCall[] {
    return this.kubernetes?.callsOf(arn) ?? [];
  }

  /** What EKS was asked, or answered, otherwise than EKS's model has it, and what failed behind its clusters. */
  get eksFaults(): readonly string[] {
    const { violations = [], failures = [] } = this.eks ?? {};
    return [...violations.map(({ operation, in: where, fault }) => `${operation}, ${where}: ${fault}`), ...failures];
  }

  private async startKubernetes(instances: Ec2Instances): Promise<KubernetesClusters | undefined> {
    const { tools, folder } = this.options;
    if (tools.kwokctl === undefined) return undefined;
    return KubernetesClusters.start({
      kwokctl: tools.kwokctl,
      folder: join(folder, "kubernetes"),
      logs: join(folder, "logs", "kubernetes"),
      cache: join(PROJECT, ".cache", "kwok"),
      credentials: this.credentials,
      instances,
    });
  }
}
