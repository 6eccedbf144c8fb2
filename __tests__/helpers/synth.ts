import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Blueprint } from "../../config/blueprint";
import { arch, capacityType } from "../../config/requirements";
import { type Environment, resolveSettings } from "../../config/load";
import type { Settings } from "../../config/settings";
import { createStacks } from "../../stacks/blueprint-stacks";

/** A block of Terraform JSON; what tests look into is narrowed there. */
export type Block = Record<string, unknown>;

/** One synthesised stack. */
export interface StackJson {
  readonly terraform: { readonly backend: Record<string, Block>; readonly required_providers: Record<string, Block> };
  readonly provider: Record<string, Block[]>;
  readonly resource: Record<string, Record<string, Block>>;
  readonly data?: Record<string, Record<string, Block>>;
  readonly output?: Record<
    string,
    { readonly value: unknown; readonly description: string; readonly sensitive?: boolean }
  >;
}

/** One synthesised app. */
export interface SynthesisedApp {
  readonly stacks: Readonly<Record<string, StackJson>>;
  /** The same, byte for byte as written. */
  readonly texts: Readonly<Record<string, string>>;
  /** The stacks that each stack comes after. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

export type ClusterInput = Blueprint["clusters"][number];

/** The least that a configuration must say of a cluster, and more by choice. */
export function cluster(name: string, more: Partial<ClusterInput> = {}): ClusterInput {
  return { name, cluster: { version: "1.35" }, karpenter: { version: "1.14.1" }, ...more };
}

/** A node class, and a node pool of it. */
export const POOLS = {
  nodeClasses: { default: { amiSelectorTerms: [{ alias: "al2023@v20261101" }] } },
  nodePools: {
    general: {
      template: {
        spec: {
          nodeClassRef: { name: "default" },
          requirements: [capacityType("on-demand"), arch("amd64")],
        },
      },
    },
  },
} satisfies Partial<ClusterInput>;

/** The least that a configuration must say. */
export const MINIMAL: Blueprint = { region: "ap-southeast-2", clusters: [cluster("Carpenter")] };

export const TODAY = new Date("2026-11-20");

export function settingsOf(blueprint: unknown, environment: Environment = {}): Settings {
  return resolveSettings(blueprint, { environment, today: TODAY, source: "blueprint.config.ts" });
}

/** Synthesises the whole app as main.ts does: every stack prepared, every validation run, files written and read back. */
export function synthesise(blueprint: Blueprint, environment: Environment = {}): SynthesisedApp {
  const key = JSON.stringify([blueprint, environment]);
  const app = synthesised.get(key) ?? synthesiseAgain(blueprint, environment);
  synthesised.set(key, app);
  return app;
}

/** Synthesis takes tenths of a second, and many tests look at the same app. */
const synthesised = new Map<string, SynthesisedApp>();

/** The same, without remembering what came out before. */
export function synthesiseAgain(blueprint: Blueprint, environment: Environment = {}): SynthesisedApp {
  const outdir = mkdtempSync(join(tmpdir(), "carpenter-synth-"));
  try {
    const app = new App({ outdir });
    createStacks(app, settingsOf(blueprint, environment));
    app.synth();
    const folder = join(outdir, "stacks");
    const texts = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name, "cdk.tf.json"), "utf8")]),
    );
    const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    return {
      texts,
      stacks: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as StackJson])),
      dependencies: Object.fromEntries(Object.entries(manifest.stacks).map(([name, s]) => [name, s.dependencies])),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** One synthesised stack. */
export function synthesiseStack(name: string, blueprint: Blueprint): StackJson {
  const stack = synthesise(blueprint).stacks[name];
  if (stack === undefined) throw new Error(`no stack ${name}`);
  return stack;
}

/** The resources of a type, in the order they were written. */
export function resourcesOf(stack: StackJson, type: string): Block[] {
  return Object.values(stack.resource[type] ?? {});
}

/** The only resource of a type. */
export function theOnly(stack: StackJson, type: string): Block {
  const [resource, ...more] = resourcesOf(stack, type);
  if (resource === undefined || more.length > 0)
    throw new Error(`expected one ${type}, got ${more.length + (resource ? 1 : 0)}`);
  return resource;
}

/** How many resources of each type a stack has. */
export function inventoryOf(stack: StackJson): Record<string, number> {
  return Object.fromEntries(Object.entries(stack.resource).map(([type, all]) => [type, Object.keys(all).length]));
}

/** A resource's name, or address, without the hash at its end. */
export const withoutHash = (name: string): string => name.replace(/_[0-9A-F]{8}$/, "");

/** The full address of a resource that is named without its hash. */
export function addressOf(stack: StackJson, type: string, name: string): string {
  const full = Object.keys(stack.resource[type] ?? {}).find((key) => withoutHash(key) === name);
  if (full === undefined) throw new Error(`no ${type} ${name}`);
  return `${type}.${full}`;
}

/** A resource that is named without its hash. */
export function named(stack: StackJson, type: string, name: string): Block {
  return stack.resource[type]?.[addressOf(stack, type, name).slice(type.length + 1)] ?? {};
}

/**
 * The value at a dotted path of parsed JSON: numbers step into lists, a resource is named without its address's hash, and
 * text that is JSON itself, such as a policy, is looked into too.
 */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((current, key) => {
    const parsed: unknown = typeof current === "string" && current.startsWith("{") ? JSON.parse(current) : current;
    if (typeof parsed !== "object" || parsed === null) return undefined;
    const entries = parsed as Record<string, unknown>;
    return entries[key] ?? entries[Object.keys(entries).find((name) => withoutHash(name) === key) ?? ""];
  }, value);
}

/** The statements of a policy that a resource holds as text. */
export function statementsOf(policy: unknown): Block[] {
  return (JSON.parse(policy as string) as { Statement: Block[] }).Statement;
}
