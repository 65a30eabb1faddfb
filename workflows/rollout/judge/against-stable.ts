import type { Baseline } from './baseline.ts';
import { capBlip, isCollapse } from './blip-cap.ts';
import { lnOddsLikelihoodRatio, type Table } from './noncentral-hypergeometric.ts';
import { dispersionOfDifference } from './over-dispersion.ts';

/** How much more of its requests a bad canary may fail than stable. */
const extraErrorRates = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.4, 0.9];

/** How much is staked on each: more on the small ones, which take longest to be told from chance. Together 1. */
export const stakesAgainstStable: readonly number[] = [4, 4, 3, 3, 2, 2, 1, 1].map((parts) => parts / 20);

export const noEvidenceAgainstStable: readonly number[] = extraErrorRates.map(() => 0);

const odds = (p: number): number => p / (1 - p);

/**
 * Part A: the canary's errors against stable's in the same bucket, one ln factor for each extra error rate.
 * What hits both arms alike, such as an outage of what they share, cancels out. Dividing by the dispersion
 * keeps the expectation ≤ 1 (Jensen).
 */
export function factorsAgainstStable(baseline: Baseline, errors: Table, bucketSeconds: number): number[] {
  const { errorRate, errorSpread } = baseline;
  const dispersion = dispersionOfDifference(errorSpread, errors.canaryRequests, errors.stableRequests);
  const collapse = isCollapse(errors);
  return extraErrorRates.map((extra) => {
    const oddsRatio = odds(Math.min(0.999, errorRate + extra)) / odds(errorRate);
    const lnFactor = lnOddsLikelihoodRatio(errors, oddsRatio) / dispersion;
    return collapse ? lnFactor : capBlip(lnFactor, bucketSeconds);
  });
}
