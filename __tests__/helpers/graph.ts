import { type StackJson, withoutHash } from "./synth";

/** What each resource of a stack needs: by reference, or by `depends_on`. Names are without their hashes. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** One `depends_on` entry: who has it, and whom it names. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
}

/** Reads the graph from a stack's JSON, one `depends_on` entry left out by choice. */
export function graphOf(stack: StackJson, without?: Dependency): Graph {
  const addresses = Object.entries(stack.resource).flatMap(([type, all]) =>
    Object.keys(all).map((name) => `${type}.${name}`),
  );
  const edges = Object.entries(stack.resource).flatMap(([type, all]) =>
    Object.entries(all).map(([name, { depends_on: dependsOn = [], ...rest }]) => {
      const from = `${type}.${name}`;
      const text = JSON.stringify(rest);
      const referenced = addresses.filter((address) => new RegExp(`\\$\\{${escape(address)}[.\\[}]`).test(text));
      const declared = (dependsOn as string[]).filter(
        (to) => withoutHash(from) !== without?.from || withoutHash(to) !== without.to,
      );
      return [withoutHash(from), new Set([...referenced, ...declared].map(withoutHash))] as const;
    }),
  );
  return new Map(edges);
}

/** Every `depends_on` entry of a stack. */
export function dependenciesOf(stack: StackJson): Dependency[] {
  return Object.entries(stack.resource).flatMap(([type, all]) =>
    Object.entries(all).flatMap(([name, { depends_on: dependsOn = [] }]) =>
      (dependsOn as string[]).map((to) => ({ from: withoutHash(`${type}.${name}`), to: withoutHash(to) })),
    ),
  );
}

/** Whether one resource needs another, directly or through others: it is made later, and destroyed earlier. */
export function needs(graph: Graph, from: string, to: string): boolean {
  for (const name of [from, to]) if (!graph.has(name)) throw new Error(`no resource ${name}`);
  const seen = new Set<string>();
  const visit = (address: string): boolean => {
    if (address === to) return true;
    if (seen.has(address)) return false;
    seen.add(address);
    return [...(graph.get(address) ?? [])].some(visit);
  };
  return visit(from);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
