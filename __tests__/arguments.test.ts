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
    ["--parallelism 2 state", { stacks: ["state"], passThrough: ["--parallelism", "2"] }],
    ["--no-color state --auto-approve", { stacks: ["state"], passThrough: ["--no-color", "--auto-approve"] }],
    ["--var x=1 --var=y=2", { passThrough: ["--var", "x=1", "--var", "y=2"] }],
  ])("%p", (line, meaning) => {
    expect(parseArguments(line.split(" ").filter(Boolean))).toEqual({ ...NOTHING, ...meaning });
  });

  test.each([
    ["--cluster", "Option '--cluster <value>' argument missing"],
    ["--cluster --auto-approve", "Option '--cluster' argument is ambiguous"],
    ["--clusters b", "Unknown option '--clusters'"],
    ["--output=", "--output: expected a folder, got nothing"],
    ["a-network --cluster b", "--cluster: expected it without names of stacks, got both; a-network is enough"],
  ])("%p is refused, and never taken for everything", (line, message) => {
    expect(() => parseArguments(line.split(" "))).toThrow(message);
  });
});
