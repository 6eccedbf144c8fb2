import { parseArgs } from "node:util";
import { Failure } from "./failure";

/** What the user asked of deploy, diff or destroy. */
export interface Arguments {
  /** Names of stacks; all where empty. */
  readonly stacks: readonly string[];
  /** Names of clusters whose stacks are meant; all where empty. */
  readonly clusters: readonly string[];
  /** The output folder, where another than the default. */
  readonly output: string | undefined;
  /** Take an existing state bucket of ours into local state. */
  readonly importState: boolean;
  /** Print the usage and do nothing. */
  readonly help: boolean;
  /** Flags for the CDKTF CLI. */
  readonly passThrough: readonly string[];
}

/** Ours, or the CLI's to be passed on. */
const OPTIONS = {
  cluster: { type: "string", multiple: true },
  output: { type: "string", short: "o" },
  "import-state": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** The CLI's flags that a user may want. What is not listed is refused: a word misread as a flag's would mean all stacks. */
const CLI_OPTIONS = {
  "auto-approve": { type: "boolean" },
  "migrate-state": { type: "boolean" },
  "no-color": { type: "boolean" },
  "refresh-only": { type: "boolean" },
  "skip-provider-lock": { type: "boolean" },
  "outputs-file": { type: "string" },
  "outputs-file-include-sensitive-outputs": { type: "boolean" },
  parallelism: { type: "string" },
  "terraform-parallelism": { type: "string" },
  var: { type: "string", multiple: true },
  "var-file": { type: "string", multiple: true },
} as const;

/**
 * Reads a command line.
 *
 * @throws Failure for an option that neither we nor the CLI know, or that lacks its value
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  const { cluster: clusters = [], output, "import-state": importState = false, help = false, ...rest } = values;
  if (clusters.length > 0 && positionals.length > 0) {
    throw new Failure(`--cluster: expected it without names of stacks, got both; ${positionals.join(", ")} is enough`);
  }
  if (output === "") throw new Failure("--output: expected a folder, got nothing");
  const passThrough = Object.entries(rest).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === true ? [`--${name}`] : [`--${name}`, String(one)])),
  );
  return { stacks: positionals, clusters, output, importState, help, passThrough };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: { ...OPTIONS, ...CLI_OPTIONS }, allowPositionals: true });
  } catch (error) {
    const known = Object.keys({ ...OPTIONS, ...CLI_OPTIONS }).map((name) => `--${name}`);
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/);
    throw new Failure(`${sentence ?? "command line"}; expected names of stacks and ${known.join(", ")}`);
  }
}
