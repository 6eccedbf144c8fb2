import { existsSync } from "node:fs";
import { join } from "node:path";
import { inPairs } from "./pairs";
import type { Rehearsal } from "./rehearsal";
import { EMPTY_PLAN, type Plan, readPlan } from "./terraform-plan";

/** How `terraform plan -detailed-exitcode` ends. */
const PLAN_CODES = { empty: 0, notEmpty: 2 } as const;

/** What a deploy of the stack would do now. */
export async function plan(rehearsal: Rehearsal, stack: string): Promise<Plan> {
  // A synth without the stack took its folder, and what init had put there.
  if (!existsSync(join(rehearsal.stackFolder(stack), ".terraform"))) {
    await rehearsal.terraform(stack, ["init", "-input=false"]);
  }
  const file = planFile(rehearsal, stack);
  const args = ["plan", "-input=false", "-detailed-exitcode", `-out=${file}`];
  const { code } = await rehearsal.terraform(stack, args, Object.values(PLAN_CODES));
  if (code === PLAN_CODES.empty) return EMPTY_PLAN;
  const { stdout } = await rehearsal.terraform(stack, ["show", "-json", file]);
  return readPlan(stdout);
}

/** Does what the stack's last plan says, and nothing else. */
export async function apply(rehearsal: Rehearsal, stack: string): Promise<void> {
  await rehearsal.terraform(stack, ["apply", "-input=false", planFile(rehearsal, stack)]);
}

/** @throws Error naming the stacks whose plan is not empty, and what they would change */
export async function assertNothingPlanned(rehearsal: Rehearsal, stacks: readonly string[]): Promise<void> {
  const faults = await inPairs(stacks, async (stack) => {
    const { changes } = await plan(rehearsal, stack);
    return changes.length === 0 ? [] : [`${stack}: expected an empty plan, got ${changes.join(", ")}`];
  });
  if (faults.flat().length > 0) throw new Error(faults.flat().join("; "));
}

function planFile(rehearsal: Rehearsal, stack: string): string {
  return join(rehearsal.folder, `${stack}.plan`);
}
