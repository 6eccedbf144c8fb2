import { resolveSettings } from "../config/load";
import type { StateSettings } from "../config/settings";
import { creations, removals } from "../rehearsal/order/milestones";
import { applicable, type Happening, orderFaults } from "../rehearsal/order/order";
import { creationOrder, removalOrder } from "../rehearsal/order/order-table";
import { cluster, MINIMAL, POOLS, TODAY } from "./helpers/synth";

const MILESTONES = { cluster: /^create cluster$/, addon: /^create addon \w+$/, nodes: /^create nodes$/ };

const ROWS = [{ later: "nodes", earlier: ["cluster", "addon"], why: "nodes need networking" }];

const at = (moment: number, what: string, until = moment): Happening => ({ at: moment, until, what });

const faults = (...happenings: readonly Happening[]) => orderFaults(happenings, MILESTONES, ROWS);

describe("an order compared with what happened", () => {
  test("is kept where each came after all it needs", () => {
    expect(
      faults(at(1, "create cluster"), at(2, "create addon a"), at(3, "create addon b"), at(3, "create nodes")),
    ).toEqual([]);
  });

  test("is broken where one of them came later, or had not ended", () => {
    const [cluster, addon, nodes] = [at(1, "create cluster"), at(2, "create addon a"), at(5, "create nodes")];
    expect(faults(cluster, addon, nodes, at(9, "create addon b"))).toEqual([
      "nodes: expected after addon, was 4 ms too early (nodes need networking)",
    ]);
    expect(faults(at(1, "create cluster", 7), addon, nodes)).toEqual([
      "nodes: expected after cluster, was 2 ms too early (nodes need networking)",
    ]);
  });

  test("needs everything to have happened", () => {
    expect(faults(at(1, "create addon a"), at(2, "create nodes"))).toEqual(["cluster: never happened"]);
    expect(faults(at(1, "create cluster"), at(1, "create addon a"))).toEqual(["nodes: never happened"]);
  });

  test("leaves out what does not apply", () => {
    const { cluster, nodes } = MILESTONES;
    expect(orderFaults([at(1, "create cluster"), at(2, "create nodes")], { cluster, nodes }, ROWS)).toEqual([]);
    expect(orderFaults([], { cluster }, ROWS)).toEqual([]);
    expect([applicable(MILESTONES, ROWS), applicable({ cluster, nodes }, ROWS), applicable({ cluster }, ROWS)]).toEqual(
      [2, 1, 0],
    );
  });
});

describe("the facts' order", () => {
  const [full] = resolveSettings(
    {
      ...MINIMAL,
      clusters: [
        cluster("one", {
          ...POOLS,
          cluster: { version: "1.35", addons: { "aws-ebs-csi-driver": {}, "metrics-server": {} } },
          demo: {},
        }),
      ],
    },
    { environment: {}, today: TODAY, source: "test" },
  ).clusters;
  if (full === undefined) throw new Error("there is no cluster");
  const scope = {
    cluster: full,
    state: { bucket: "b" } as StateSettings,
    isAlone: true,
    hasKubernetes: true,
    hasBucket: true,
  };

  test.each([
    ["creation", creationOrder(scope.cluster), creations(scope)],
    ["removal", removalOrder(scope.cluster), removals(scope)],
  ])("of %s names no milestone that cannot be found", (_, rows, milestones) => {
    const names = new Set(rows.flatMap(({ later, earlier }) => [later, ...earlier]));
    expect([...names].filter((name) => milestones[name] === undefined)).toEqual([]);
    expect(applicable(milestones, rows)).toBe(rows.reduce((sum, { earlier }) => sum + earlier.length, 0));
  });

  test("leaves out what the configuration has not", () => {
    const network = { ...scope.cluster.network, natGateway: "none" as const };
    const plain = { ...scope, hasKubernetes: false, hasBucket: false, cluster: { ...scope.cluster, network } };
    const names = Object.keys(removals(plain));
    expect(names).toContain("the cluster");
    expect(names.filter((name) => ["NAT", "the state bucket", "the controller"].includes(name))).toEqual([]);
    expect(Object.keys(creations({ ...plain, isAlone: false }))).not.toContain("the VPC");
  });
});
