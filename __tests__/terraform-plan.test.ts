import { OUTPUTS_ONLY, readPlan } from "../rehearsal/terraform-plan";

interface Change {
  readonly type?: string;
  readonly mode?: string;
  readonly actions: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly unknown?: object;
  readonly paths?: readonly (readonly string[])[];
  /** What the configuration says. */
  readonly expressions?: object;
}

const plan = (...changes: readonly Change[]) =>
  readPlan(
    JSON.stringify({
      resource_changes: changes.map(({ type = "a", mode = "managed", ...change }, index) => ({
        address: `a.${index}`,
        ...{ type, mode },
        change: {
          actions: change.actions,
          before: change.before ?? null,
          after: change.after ?? null,
          after_unknown: change.unknown ?? {},
          replace_paths: change.paths,
        },
      })),
      configuration: {
        root_module: {
          resources: changes.map(({ expressions = {} }, index) => ({ address: `a.${index}`, expressions })),
        },
      },
    }),
  );

test("says what is made, removed and forgotten", () => {
  const { changes } = plan(
    { type: "b", actions: ["delete"], before: {} },
    { type: "a", actions: ["create"], after: {} },
    { type: "c", actions: ["forget"], before: {} },
  );
  expect(changes).toEqual(["create a", "delete b", "forget c"]);
});

test("says which attributes of an update are otherwise", () => {
  const before = { size: 1, name: "one", labels: { a: "b" }, result: "x" };
  const after = { size: 2, name: "one", labels: { a: "c" } };
  expect(plan({ actions: ["update"], before, after, unknown: { result: true } }).changes).toEqual([
    "update a labels size",
  ]);
});

test("counts what is configured and not known yet, and no result", () => {
  const update = { actions: ["update"], before: { ids: ["1"], result: "x" }, after: {} };
  const unknown = { ids: true, result: true };
  expect(plan({ ...update, unknown, expressions: { ids: {} } }).changes).toEqual(["update a ids"]);
});

test.each([
  ["delete", "create"],
  ["create", "delete"],
])("says for what something is replaced (%s, %s)", (...actions) => {
  const paths = [
    ["subnets", "0"],
    ["subnets", "1"],
    ["name", ""],
  ];
  expect(plan({ actions, before: {}, after: {}, paths }).changes).toEqual(["replace a name subnets"]);
});

test("leaves out data and what stays, and tells tagged resources", () => {
  const { resources, changes } = plan(
    { mode: "data", actions: ["read"] },
    { type: "tagged", actions: ["no-op"], before: { tags_all: {} } },
    { type: "new", actions: ["create"], after: { tags_all: {} } },
    { type: "plain", actions: ["update"], before: { size: 1 }, after: { size: 2 } },
  );
  expect(resources.map(({ type, isTagged }) => [type, isTagged])).toEqual([
    ["tagged", true],
    ["new", true],
    ["plain", false],
  ]);
  expect(changes).toEqual(["create new", "update plain size"]);
});

test("says where only outputs change: such a plan is not empty", () => {
  expect(plan({ actions: ["no-op"], before: {} }).changes).toEqual([OUTPUTS_ONLY]);
});
