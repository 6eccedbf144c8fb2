import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apply, assertNothingPlanned, plan } from "../plans";
import type { Beginning, Rehearsal } from "../rehearsal";
import type { Step } from "../step";
import { EMPTY_PLAN, type Plan } from "../terraform-plan";
import { findEverything } from "./in-cluster";
import { type Change, type ChangedStack, changedStacks, expectPlanned, misfitOf } from "../changes/change";
import { CHANGES } from "../changes/table";

/** What is deployed first, so that every change that fits leads from there. */
export const beforeChanges: Beginning = (target, tools) =>
  CHANGES.flat()
    .filter((change) => misfitOf(change, target, tools) === undefined)
    .reduce((blueprint, { before }) => before?.(blueprint, target) ?? blueprint, target);

/** Changes of the configuration: each plans what it should and no more, is applied, and plans nothing again. */
export const changeSteps: readonly Step[] = CHANGES.map((round) => ({
  name: `change: ${round.map(({ name }) => name).join(", ")}`,
  skip: (rehearsal) => {
    const reasons = round.map((change) => misfitIn(rehearsal, change));
    return reasons.includes(undefined) ? undefined : reasons.join("; ");
  },
  async run(rehearsal, note) {
    const changes = round.filter((change) => {
      const reason = misfitIn(rehearsal, change);
      if (reason !== undefined) note(`not ${change.name}: ${reason}`);
      return reason === undefined;
    });
    await make(rehearsal, changes, note);
  },
}));

function misfitIn({ target, tools }: Rehearsal, change: Change): string | undefined {
  return misfitOf(change, target, tools);
}

async function make(rehearsal: Rehearsal, changes: readonly Change[], note: (text: string) => void): Promise<void> {
  const { target } = rehearsal;
  const earlier = synthesised(rehearsal);
  rehearsal.adopt(changes.reduce((blueprint, { after }) => after(blueprint, target), rehearsal.blueprint));
  await rehearsal.npm("synth");
  const now = synthesised(rehearsal);

  const expected = (stack: ChangedStack, found: Plan) => changes.flatMap(({ planned }) => planned(stack, found)).sort();
  let count = 0;
  for (const stack of changedStacks(rehearsal)) {
    const { name } = stack;
    // What was synthesised as before, and planned nothing then, plans nothing now.
    if (earlier.get(name) === now.get(name) && expected(stack, EMPTY_PLAN).length === 0) continue;
    const found = await plan(rehearsal, name);
    expectPlanned(name, expected(stack, found), found.changes);
    if (found.changes.length === 0) continue;
    // In order, and one by one: the next stack reads what this one puts out.
    await apply(rehearsal, name);
    count += found.changes.length;
  }
  // All of them: also those that read what others put out.
  await assertNothingPlanned(rehearsal, rehearsal.deployable);
  note(`${count} changes planned and made, then none`);
  if (rehearsal.kubernetesMissing === undefined) {
    for (const cluster of rehearsal.settings.clusters) note(await findEverything(rehearsal, cluster));
  }
  for (const { seen } of changes) {
    const [cluster] = rehearsal.settings.clusters;
    if (seen !== undefined && cluster !== undefined) note(await seen(rehearsal, cluster));
  }
}

/** The text of every stack. */
function synthesised(rehearsal: Rehearsal): ReadonlyMap<string, string> {
  const read = (stack: string) => readFileSync(join(rehearsal.stackFolder(stack), "cdk.tf.json"), "utf8");
  return new Map(rehearsal.stacks.map((stack) => [stack, read(stack)]));
}
