import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { authorizationFor } from "../../rehearsal/aws/credential";
import type { AwsLookups } from "../../rehearsal/aws/eks/aws-lookups";
import type { ClusterRuntime } from "../../rehearsal/aws/eks/cluster-runtime";
import { EksEmulator } from "../../rehearsal/aws/eks/eks-emulator";
import { NO_KUBERNETES } from "../../rehearsal/aws/eks/no-kubernetes";
import { findServiceModel, readServiceModel, type ServiceModel } from "../../rehearsal/aws/eks/service-model";
import { Front } from "../../rehearsal/aws/front";

const VENV = resolve(__dirname, "..", "..", ".cache", "venv", "bin", "python");

/** EKS's model comes with botocore; a machine with only Node has none, and tests nothing here, visibly. */
export const MODEL_FILE = findServiceModel([VENV, "python3", "python"]);

/** `describe`, where EKS's model is to be had. */
export function describeEks(name: string, body: () => void): void {
  if (MODEL_FILE !== undefined) describe(name, body);
  else describe.skip(`${name} (no Python with botocore; npm run rehearse -- --install fetches one)`, body);
}

export const ACCOUNT = "111122223333";
export const REGION = "ap-southeast-2";
export const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
export const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;

const TRUST: Readonly<Record<string, string[]>> = {
  [role("cluster")]: ["eks.amazonaws.com"],
  [role("node")]: ["ec2.amazonaws.com"],
  [role("pod")]: ["pods.eks.amazonaws.com"],
};

/** An account with three roles, three subnets in two zones, a security group and a launch template. */
const LOOKUPS: AwsLookups = {
  trustedServices: (arn) => Promise.resolve(TRUST[arn]),
  subnets: (ids) =>
    Promise.resolve(
      [
        { id: "subnet-a", zone: "a", vpcId: "vpc-1" },
        { id: "subnet-a2", zone: "a", vpcId: "vpc-1" },
        { id: "subnet-b", zone: "b", vpcId: "vpc-1" },
      ].filter(({ id }) => ids.includes(id)),
    ),
  securityGroups: (ids) => Promise.resolve(ids.filter((id) => id === "sg-1")),
  launchTemplate: ({ id, version = "3" }) =>
    Promise.resolve(id === "lt-1" ? { id, name: "template", version } : undefined),
  callerArn: () => Promise.resolve(role("creator")),
  createClusterSecurityGroup: () => Promise.resolve("sg-cluster"),
  deleteSecurityGroup: () => Promise.resolve(),
};

/** An answer, its error's code included. */
export interface EksAnswer {
  readonly status: number;
  readonly error: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Input = Readonly<Record<string, unknown>>;

const CLUSTER: Input = {
  name: "one",
  version: "1.34",
  roleArn: role("cluster"),
  resourcesVpcConfig: { subnetIds: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-1"] },
  accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
};

const NODEGROUP: Input = {
  clusterName: "one",
  nodegroupName: "system",
  nodeRole: role("node"),
  subnets: ["subnet-a", "subnet-b"],
  scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
};

/** The front with the EKS emulator behind it and nothing else, and an SDK's way to call it. */
export class EksBench {
  private constructor(
    readonly front: Front,
    readonly eks: EksEmulator,
    private readonly model: ServiceModel,
  ) {}

  static async start(options: { runtime?: ClusterRuntime; today?: string; settleMs?: number } = {}): Promise<EksBench> {
    const model = readServiceModel(MODEL_FILE ?? "");
    const eks = new EksEmulator({
      model,
      accountOf: ({ accessKey }) => (accessKey === "other" ? "999999999999" : ACCOUNT),
      runtime: options.runtime ?? NO_KUBERNETES,
      today: new Date(options.today ?? "2026-11-20"),
      // Long enough to be seen in between, on a busy machine too.
      settleMs: options.settleMs ?? 100,
      lookups: () => LOOKUPS,
    });
    return new EksBench(await Front.start({ services: { eks } }), eks, model);
  }

  async stop(): Promise<void> {
    await this.eks.stop();
    await this.front.stop();
  }

  /** Calls an operation as an SDK does: each parameter where the model has it. */
  async call(name: string, input: Input = {}, { accessKey = "key", region = REGION } = {}): Promise<EksAnswer> {
    const operation = this.model.operations[name];
    if (operation === undefined) throw new Error(`no operation ${name}`);
    const { method, requestUri } = operation.http;
    const members = this.model.shapes[operation.input.shape]?.members ?? {};
    const query = new URLSearchParams();
    const body: Record<string, unknown> = {};
    let path = requestUri;
    for (const [member, value] of Object.entries(input)) {
      const { location, locationName = member } = members[member] ?? { shape: "" };
      if (location === undefined) body[member] = value;
      else if (location === "uri") path = path.replace(`{${locationName}}`, encodeURIComponent(String(value)));
      else for (const item of [value].flat()) query.append(locationName, String(item));
    }
    const text = Object.keys(body).length > 0 ? JSON.stringify(body) : undefined;
    return this.send(method, query.size > 0 ? `${path}?${query.toString()}` : path, text, { accessKey, region });
  }

  /** Calls a path. */
  async send(
    method: string,
    path: string,
    body?: string,
    { accessKey = "key", region = REGION } = {},
  ): Promise<EksAnswer> {
    const headers = { authorization: authorizationFor(accessKey, region, "eks") };
    const response = await fetch(this.front.url + path, { method, headers, body });
    const text = await response.text();
    return {
      status: response.status,
      error: response.headers.get("x-amzn-errortype"),
      body: JSON.parse(text) as EksAnswer["body"],
    };
  }

  /** @throws Error where the call is refused */
  async must(name: string, input: Input = {}): Promise<Input> {
    const { status, body } = await this.call(name, input);
    if (status !== 200) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Asks until the answer holds a value, at the end of a path such as `cluster.status`. */
  async until(name: string, input: Input, path: string, wanted: unknown): Promise<void> {
    let seen: unknown;
    for (let waited = 0; waited < 5_000; waited += 5) {
      seen = at(await this.must(name, input), path);
      if (seen === wanted) return;
      await sleep(5);
    }
    throw new Error(`${name}: expected ${path} ${String(wanted)}, got ${String(seen)}`);
  }

  /** An ACTIVE cluster. */
  async cluster(more: Input = {}): Promise<void> {
    const input = { ...CLUSTER, ...more };
    await this.must("CreateCluster", input);
    await this.until("DescribeCluster", { name: input.name }, "cluster.status", "ACTIVE");
  }

  /** An ACTIVE node group. */
  async nodegroup(more: Input = {}): Promise<void> {
    const input = { ...NODEGROUP, ...more };
    await this.must("CreateNodegroup", input);
    const { clusterName, nodegroupName } = input as Input;
    await this.until("DescribeNodegroup", { clusterName, nodegroupName }, "nodegroup.status", "ACTIVE");
  }
}

/** The least that CreateCluster takes, and more by choice. */
export const clusterInput = (more: Input = {}): Input => ({ ...CLUSTER, ...more });

/** The least that CreateNodegroup takes, and more by choice. */
export const nodegroupInput = (more: Input = {}): Input => ({ ...NODEGROUP, ...more });

/** The value at a dotted path; numbers step into lists. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((current, key) => {
    return typeof current === "object" && current !== null ? (current as Record<string, unknown>)[key] : undefined;
  }, value);
}
