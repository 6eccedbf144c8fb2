import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadSettings } from "../config/load";
import type { Blueprint } from "../config/blueprint";
import irsa from "../examples/irsa.config";
import fromGitops from "../examples/pools-from-gitops.config";
import isolated from "../examples/private.config";
import oldest from "./fixtures/kubernetes-1.30.config";
import { inventoryOf, synthesise, valueAt } from "./helpers/synth";

const PROJECT = resolve(__dirname, "..");
const EXAMPLES = readdirSync(join(PROJECT, "examples"));

const warningsOf = (file: string): readonly string[] =>
  loadSettings({ environment: { BLUEPRINT_CONFIG: file }, directory: PROJECT, today: new Date("2026-06-15") }).warnings;
const stacksOf = (blueprint: Blueprint) => Object.keys(synthesise(blueprint).stacks).sort();

const ALL = ["cluster", "demo", "karpenter", "karpenter-infra", "network", "node-pools"];

describe("examples", () => {
  test("are these", () => {
    expect(EXAMPLES).toEqual(["irsa.config.ts", "pools-from-gitops.config.ts", "private.config.ts"]);
  });

  test.each(EXAMPLES)("%s is accepted as a file that BLUEPRINT_CONFIG names", (file) => {
    expect(() => warningsOf(`examples/${file}`)).not.toThrow();
  });

  test("with IRSA have no association, and an annotated service account", () => {
    const { stacks } = synthesise(irsa);
    expect(stacksOf(irsa)).toEqual([...ALL.filter((kind) => kind !== "demo").map((kind) => `irsa-${kind}`), "state"]);
    expect(inventoryOf(stacks["irsa-cluster"] ?? fail())).toHaveProperty("aws_iam_openid_connect_provider", 1);
    expect(inventoryOf(stacks["irsa-karpenter"] ?? fail())).not.toHaveProperty("aws_eks_pod_identity_association");
  });

  test("without NAT have endpoints, an instance profile and no role in the node class", () => {
    const { stacks } = synthesise(isolated);
    expect(stacksOf(isolated)).toEqual([...ALL.map((kind) => `private-${kind}`), "state"]);
    const network = inventoryOf(stacks["private-network"] ?? fail());
    expect(network).not.toHaveProperty("aws_nat_gateway");
    expect(network).toMatchObject({ aws_vpc_endpoint: 10 }); // nine interfaces, and the S3 gateway
    const spec = "resource.kubernetes_manifest.node-class-default_manifest.manifest.spec";
    expect(valueAt(stacks["private-node-pools"], spec)).toMatchObject({
      instanceProfile: "KarpenterNodeInstanceProfile-private",
    });
    expect(valueAt(stacks["private-node-pools"], `${spec}.role`)).toBeUndefined();
    expect(
      valueAt(stacks["private-karpenter"], "resource.helm_release.charts_karpenter.values.0.settings.isolatedVPC"),
    ).toBe(true);
  });

  test("without pools have neither their stack nor the demo's, and say so", () => {
    expect(stacksOf(fromGitops)).toEqual([
      ...["cluster", "karpenter", "karpenter-infra", "network"].map((kind) => `gitops-${kind}`),
      "state",
    ]);
    expect(warningsOf("examples/pools-from-gitops.config.ts")).toContain(
      "clusters[0].nodePools: none given, so there is no stack gitops-node-pools; Karpenter launches nothing until pools come from elsewhere",
    );
  });
});

describe("the shipped blueprint on Kubernetes 1.30 with Karpenter 1.8.1", () => {
  test("has every stack", () => {
    expect(stacksOf(oldest)).toEqual([...ALL.map((kind) => `carpenter-${kind}`), "state"]);
  });

  test("has the chart, the permissions and the events of that version", () => {
    const { stacks } = synthesise(oldest);
    expect(valueAt(stacks["carpenter-karpenter"], "resource.helm_release.charts_karpenter.version")).toBe("1.8.1");
    const infra = inventoryOf(stacks["carpenter-karpenter-infra"] ?? fail());
    expect(infra).toMatchObject({ aws_iam_policy: 5, aws_cloudwatch_event_rule: 4 });
  });

  test("is warned of, in June 2026", () => {
    const warnings = warningsOf("__tests__/fixtures/kubernetes-1.30.config.ts");
    expect(warnings).toContain(
      "clusters[0].cluster.version: Kubernetes 1.30 reaches the end of extended support on 2026-07-23; EKS upgrades it then",
    );
    expect(warnings).toContain(
      "clusters[0].karpenter.version: Karpenter 1.8.1 mixes up subnets, security groups and AMIs whose look-ups hash alike; use 1.8.2 or a later release",
    );
  });
});

function fail(): never {
  throw new Error("the stack is not there");
}
