import type { Item, KubernetesApi } from "./api";

interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration: number;
}

interface WithConditions extends Item {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

interface NodePool extends WithConditions {
  readonly spec: { readonly template: { readonly spec: { readonly nodeClassRef: { readonly name: string } } } };
}

const NODE_CLASSES = "/apis/karpenter.k8s.aws/v1/ec2nodeclasses";
const NODE_POOLS = "/apis/karpenter.sh/v1/nodepools";

/** https://github.com/aws/karpenter-provider-aws/blob/main/pkg/apis/v1/ec2nodeclass_status.go */
const NODE_CLASS_CONDITIONS = [
  "AMIsReady",
  "InstanceProfileReady",
  "SecurityGroupsReady",
  "SubnetsReady",
  "ValidationSucceeded",
  "Ready",
];

/**
 * Gives node classes and pools the conditions that Karpenter's controller would, where that does not run. It sets no
 * finalizer, so nothing waits for it when they are deleted.
 */
export async function setKarpenterConditions(api: KubernetesApi): Promise<void> {
  // None where the definitions are not there yet.
  const nodeClasses = (await api.list<WithConditions>(NODE_CLASSES)) ?? [];
  for (const nodeClass of nodeClasses) {
    await set(
      api,
      NODE_CLASSES,
      nodeClass,
      NODE_CLASS_CONDITIONS.map((type) => isTrue(type)),
    );
  }
  const names = nodeClasses.map(({ metadata }) => metadata.name);
  for (const pool of (await api.list<NodePool>(NODE_POOLS)) ?? []) {
    const { name } = pool.spec.template.spec.nodeClassRef;
    const missing = names.includes(name) ? undefined : `NodeClass ${name} not found on cluster`;
    await set(api, NODE_POOLS, pool, [
      isTrue("ValidationSucceeded"),
      isTrue("NodeClassReady", missing),
      isTrue("Ready", missing === undefined ? undefined : "NodeClassReady=False"),
    ]);
  }
}

type Verdict = Pick<Condition, "type" | "status" | "reason" | "message">;

/** @param otherwise why it is not, where it is not */
function isTrue(type: string, otherwise?: string): Verdict {
  return otherwise === undefined
    ? { type, status: "True", reason: type, message: "" }
    : {
        type,
        status: "False",
        reason: type === "Ready" ? "UnhealthyDependents" : "NodeClassNotFound",
        message: otherwise,
      };
}

async function set(
  api: KubernetesApi,
  collection: string,
  { metadata, status }: WithConditions,
  verdicts: readonly Verdict[],
): Promise<void> {
  if (metadata.deletionTimestamp !== undefined) return;
  const { name, generation = 1 } = metadata;
  const before = status?.conditions ?? [];
  const find = (type: string) => before.find((condition) => condition.type === type);
  const stale = verdicts.some(
    ({ type, status: verdict }) => find(type)?.status !== verdict || find(type)?.observedGeneration !== generation,
  );
  if (!stale) return;
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const conditions = verdicts.map((verdict): Condition => {
    const old = find(verdict.type);
    const lastTransitionTime = old?.status === verdict.status ? old.lastTransitionTime : now;
    return { ...verdict, lastTransitionTime, observedGeneration: generation };
  });
  await api.merge(`${collection}/${name}/status`, { status: { conditions } });
}
