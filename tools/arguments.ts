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
  /** Flags for the CDKTF CLI, as they were given. */
  readonly passThrough: readonly string[];
}

const OPTIONS = {
  cluster: { type: "string", multiple: true },
  output: { type: "string", short: "o" },
  "import-state": { type: "boolean" },
  "auto-approve": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads a command line: stack names first, then options; what is not ours is passed on to the CDKTF CLI. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const foreign = tokens.find((token) => token.kind === "option" && !(token.name in OPTIONS))?.index ?? argv.length;
  const ours = new Set(tokens.flatMap((token) => consumed(token, foreign)));
  const clusters = (values.cluster ?? []).filter((value) => typeof value === "string");
  const lacking = (["cluster", "output"] as const).find((name) => values[name] !== undefined && !hasText(values[name]));
  if (lacking !== undefined) throw new Failure(`--${lacking}: expected a value, got none`);
  return {
    stacks: tokens.flatMap((token) => (token.kind === "positional" && token.index < foreign ? [token.value] : [])),
    clusters,
    output: typeof values.output === "string" ? values.output : undefined,
    importState: values["import-state"] === true,
    help: values.help === true,
    passThrough: argv.filter((_, index) => !ours.has(index)),
  };
}

function hasText(value: unknown): boolean {
  return Array.isArray(value) ? value.every(hasText) : typeof value === "string" && !value.startsWith("-");
}

interface ParsedToken {
  readonly kind: string;
  readonly index: number;
  readonly name?: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** The places in the command line that a token of ours takes: --auto-approve is ours to read, the CLI's to obey. */
function consumed(token: ParsedToken, foreign: number): number[] {
  if (token.kind === "positional") return token.index < foreign ? [token.index] : [];
  if (token.kind !== "option" || token.name === undefined) return [];
  if (!(token.name in OPTIONS) || token.name === "auto-approve") return [];
  const valueFollows = token.value !== undefined && token.inlineValue === false;
  return valueFollows ? [token.index, token.index + 1] : [token.index];
}
