import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "../config/load";
import { TODAY } from "./helpers/synth";

describe("a folder of charts", () => {
  const folder = mkdtempSync(join(tmpdir(), "carpenter-charts-"));
  const charts = join(folder, "charts");
  mkdirSync(charts);
  let count = 0;
  const load = (chartRepository: string) => {
    // `require` remembers a file, so each is another.
    const file = `own-${(count += 1)}.js`;
    const clusters = [{ name: "a", cluster: { version: "1.35" }, karpenter: { version: "1.14.1", chartRepository } }];
    writeFileSync(join(folder, file), `exports.default = ${JSON.stringify({ region: "eu-west-1", clusters })};`);
    return loadSettings({ environment: { BLUEPRINT_CONFIG: file }, directory: folder, today: TODAY });
  };
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  test("is refused without either chart of the version", () => {
    const fault = (chart: string) =>
      `clusters[0].karpenter.chartRepository: expected a folder with ${chart}-1.14.1.tgz, got "charts"; put it there with helm pull oci://public.ecr.aws/karpenter/${chart} --version 1.14.1`;
    expect(() => load("charts")).toThrow(
      `own-1.js has 2 faults:\n  ${fault("karpenter-crd")}\n  ${fault("karpenter")}`,
    );
  });

  test("is accepted with both, relative to the project or absolute", () => {
    for (const chart of ["karpenter", "karpenter-crd"]) writeFileSync(join(charts, `${chart}-1.14.1.tgz`), "");
    expect(load("charts").clusters[0]?.karpenter.chartRepository).toBe("charts");
    expect(load(charts).clusters[0]?.karpenter.chartRepository).toBe(charts);
  });
});
