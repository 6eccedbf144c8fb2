import type { Blueprint } from "../config/blueprint";
import shipped from "../blueprint.config";
import { type Block, cluster, MINIMAL, type StackJson, synthesise, synthesiseAgain } from "./helpers/synth";

const ROLE = "arn:aws:iam::444455556666:role/deployer";

const fleet: Blueprint = {
  ...MINIMAL,
  clusters: [
    cluster("a", { network: { flowLogs: {} } }),
    cluster("b", { region: "eu-west-1", account: "444455556666", assumeRole: ROLE }),
    cluster("c", {
      network: { natGateway: "per-zone", interfaceEndpoints: ["sts"] },
      dns: { zoneName: "c.example.com" },
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
    expect(Object.keys(synthesise(shipped).stacks).sort()).toEqual(["carpenter-cluster", "carpenter-network", "state"]);
  });

  test("deploys the state bucket before everything else, and destroys it last", () => {
    expect(synthesise(fleet).dependencies).toEqual({
      state: [],
      "a-network": ["state"],
      "b-network": ["state"],
      "c-network": ["state"],
      "a-cluster": ["a-network"],
      "b-cluster": ["b-network"],
      "c-cluster": ["c-network"],
    });
    expect(synthesise({ ...fleet, state: { backend: "local" } }).dependencies).toEqual({
      "a-network": [],
      "b-network": [],
      "c-network": [],
      "a-cluster": ["a-network"],
      "b-cluster": ["b-network"],
      "c-cluster": ["c-network"],
    });
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

  test.each(Object.entries(variety))(
    "locks every provider to account and region, with default tags (%s)",
    (_, blueprint) => {
      for (const [name, stack] of everyStack(blueprint)) {
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
        expect(stack.terraform.required_providers).toEqual({ aws: { source: "aws", version: "6.25.0" } });
        expect(stack.terraform).toHaveProperty("required_version", ">= 1.10.0");
      }
    },
  );

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
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_kms_key",
      "aws_s3_bucket_policy",
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
