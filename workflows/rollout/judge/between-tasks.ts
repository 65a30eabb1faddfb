import { lnRateLikelihoodRatio } from './binomial.ts';
import type { Counts } from './bucket.ts';
import { lnOddsLikelihoodRatio, type Table } from './noncentral-hypergeometric.ts';
import type { Spread } from './over-dispersion.ts';
import type { Proportion } from './score-interval.ts';

/** Fewer tasks tell nothing of how they differ. */
const fewestTasks = 3;

/**
 * By how much the rates of one version's tasks differ beyond chance: a standard deviation, by the method of moments (DerSimonian and
 * Laird 1986). Clients that stick to a task, and neighbours on its machine, make it last as long as a rollout.
 */
export function deviationBetween(tasks: readonly Proportion[]): number {
  const seen = tasks.filter(({ requests }) => requests > 0);
  if (seen.length < fewestTasks) return 0;
  const [events, requests] = [sum(seen.map((task) => task.events)), sum(seen.map((task) => task.requests))];
  const rate = events / requests;
  const squares = sum(seen.map((task) => task.requests * (task.events / task.requests - rate) ** 2));
  const byChance = (seen.length - 1) * rate * (1 - rate);
  const weight = requests - sum(seen.map((task) => task.requests ** 2)) / requests;
  return Math.sqrt(Math.max(0, squares - byChance) / weight);
}

/** So many standard deviations apart may two sets of tasks of one version be. */
const pairZ = 3;

/** How far apart two sets of tasks of one version may be, in deviations between tasks; 0 where the canary's are not told apart. */
export const apartOf = (canary: Counts, stableTasks: number): number =>
  canary.tasks && stableTasks > 0 ? pairZ * Math.sqrt(1 / canary.tasks + 1 / stableTasks) : 0;

/** The highest rate that a version's tasks may have where all of them together have `rate`. */
export const rateApart = (rate: number, { betweenTasks = 0 }: Spread, apart: number): number =>
  rate + apart * betweenTasks;

/**
 * The ln factor of odds `w` times larger than those of an A/A pair of such sets. Stable's tasks may be the ones that are better, and
 * by any ratio where they have no event at all: the canary has to be worse than its tasks may be as well. The smaller of two factors
 * has an expectation ≤ 1 where one of them has.
 */
export function lnBeyondPair(table: Table, w: number, rate: number, spread: Spread, apart: number): number {
  const usual = oddsApart(rate, spread, apart);
  if (usual === 1) return lnOddsLikelihoodRatio(table, w);
  // Likelihood ratios grow with the canary's events, so that against `usual` all smaller odds are covered, too.
  const beside = lnOddsLikelihoodRatio(table, usual * w) - lnOddsLikelihoodRatio(table, usual);
  const seen = { events: table.canaryEvents, requests: table.canaryRequests };
  return Math.min(beside, lnRateLikelihoodRatio(seen, Math.min(0.999, rateApart(rate, spread, apart)), w));
}

/** The odds ratio of an A/A pair of such sets. */
export function oddsApart(rate: number, spread: Spread, apart: number): number {
  const highest = Math.min(0.999, rateApart(rate, spread, apart));
  return highest <= rate ? 1 : (highest * (1 - rate)) / (rate * (1 - highest));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
