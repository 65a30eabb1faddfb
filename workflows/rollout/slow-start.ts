import type { Step } from './steps.ts';

/** Percents that come before all of the traffic. */
const SHARES = [20, 40, 60, 80];

/**
 * Weights by which tasks that a load balancer has start slowly come to all of their traffic, evenly over that time. At weight 0 it has had
 * nothing to hold back, and where all tasks of a group are new none gets less than the others.
 */
export const slowSteps = (slowStartSeconds: number): Step[] =>
  slowStartSeconds === 0
    ? []
    : SHARES.map((weight) => ({ weight, bakeSeconds: slowStartSeconds / SHARES.length }));
