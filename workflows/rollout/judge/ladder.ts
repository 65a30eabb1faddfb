import type { Step } from '../steps.ts';

/** The step that a weight belongs to: the highest one it has reached. */
export const stepAt = (steps: readonly Step[], weight: number): Step | undefined =>
  steps.findLast((step) => step.weight <= weight);

/** The step after a weight, or nothing at the top. */
export const stepAfter = (steps: readonly Step[], weight: number): Step | undefined =>
  steps.find((step) => step.weight > weight);

/**
 * The last place to prove the canary: whoever leaves it goes beyond the weight that needs proof. A plan of one step has
 * nowhere else.
 */
export function needsProof(steps: readonly Step[], weight: number, proofWeight: number): boolean {
  const next = stepAfter(steps, weight);
  if (!next) return steps.length === 1;
  if (weight === 0 || next.weight <= proofWeight) return false;
  return weight <= proofWeight || stepAt(steps, weight) === steps[0];
}
