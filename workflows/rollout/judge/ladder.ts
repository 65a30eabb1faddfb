import type { Step } from '../steps.ts';

/** The step that a weight belongs to: the highest one it has reached. */
export const stepAt = (steps: readonly Step[], weight: number): Step | undefined =>
  steps.findLast((step) => step.weight <= weight);

/** The step after a weight, or nothing at the top. */
export const stepAfter = (steps: readonly Step[], weight: number): Step | undefined =>
  steps.find((step) => step.weight > weight);

/**
 * The last place to prove the canary: whoever leaves it goes beyond the gate's weight. A plan of one step has
 * nowhere else.
 */
export function isGate(steps: readonly Step[], weight: number, gateWeight: number): boolean {
  const next = stepAfter(steps, weight);
  if (!next) return steps.length === 1;
  if (weight === 0 || next.weight <= gateWeight) return false;
  return weight <= gateWeight || stepAt(steps, weight) === steps[0];
}
