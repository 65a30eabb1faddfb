/** Canary weight in percent of traffic, 1 to 100, and how long it is watched. */
export interface Step {
  readonly weight: number;
  readonly bakeSeconds: number;
}

/** Steps of equal size, the last of them whatever is left: 33 gives 33, 66, 99, 100. */
export function equalSteps(percent: number, bakeSeconds: number): Step[] {
  const count = Math.ceil(100 / percent);
  return Array.from({ length: count }, (_, i) => ({ weight: Math.min(100, percent * (i + 1)), bakeSeconds }));
}
