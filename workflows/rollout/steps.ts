import type { Step } from './plan.ts';

/** Steps of equal size, the last of them whatever is left: 33 gives 33, 66, 99, 100. */
export function equalSteps(percent: number, bakeSeconds: number): Step[] {
  const count = Math.ceil(100 / percent);
  return Array.from({ length: count }, (_, i) => ({ weight: Math.min(100, percent * (i + 1)), bakeSeconds }));
}
