import type { Baseline } from './baseline.ts';
import { capBlip, isCollapse } from './blip-cap.ts';
import type { Table } from './noncentral-hypergeometric.ts';
import { dispersionAt } from './over-dispersion.ts';
import type { Proportion } from './score-interval.ts';

/** How much larger than the bound's the odds of a bad canary's errors may be. */
const oddsRatios = [2, 4, 10, 30, 100];

export const noEvidenceAgainstBound: readonly number[] = oddsRatios.map(() => 0);

/** The bound is this many times what stable fails. */
const guardRatio = 2;
const lowestBound = 0.001;
const highestBound = 0.9;

/** An error rate that a healthy canary stays under, from all that is known of stable now and before. */
export function errorBound(
  { highestErrorRate }: Baseline,
  objectiveErrorRate: number,
  stableNow: readonly Proportion[],
): number {
  const known = highestErrorRate === undefined ? objectiveErrorRate : guardRatio * highestErrorRate;
  const now = stableNow.map(({ events, requests }) =>
    requests === 0 ? 0 : (guardRatio * events) / requests,
  );
  return Math.min(highestBound, Math.max(lowestBound, known, ...now));
}

/**
 * Part B: the canary's errors against a bound, by a binomial likelihood ratio; one ln factor for each odds
 * ratio. It needs no stable beside it: for rare requests, high weights, first deployments.
 */
export function factorsAgainstBound(
  baseline: Baseline,
  bound: number,
  errors: Table,
  bucketSeconds: number,
): number[] {
  const { canaryRequests, canaryEvents } = errors;
  if (canaryRequests === 0) return oddsRatios.map(() => 0);
  const dispersion = dispersionAt(bound, baseline.errorSpread, canaryRequests);
  const collapse = isCollapse(errors);
  return oddsRatios.map((ratio) => {
    const bad = (ratio * bound) / (1 - bound + ratio * bound);
    const lnRatio =
      canaryEvents * Math.log(bad / bound) +
      (canaryRequests - canaryEvents) * Math.log((1 - bad) / (1 - bound));
    const lnFactor = lnRatio / dispersion;
    return collapse ? lnFactor : capBlip(lnFactor, bucketSeconds);
  });
}
