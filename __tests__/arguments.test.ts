import { parseArguments } from "../tools/arguments";

const NOTHING = { stacks: [], clusters: [], output: undefined, importState: false, help: false, passThrough: [] };

describe("a command line", () => {
  test.each([
    ["", {}],
    ["state carpenter-network", { stacks: ["state", "carpenter-network"] }],
    ["--cluster a --cluster=b", { clusters: ["a", "b"] }],
    ["--auto-approve state", { stacks: ["state"], passThrough: ["--auto-approve"] }],
    ["--import-state --output there", { importState: true, output: "there" }],
    ["-o there -h", { output: "there", help: true }],
    ["state --parallelism 2 --cluster a", { stacks: ["state"], clusters: ["a"], passThrough: ["--parallelism", "2"] }],
    ["--var x=1 --var=y=2 --no-color", { passThrough: ["--var", "x=1", "--var=y=2", "--no-color"] }],
  ])("%p", (line, meaning) => {
    expect(parseArguments(line.split(" ").filter(Boolean))).toEqual({ ...NOTHING, ...meaning });
  });

  test.each(["--cluster", "--output"])("lacks a value for %s", (option) => {
    expect(() => parseArguments([option])).toThrow(`${option}: expected a value, got none`);
    expect(() => parseArguments([option, "--auto-approve"])).toThrow(`${option}: expected a value, got none`);
  });
});
