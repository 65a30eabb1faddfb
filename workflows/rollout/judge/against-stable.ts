import { lnBeyondPair } from './between-tasks.ts';
import type { Table } from './noncentral-hypergeometric.ts';
import { dispersionOfDifference, type Spread } from './over-dispersion.ts';

/** How much more of its requests a bad canary may fail than stable. */
const extraErrorRates = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.4, 0.9];

/** How much is staked on each: more on the small ones, which take longest to be told from chance. Together 1. */
export const stakesAgainstStable: readonly number[] = [4, 4, 3, 3, 2, 2, 1, 1].map((parts) => parts / 20);

export const noEvidenceAgainstStable: readonly number[] = extraErrorRates.map(() => 0);

const odds = (p: number): number => p / (1 - p);

/** Above this there is no room for a worse canary; odds of a rate near 1 say nothing. */
const highestRate = 0.9;
const highestBadRate = 0.999;

/**
 * Part A: the canary's errors against stable's in the same bucket, one ln factor for each extra error rate.
 * What hits both arms alike, such as an outage of what they share, cancels out. `errorRate` is the best guess of
 * stable's; each odds ratio is above 1, so that fewer errors than stable's are never evidence. `apart` is how far apart two sets of tasks
 * of one version may be, in deviations between tasks.
 */
export function factorsAgainstStable(errorRate: number, spread: Spread, errors: Table, apart = 0): number[] {
  const rate = Math.min(highestRate, errorRate);
  const dispersion = dispersionOfDifference(spread, errors.canaryRequests, errors.stableRequests);
  return extraErrorRates.map((extra) => {
    const oddsRatio = odds(Math.min(highestBadRate, rate + extra)) / odds(rate);
    return lnBeyondPair(errors, oddsRatio, rate, spread, apart) / dispersion;
  });
}
