import type { Blueprint } from "../config/blueprint";
import shipped from "../blueprint.config";
import { type Block, cluster, MINIMAL, POOLS, type StackJson, synthesise, synthesiseAgain } from "./helpers/synth";

const ROLE = "arn:aws:iam::444455556666:role/deployer";

const fleet: Blueprint = {
  ...MINIMAL,
  clusters: [
    cluster("a", { network: { flowLogs: {} } }),
    cluster("b", { region: "eu-west-1", account: "444455556666", assumeRole: ROLE }),
    cluster("c", {
      network: { natGateway: "per-zone", interfaceEndpoints: ["sts"] },
      dns: { zoneName: "c.example.com" },
      cluster: { version: "1.35", identity: "irsa", addons: { "aws-ebs-csi-driver": {} } },
      karpenter: { version: "1.14.1", nodeInstanceProfile: true },
      ...POOLS,
      demo: {},
    }),
  ],
};

/** Configurations that between them bring out every resource. */
const variety: Record<string, Blueprint> = {
  minimal: MINIMAL,
  "SSE-KMS": { ...MINIMAL, state: { encryption: "SSE-KMS" } },
  "local state": { ...MINIMAL, state: { backend: "local" } },
  fleet,
};

const everyStack = (blueprint: Blueprint): [string, StackJson][] => Object.entries(synthesise(blueprint).stacks);

/** Every policy document of a stack: text that parses to one. */
function policiesOf(stack: StackJson): { type: string; statements: Block[] }[] {
  return Object.entries(stack.resource).flatMap(([type, resources]) =>
    Object.values(resources).flatMap((resource) =>
      Object.values(resource)
        .filter((value): value is string => typeof value === "string" && value.startsWith('{"Version"'))
        .map((text) => ({ type, statements: (JSON.parse(text) as { Statement: Block[] }).Statement })),
    ),
  );
}

describe("the app", () => {
  test("has the stacks of the design for the shipped configuration", () => {
    expect(Object.keys(synthesise(shipped).stacks).sort()).toEqual([
      "carpenter-cluster",
      "carpenter-demo",
      "carpenter-karpenter",
      "carpenter-karpenter-infra",
      "carpenter-network",
      "carpenter-node-pools",
      "state",
    ]);
  });

  test("deploys the state bucket before everything else, and destroys it last", () => {
    const ofPodIdentity = (name: string, first: string[]) => ({
      [`${name}-network`]: first,
      [`${name}-cluster`]: [`${name}-network`],
      // Beside network and cluster: it needs nothing of them but names.
      [`${name}-karpenter-infra`]: first,
      [`${name}-karpenter`]: [`${name}-cluster`, `${name}-karpenter-infra`],
    });
    const of = (first: string[]) => ({
      ...ofPodIdentity("a", first),
      ...ofPodIdentity("b", first),
      ...ofPodIdentity("c", first),
      // Its controller's role trusts the cluster's issuer.
      "c-karpenter-infra": [...first, "c-cluster"],
      "c-node-pools": ["c-cluster", "c-karpenter"],
      "c-demo": ["c-cluster", "c-node-pools"],
    });
    const dependencies = (blueprint: Blueprint) =>
      Object.fromEntries(
        Object.entries(synthesise(blueprint).dependencies).map(([name, others]) => [name, [...others].sort()]),
      );
    const sorted = (stacks: Record<string, string[]>) =>
      Object.fromEntries(Object.entries(stacks).map(([name, others]) => [name, [...others].sort()]));
    expect(dependencies(fleet)).toEqual(sorted({ state: [], ...of(["state"]) }));
    expect(dependencies({ ...fleet, state: { backend: "local" } })).toEqual(sorted(of([])));
  });

  test.each(Object.entries(variety))("is synthesised the same twice, byte for byte (%s)", (_, blueprint) => {
    expect(synthesiseAgain(blueprint).texts).toEqual(synthesise(blueprint).texts);
  });

  test("changes no byte of other clusters when one changes, moves or goes", () => {
    const before = synthesise(fleet).texts;
    const [a, b, c] = fleet.clusters;
    if (a === undefined || b === undefined || c === undefined) throw new Error("the fleet has three clusters");
    const without = (prefix: string, texts: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(texts).filter(([name]) => !name.startsWith(prefix)));
    const changed = synthesise({ ...fleet, clusters: [{ ...a, network: { cidr: "10.9.0.0/16" } }, b, c] }).texts;
    const removed = synthesise({ ...fleet, clusters: [c, a] }).texts;
    expect(changed["a-network"]).not.toBe(before["a-network"]);
    expect(without("a-", changed)).toEqual(without("a-", before));
    expect(removed).toEqual(without("b-", before));
  });

  /** The providers of each kind of stack; what talks to Kubernetes alone needs no other. */
  const PROVIDERS: Record<string, string[]> = {
    state: ["aws"],
    network: ["aws"],
    cluster: ["aws"],
    "karpenter-infra": ["aws"],
    karpenter: ["aws", "helm", "kubernetes", "time"],
    "node-pools": ["kubernetes"],
    demo: ["kubernetes"],
  };
  const VERSIONS: Record<string, string> = { aws: "6.25.0", helm: "3.1.1", kubernetes: "2.38.0", time: "0.13.1" };

  test.each(Object.entries(variety))("has the providers that each stack needs, pinned (%s)", (_, blueprint) => {
    for (const [name, stack] of everyStack(blueprint)) {
      const wanted = PROVIDERS[name.replace(/^(carpenter|[abc])-/, "")] ?? [];
      expect(Object.keys(stack.provider).sort()).toEqual(wanted);
      const required = Object.entries(stack.terraform.required_providers).map(([key, { version }]) => [key, version]);
      expect(Object.fromEntries(required)).toEqual(Object.fromEntries(wanted.map((key) => [key, VERSIONS[key]])));
      expect(stack.terraform).toHaveProperty("required_version", ">= 1.10.0");
    }
  });

  test.each(Object.entries(variety))(
    "locks the AWS provider to account and region, with default tags (%s)",
    (_, blueprint) => {
      for (const [name, stack] of everyStack(blueprint)) {
        if (stack.provider.aws === undefined) continue;
        const isB = name.startsWith("b-");
        expect(stack.provider.aws).toEqual([
          {
            region: isB ? "eu-west-1" : "ap-southeast-2",
            allowed_account_ids: [isB ? "444455556666" : "111122223333"],
            ...(isB ? { assume_role: [{ role_arn: ROLE }] } : {}),
            default_tags: [
              {
                tags: {
                  project: "carpenter",
                  "managed-by": "carpenter",
                  ...(name === "state" ? {} : { cluster: expect.any(String) as string }),
                },
              },
            ],
          },
        ]);
      }
    },
  );

  test("asks for a cluster's token in its region, with its role, and keeps none", () => {
    const withPools = { ...fleet, clusters: fleet.clusters.map((each) => ({ ...each, ...POOLS })) };
    const { stacks } = synthesise(withPools);
    const command = (name: string, region: string, more: string[] = []) => ({
      api_version: "client.authentication.k8s.io/v1beta1",
      command: "aws",
      args: ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json", ...more],
    });
    expect(stacks["a-karpenter"]?.provider.helm?.[0]?.kubernetes).toMatchObject({
      exec: command("a", "ap-southeast-2"),
    });
    expect(stacks["b-node-pools"]?.provider.kubernetes?.[0]).toMatchObject({
      exec: [command("b", "eu-west-1", ["--role-arn", ROLE])],
    });
  });

  test("keeps every state but its own in the bucket: a key for each, locked, encrypted, guarded", () => {
    const backends = everyStack(fleet).filter(([name]) => name !== "state");
    expect(backends.map(([, stack]) => stack.terraform.backend)).toEqual(
      backends.map(([name]) => ({
        s3: {
          bucket: "carpenter-tfstate-111122223333-ap-southeast-2",
          key: `${name.replace("-", "/")}.tfstate`,
          region: "ap-southeast-2",
          encrypt: true,
          use_lockfile: true,
          allowed_account_ids: ["111122223333"],
        },
      })),
    );
  });

  test.each(Object.entries(variety))("holds nothing that looks like a secret (%s)", (_, blueprint) => {
    for (const text of Object.values(synthesise(blueprint).texts)) {
      expect(text).not.toMatch(
        /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN|"(password|secret|token|access_key|secret_key)"\s*:/i,
      );
    }
  });

  test.each(Object.entries(variety))(
    "allows no wildcard action outside a key policy's root statement (%s)",
    (_, blueprint) => {
      for (const [, stack] of everyStack(blueprint)) {
        for (const { type, statements } of policiesOf(stack)) {
          for (const { Effect, Action, Principal } of statements) {
            if (Effect !== "Allow") continue;
            const wildcards = [Action].flat().filter((action) => String(action).includes("*"));
            const isRoot =
              type === "aws_kms_key" && /^{"AWS":"arn:aws:iam::\d{12}:root"}$/.test(JSON.stringify(Principal));
            expect(isRoot ? [] : wildcards).toEqual([]);
          }
        }
      }
    },
  );

  test("looks into every policy it makes", () => {
    const types = Object.values(variety).flatMap((blueprint) =>
      everyStack(blueprint).flatMap(([, stack]) => policiesOf(stack).map(({ type }) => type)),
    );
    expect([...new Set(types)].sort()).toEqual([
      "aws_iam_policy",
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_kms_key",
      "aws_s3_bucket_policy",
      "aws_sqs_queue_policy",
    ]);
  });

  test("has no sensitive output", () => {
    for (const [, stack] of everyStack(fleet)) {
      // The CLI's own outputs between stacks are marked so, whatever they hold.
      const own = Object.entries(stack.output ?? {}).filter(([name]) => !name.startsWith("cross-stack-output-"));
      expect(own.filter(([, { sensitive }]) => sensitive === true)).toEqual([]);
    }
  });
});
