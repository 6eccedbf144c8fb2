import type { Refusal } from "../../rehearsal/aws/eks/refusal";
import { EksBench, type Input, nodegroupInput, role } from "./eks";
import { testEveryRow } from "./rows";

/** What the test of one refusal works with. */
export class RefusalBench {
  private bench: EksBench | undefined;

  constructor(private readonly refusal: Refusal) {}

  async start(options?: Parameters<typeof EksBench.start>[0]): Promise<void> {
    this.bench = await EksBench.start(options);
  }

  /** Starts with an ACTIVE cluster. */
  async withCluster(more: Input = {}): Promise<void> {
    await this.start();
    await this.started.cluster(more);
  }

  /** Starts with an ACTIVE cluster and an ACTIVE node group. */
  async withNodegroup(): Promise<void> {
    await this.withCluster();
    await this.started.nodegroup();
  }

  /** Starts with an ACTIVE cluster and an access entry. */
  async withEntry(more: Input = {}): Promise<void> {
    await this.withCluster();
    await this.must("CreateAccessEntry", { ...ENTRY, ...more });
  }

  must(name: string, input: Input): Promise<Input> {
    return this.started.must(name, input);
  }

  /** Expects the refusal, its code, status and message. */
  async refused(name: string, input: Input, said = ""): Promise<void> {
    const { status, error, body } = await this.started.call(name, input);
    const { code, message } = this.refusal;
    expect({ status, error }).toEqual({ status: STATUS[code] ?? 400, error: code });
    const parts = message.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    expect(body.message).toMatch(new RegExp(`^${parts.join(".+")}$`));
    expect(body.message).toContain(said);
  }

  /** Expects the refusal of a new group of these sizes. */
  scalingRefused(minSize: number, desiredSize: number, maxSize: number): Promise<void> {
    const scalingConfig = { minSize, desiredSize, maxSize };
    return this.refused("CreateNodegroup", nodegroupInput({ nodegroupName: "other", scalingConfig }));
  }

  async stop(): Promise<void> {
    // What EKS refuses is in EKS's model all the same.
    expect(this.started.eks.violations).toEqual([]);
    await this.started.stop();
  }

  private get started(): EksBench {
    if (this.bench === undefined) throw new Error("the test has not started the emulator");
    return this.bench;
  }
}

export const ENTRY: Input = { clusterName: "one", principalArn: role("admin") };
export const ADDON: Input = { clusterName: "one", addonName: "vpc-cni" };
export const GROUP: Input = { clusterName: "one", nodegroupName: "system" };

const STATUS: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  NotFoundException: 404,
  ResourceInUseException: 409,
};

/** Provokes every refusal of a table by a test of its own. */
export function testRefusals<Id extends string>(
  table: Readonly<Record<Id, Refusal>>,
  tests: Readonly<Record<Id, (bench: RefusalBench) => Promise<void>>>,
): void {
  const bodies = (Object.keys(tests) as Id[]).map((id) => {
    const body = async () => {
      const bench = new RefusalBench(table[id]);
      try {
        await tests[id](bench);
      } finally {
        await bench.stop();
      }
    };
    return [id, body] as const;
  });
  testEveryRow(Object.keys(table), Object.fromEntries(bodies));
}
