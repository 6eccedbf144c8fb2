import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Blueprint } from "../config/blueprint";
import { withCommands } from "./helpers/stand-ins";
import { cluster, MINIMAL } from "./helpers/synth";

const PROJECT = resolve(__dirname, "..");

/** The real CLI, which takes about three seconds, and the app that it runs, which takes one. */
const COMMANDS = {
  cli: (output: string) => [join(PROJECT, "node_modules/cdktf-cli/bundle/bin/cdktf"), "synth", "--output", output],
  app: () => ["-r", "ts-node/register/transpile-only", "main.ts"],
};

function synth(
  command: keyof typeof COMMANDS,
  folder: string,
  blueprint: unknown,
  options: { readonly env?: Record<string, string>; readonly output?: string } = {},
) {
  const output = join(folder, options.output ?? "cdktf.out");
  writeFileSync(join(folder, "config.js"), `exports.default = ${JSON.stringify(blueprint)};`);
  const result = spawnSync(process.execPath, COMMANDS[command](output), {
    cwd: PROJECT,
    encoding: "utf8",
    env: {
      ...process.env,
      BLUEPRINT_CONFIG: join(folder, "config.js"),
      CDKTF_OUTDIR: output,
      CHECKPOINT_DISABLE: "1",
      ...options.env,
    },
  });
  return { status: result.status, output: result.stdout + result.stderr };
}

describe("cdktf synth", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "carpenter-cli-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("loses no local state when a stack is left out of one synth and back in the next", () => {
    const two: Blueprint = { ...MINIMAL, state: { backend: "local" }, clusters: [cluster("a"), cluster("b")] };
    const stackFolder = join(folder, "cdktf.out", "stacks", "b-network");
    expect(synth("cli", folder, two).status).toBe(0);
    const { terraform } = JSON.parse(readFileSync(join(stackFolder, "cdk.tf.json"), "utf8")) as {
      terraform: { backend: { local: { path: string } } };
    };
    // Where Terraform, which runs in the stack's folder, writes the state.
    const state = resolve(stackFolder, terraform.backend.local.path);
    mkdirSync(dirname(state), { recursive: true });
    writeFileSync(state, "precious");

    expect(synth("cli", folder, { ...two, clusters: [cluster("a")] }).status).toBe(0);
    expect(existsSync(stackFolder)).toBe(false);
    expect(synth("cli", folder, two).status).toBe(0);
    expect(existsSync(stackFolder)).toBe(true);
    expect(readFileSync(state, "utf8")).toBe("precious");
  }, 60_000);

  test("prints the warnings, and every fault without a stack trace", () => {
    expect(synth("cli", folder, MINIMAL).output).toContain("111122223333 is the account of AWS's documentation");
    const { status, output } = synth("app", folder, { ...MINIMAL, regoin: "x", tags: { "aws:x": "y" } });
    expect(status).toBe(1);
    expect(output).toContain("config.js has 2 faults:");
    expect(output).toContain('did you mean "region"?');
    expect(output).not.toMatch(/^\s+at /m);
  }, 60_000);

  test("needs Node and nothing else on PATH", async () => {
    await withCommands({}, () => {
      expect(synth("app", folder, MINIMAL)).toMatchObject({ status: 0 });
      return Promise.resolve();
    });
  }, 60_000);

  test("gives a part of the clusters an output folder of its own", () => {
    const two: Blueprint = { ...MINIMAL, clusters: [cluster("a"), cluster("b")] };
    const refused = synth("app", folder, two, { env: { BLUEPRINT_CLUSTERS: "a" } });
    expect(refused.status).toBe(1);
    expect(refused.output).toContain("BLUEPRINT_CLUSTERS: expected an output folder of its own");
    const part = join(folder, "cdktf.out.part");
    expect(synth("app", folder, two, { env: { BLUEPRINT_CLUSTERS: "a" }, output: "cdktf.out.part" }).status).toBe(0);
    expect(existsSync(join(part, "stacks", "a-network"))).toBe(true);
    expect(existsSync(join(part, "stacks", "b-network"))).toBe(false);
  }, 60_000);
});
