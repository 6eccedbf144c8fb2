import shipped from "../blueprint.config";
import type { Blueprint } from "../config/blueprint";
import { expectPlanned, misfitOf } from "../rehearsal/changes/change";
import { CHANGES } from "../rehearsal/changes/table";
import { beforeChanges } from "../rehearsal/steps/changes";
import type { Tools } from "../rehearsal/tools";
import { TODAY } from "./helpers/synth";

describe("what a change should plan, and what it plans", () => {
  const compare = (expected: readonly string[], planned: readonly string[]) => () => {
    expectPlanned("one-network", expected, planned);
  };

  test("agree in any order", () => {
    expect(compare(["create a", "update b"], ["update b", "create a"])).not.toThrow();
    expect(compare([], [])).not.toThrow();
  });

  test("differ where something is more, or missing", () => {
    expect(compare(["create a", "update b"], ["create a", "replace c"])).toThrow(
      "one-network: expected to plan create a, update b; got besides: replace c; missing: update b",
    );
    expect(compare([], ["create a"])).toThrow(
      "one-network: expected to plan nothing; got besides: create a; missing: nothing",
    );
  });

  test("differ where something is there more or less often", () => {
    expect(compare(["create a"], ["create a", "create a"])).toThrow("got besides: create a; missing: nothing");
    expect(compare(["create a", "create a"], ["create a"])).toThrow("got besides: nothing; missing: create a");
  });
});

describe("the table of changes", () => {
  // Versions are judged by the day.
  beforeAll(() => jest.useFakeTimers({ now: TODAY }));
  afterAll(() => jest.useRealTimers());
  const tools: Tools = {
    ...{ terraform: "terraform", moto: "moto_server", awsProvider: "6.25.0", description: "" },
    ...{ kwokctl: undefined, charts: undefined },
  };
  const misfits = (blueprint: Blueprint) =>
    Object.fromEntries(
      CHANGES.flat().flatMap((change) => {
        const reason = misfitOf(change, blueprint, tools);
        return reason === undefined ? [] : [[change.name, reason]];
      }),
    );
  const withCluster = (over: Partial<Blueprint["clusters"][number]>): Blueprint => ({
    ...shipped,
    clusters: shipped.clusters.map((entry) => ({ ...entry, ...over })),
  });

  test("fits the shipped configuration whole", () => {
    expect(misfits(shipped)).toEqual({});
  });

  test("says what does not fit another configuration, and why", () => {
    const reasons = misfits(
      withCluster({
        network: { zones: 2, natGateway: "per-zone" },
        cluster: { version: "1.34", systemNodes: { minSize: 2, desiredSize: 2, maxSize: 4 } },
        nodePools: {},
        demo: undefined,
      }),
    );
    expect(reasons).toEqual({
      "another zone": "the configuration has two zones, and not one more to begin without",
      "Karpenter 1.8.1 → 1.14.1": "the configuration has Kubernetes 1.34 and Karpenter 1.14.1, not 1.35 and 1.14.1",
      "Kubernetes 1.34 → 1.35": "the configuration has Kubernetes 1.34 and Karpenter 1.14.1, not 1.35 and 1.14.1",
      "a pool's limits": "there is no pool",
      "NAT per zone": "natGateway is per-zone",
      "a new pool": "there is no pool",
      "system nodes 1/2/1 → 2/3/2": "the group is 2/4/2",
      "a pool removed": "there is no pool",
    });
  });

  test("does not begin with what is no configuration", () => {
    // Past the older version's extended support.
    jest.setSystemTime(new Date("2028-01-01"));
    const reasons = misfits(shipped);
    jest.setSystemTime(TODAY);
    expect(Object.keys(reasons)).toEqual(["Karpenter 1.8.1 → 1.14.1", "Kubernetes 1.34 → 1.35"]);
    expect(Object.values(reasons)[0]).toMatch(/^what comes before it is no configuration: .*cluster\.version/s);
  });

  test("begins with the older versions and one zone fewer, and leads back to the configuration's", () => {
    const before = beforeChanges(shipped, tools).clusters[0];
    expect(before).toMatchObject({
      cluster: { version: "1.34" },
      karpenter: { version: "1.8.1" },
      network: { zones: ["ap-southeast-2a", "ap-southeast-2b"] },
    });
    const after = CHANGES.flat().reduce((blueprint, change) => change.after(blueprint, shipped), shipped).clusters[0];
    expect(after).toMatchObject({
      cluster: { version: "1.35" },
      karpenter: { version: "1.14.1" },
      network: { zones: shipped.clusters[0]?.network?.zones, natGateway: "per-zone" },
    });
    expect(Object.keys(after?.nodePools ?? {})).toEqual(Object.keys(shipped.clusters[0]?.nodePools ?? {}));
  });
});
