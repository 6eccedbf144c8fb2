import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CHART_ENVIRONMENT, CHART_KEYS_SINCE, chartValuesSchema } from "../config/chart-values";
import { leafPaths } from "../config/schema-walk";
import { FULL_VALUES } from "./fixtures/every-chart-value";
import { yamlKeys } from "./helpers/yaml-keys";

const OLDEST = "1.8.1";
const NEWEST = "1.14.1";
const SHARED = resolve(__dirname, "../../shared");
const valuesFile = (version: string) => join(SHARED, `chart/values-${version}.yaml`);
const packagedChart = (version: string) => join(SHARED, `bench/charts/karpenter-${version}.tgz`);
const where = (file: (version: string) => string) =>
  [OLDEST, NEWEST].every((version) => existsSync(file(version))) ? describe : describe.skip;

/** The leaves without what a list or record holds: there the chart gives an empty one, or examples. */
const LEAVES = new Set(leafPaths(chartValuesSchema).map((path) => path.replace(/\.?[[{<*].*$/, "")));

const beneath = (path: string, ancestor: string) => path === ancestor || path.startsWith(`${ancestor}.`);

/** The values at a path, of each element where the path goes through a list. */
function valuesAt(value: unknown, path: string): unknown[] {
  const [head = "", ...rest] = path.split(".");
  const [key = ""] = head.split(/[[{<*]/);
  const child = key === "" ? value : (value as Record<string, unknown> | undefined)?.[key];
  if (rest.length === 0) return [child];
  return (Array.isArray(child) ? child : [child]).flatMap((element: unknown) => valuesAt(element, rest.join(".")));
}

where(valuesFile)("the values files of the oldest and the newest chart", () => {
  const keysOf = (version: string) => yamlKeys(readFileSync(valuesFile(version), "utf8"));

  test.each([OLDEST, NEWEST])("of %s hold no key that the schema lacks", (version) => {
    const keys = [...keysOf(version).keys()];
    const unknown = keys.filter((key) => ![...LEAVES].some((leaf) => beneath(key, leaf) || beneath(leaf, key)));
    expect(keys.length).toBeGreaterThan(80);
    expect(unknown).toEqual([]);
  });

  test("together hold every key of the schema, or an empty object or list above it", () => {
    const keys = new Map([OLDEST, NEWEST].flatMap((version) => [...keysOf(version)]));
    const invented = [...LEAVES].filter((leaf) => {
      const nearest = [...keys.keys()].filter((key) => beneath(leaf, key)).sort((a, b) => b.length - a.length)[0];
      return nearest !== leaf && !["{}", "[]"].includes(keys.get(nearest ?? "") ?? "");
    });
    expect(invented).toEqual([]);
  });

  test("differ by the keys that the table dates", () => {
    const before = keysOf(OLDEST);
    const added = [...keysOf(NEWEST).keys()].filter((key) => !before.has(key));
    expect(Object.keys(CHART_KEYS_SINCE).sort()).toEqual(added.sort());
  });

  test("hold other values than the fixture sets", () => {
    const keys = keysOf(NEWEST);
    const same = [...LEAVES].filter((leaf) =>
      valuesAt(FULL_VALUES, leaf).some((value) => String(value) === keys.get(leaf)),
    );
    expect(same).toEqual([]);
  });
});

where(packagedChart)("the Deployment of the oldest and the newest chart", () => {
  test("sets the environment variables listed, and no other", () => {
    const names = [OLDEST, NEWEST].flatMap((version) => {
      const template = execFileSync("tar", ["-xOzf", packagedChart(version), "karpenter/templates/deployment.yaml"], {
        encoding: "utf8",
      });
      return [...template.matchAll(/^\s*- name: ([A-Z][A-Z0-9_]*)\s*$/gm)].map(([, name]) => name);
    });
    expect([...CHART_ENVIRONMENT].sort()).toEqual([...new Set(names)].sort());
  });
});

test("the fixture sets every key of the schema", () => {
  const unset = leafPaths(chartValuesSchema).filter((path) =>
    valuesAt(FULL_VALUES, path).every((value) => value === undefined),
  );
  expect(unset).toEqual([]);
});

describe("what is accepted", () => {
  test("reaches the chart unchanged", () => {
    expect(chartValuesSchema.parse(FULL_VALUES)).toEqual(FULL_VALUES);
  });

  test("may be nothing at all, and is then nothing", () => {
    expect(chartValuesSchema.parse({})).toEqual({});
  });

  test.each([
    ["a count of pods", { podDisruptionBudget: { maxUnavailable: 0 } }],
    ["no priority class", { priorityClassName: "" }],
    ["no interruption queue", { settings: { interruptionQueue: "" } }],
    ["an endpoint to be asked for", { settings: { clusterEndpoint: "" } }],
    ["a memory overhead of nothing", { settings: { vmMemoryOverheadPercent: "0" } }],
    ["an image by its tag", { controller: { image: { tag: "mirrored", digest: "" } } }],
    ["quantities of every kind", { controller: { resources: { limits: { cpu: "1.5", memory: "1e9", a: "5k" } } } }],
    ["a variable without a value", { controller: { env: [{ name: "EMPTY" }] } }],
  ])("includes %s", (_, values) => {
    expect(chartValuesSchema.parse(values)).toEqual(values);
  });
});
