import type { Proportion } from './score-interval.ts';

/** How much a rate moves from bucket to bucket beyond chance. `variance` is 0 where nothing of that is known. */
export interface Spread {
  readonly rate: number;
  readonly variance: number;
  /** Its standard deviation between tasks of one version, where they are known. */
  readonly betweenTasks?: number;
}

export const noSpread: Spread = { rate: 0, variance: 0 };

/** Fewer pairs of neighbours than this tell nothing about a spread. */
const fewestPairs = 10;

/**
 * Estimates the spread of a rate from buckets in order of time: the mean of half the squared differences of
 * neighbours, less what binomial chance explains. Slow drift does not count, since neighbours share it.
 */
export function spreadOf(buckets: readonly Proportion[]): Spread {
  const pairs = buckets.flatMap((bucket, i) => {
    const next = buckets[i + 1];
    return next && bucket.requests > 0 && next.requests > 0 ? [[bucket, next] as const] : [];
  });
  if (pairs.length < fewestPairs) return noSpread;

  const rates = buckets.filter(({ requests }) => requests > 0).map(rateOf);
  const rate = mean(rates);
  const excess = pairs.map(
    ([a, b]) => ((rateOf(a) - rateOf(b)) ** 2 - rate * (1 - rate) * (1 / a.requests + 1 / b.requests)) / 2,
  );
  return { rate, variance: Math.max(0, mean(excess)) };
}

/** Variance of the difference of two arms' rates, in units of binomial chance: at least 1. */
export function dispersionOfDifference({ rate, variance }: Spread, canary: number, stable: number): number {
  if (variance === 0) return 1;
  return 1 + (2 * variance) / (rate * (1 - rate) * (1 / canary + 1 / stable));
}

/** The same for one arm against a fixed rate, to which the spread is scaled. */
export function dispersionAt(guard: number, { rate, variance }: Spread, requests: number): number {
  if (variance === 0) return 1;
  return 1 + (variance * (guard / rate) * requests) / (guard * (1 - guard));
}

const rateOf = ({ events, requests }: Proportion): number => events / requests;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
